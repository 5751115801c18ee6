/** RUN, with its mounts. */
import { posix } from 'node:path'
import { runShell, runWords } from './commands.ts'
import type { Sources } from './copy.ts'
import { changedIn, digest, digestOf, type Files, findSource, isUnder, place } from './files.ts'
import type { Instruction } from './instructions.ts'
import type { Machine } from './npm.ts'
import type { Stage } from './stage.ts'

interface Mount {
  target: string
  /** What lies there during the command. */
  files: Files
}

export function runInstruction(stage: Stage, instruction: Instruction, sources: Sources): void {
  const { line, words, text, documents } = instruction
  const before = new Map(stage.files)
  const mounts = instruction.flags
    .filter(({ name }) => name === 'mount')
    .flatMap(({ value }) => mountOf(value, stage, sources))
  for (const { files } of mounts) for (const [path, content] of files) stage.files.set(path, content)
  const installs: Machine['installs'] = []
  const start = {
    folders: new Set(stage.workdirs),
    ...{ files: stage.files, workdir: stage.workdir, users: stage.users, tools: stage.tools, installs },
    env: { ...stage.args, ...stage.env },
    fail: sources.fail,
  }
  if (words) runWords(start, words)
  else runShell(start, documents.length > 0 && text.startsWith('<<') ? documents.join('\n') : text)
  restore(stage.files, before, mounts)
  stage.layers.push({ line, files: changedIn(before, stage.files) })
  const values = Object.entries(start.env).map(([name, value]) => `${name}=${value}`)
  stage.key = digest(stage.key, text, ...documents, ...values.sort(), ...mounts.map(({ files }) => digestOf(files)))
  stage.steps.push({ line, key: stage.key, installs })
}

/** What a mount held, and what was written into it, is not part of the layer. */
function restore(files: Files, before: Files, mounts: Mount[]): void {
  const mounted = (path: string) => mounts.some(({ target }) => isUnder(path, target))
  for (const path of [...files.keys()]) if (mounted(path)) files.delete(path)
  for (const [path, content] of before) if (mounted(path)) files.set(path, content)
}

function mountOf(value: string, stage: Stage, sources: Sources): Mount[] {
  const options = new Map(value.split(',').map((option): [string, string] => splitOption(option)))
  const type = options.get('type') ?? 'bind'
  const target = options.get('target') ?? options.get('dst') ?? options.get('destination')
  if (target === undefined) return []
  const path = posix.resolve(stage.workdir, target)
  if (type !== 'bind') return [{ target: path, files: new Map() }]
  const from = options.get('from')
  const other = from === undefined ? undefined : sources.stage(from)
  if (from !== undefined && !other) {
    stage.external.push({ line: stage.line, image: sources.image(from) })
    return [{ target: path, files: new Map() }]
  }
  const source = options.get('source') ?? options.get('src') ?? '.'
  const found = findSource(other?.files ?? sources.context, source)
  if (found.length === 0) sources.fail(`--mount=type=bind finds nothing like ${source}`)
  return [{ target: path, files: place(found, path, '/', false, new Map()) }]
}

function splitOption(option: string): [string, string] {
  const at = option.indexOf('=')
  return at < 0 ? [option, ''] : [option.slice(0, at), option.slice(at + 1)]
}
