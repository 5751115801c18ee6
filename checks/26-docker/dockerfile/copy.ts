/** COPY and ADD. */
import { posix } from 'node:path'
import { readDockerignore } from './dockerignore.ts'
import { changedIn, digest, digestOf, type Files, findSource, isUnder, place } from './files.ts'
import { execWords, type Instruction } from './instructions.ts'
import type { Stage } from './stage.ts'

export interface Sources {
  context: Files
  /** A stage of this name, as it is when it has been built. */
  stage: (name: string) => Stage | undefined
  image: (name: string) => string
  fail: (why: string) => void
}

export function copyInto(stage: Stage, instruction: Instruction, sources: Sources): void {
  const { keyword, line, text, documents } = instruction
  const operands = execWords(text) ?? text.split('\n')[0]?.trim().split(/\s+/) ?? []
  const destination = operands.at(-1) ?? ''
  const from = operands.slice(0, -1)
  if (from.length === 0) {
    sources.fail(`${keyword} needs a source and a destination`)
    return
  }
  const found = from.some((each) => each.startsWith('<<'))
    ? documents.map((document) => ({ name: 'document', text: document, ofFolder: false }))
    : from.flatMap((source) => filesFor(stage, instruction, source, sources))
  if (from.length > 1 && !/(?:^|\/)\.?\.?$/.test(destination)) {
    sources.fail(`with several sources, the destination ${destination} must end with a slash`)
  }
  const placed = place(found, destination, stage.workdir, from.length > 1, stage.files)
  const before = new Map(stage.files)
  for (const [path, content] of placed) stage.files.set(path, content)
  stage.layers.push({ line, files: changedIn(before, stage.files) })
  stage.key = digest(stage.key, digestOf(placed))
}

function filesFor(stage: Stage, instruction: Instruction, source: string, sources: Sources) {
  const { flags, keyword } = instruction
  const flag = (name: string) => flags.find((each) => each.name === name)?.value
  if (keyword === 'ADD' && /^(?:https?|git)[:@]/.test(source)) return []
  const from = flag('from')
  const other = from === undefined ? undefined : sources.stage(from)
  if (from !== undefined && !other) {
    takeFromImage(stage, instruction.line, sources.image(from), source)
    return []
  }
  const found = findSource(other?.files ?? sources.context, source).filter(({ name }) => !isExcluded(name, flags))
  if (found.length > 0) return flag('parents') === undefined ? found : found.map((each) => withParents(each, source))
  if (!other) sources.fail(`${keyword} finds nothing like ${source} in the build context`)
  else if (isKnown(other, source)) sources.fail(`COPY finds nothing like ${source} in stage ${from}`)
  else takeTool(stage, source)
  return []
}

function withParents(found: { name: string; text: string; ofFolder: boolean }, source: string) {
  const folder = posix.normalize(source).replace(/^\//, '')
  return { ...found, ofFolder: true, name: found.ofFolder ? posix.join(folder, found.name) : folder }
}

function isExcluded(name: string, flags: Instruction['flags']): boolean {
  const patterns = flags.filter((flag) => flag.name === 'exclude').map(({ value }) => value)
  return patterns.length > 0 && !readDockerignore(patterns.join('\n'))(name)
}

/** In folders that this build has made, all is known; elsewhere lies what its base image has brought. */
function isKnown(stage: Stage, source: string): boolean {
  const path = posix.resolve('/', source)
  return [...stage.workdirs].some((folder) => folder !== '/' && isUnder(path, folder))
}

function takeFromImage(stage: Stage, line: number, image: string, source: string): void {
  stage.external.push({ line, image })
  takeTool(stage, source)
}

/** A program, or /etc/passwd with users that nobody here knows. */
function takeTool(stage: Stage, source: string): void {
  stage.tools?.add(posix.basename(source))
  if (/^\/etc(?:\/passwd)?\/?$/.test(source)) stage.users = undefined
}
