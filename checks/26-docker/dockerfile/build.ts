/** Goes through a Dockerfile as a builder does, without running anything: what matters is simulated. */
import { posix } from 'node:path'
import { copyInto } from './copy.ts'
import { readDockerignore } from './dockerignore.ts'
import { digest, type Files } from './files.ts'
import { execWords, type Instruction, readInstructions } from './instructions.ts'
import { runInstruction } from './run.ts'
import { expand } from './shell.ts'
import { type Stage, stageFromImage, stageFromStage } from './stage.ts'

export interface Build {
  /** The last stage; undefined where there is none. */
  final: Stage | undefined
  /** All that the last one needs, itself included. BuildKit skips others. */
  stages: Stage[]
  /** Why it ends with an error, `line 7: …`. */
  problems: string[]
  instructions: Instruction[]
  /** What of the folder the builder gets to see. */
  context: Files
}

export interface BuildInput {
  dockerfile: string
  dockerignore: string
  folder: Files
}

export function build({ dockerfile, dockerignore, folder }: BuildInput): Build {
  const keeps = readDockerignore(dockerignore)
  const context: Files = new Map([...folder].filter(([path]) => keeps(path)))
  const instructions = readInstructions(dockerfile)
  const builder = new Builder(instructions, context)
  const final = builder.stage(builder.count - 1)
  return { final, stages: builder.built(), problems: builder.problems, instructions, context }
}

class Builder {
  readonly problems: string[] = []
  readonly #context: Files
  readonly #groups: Instruction[][] = []
  readonly #globals: Record<string, string | undefined> = {}
  readonly #stages = new Map<number, Stage | undefined>()

  constructor(instructions: Instruction[], context: Files) {
    this.#context = context
    for (const instruction of instructions) {
      const group = this.#groups.at(-1)
      if (instruction.keyword === 'FROM') this.#groups.push([instruction])
      else if (group) group.push(instruction)
      else if (instruction.keyword === 'ARG') this.#declare(instruction)
      else this.#fail(instruction.line, `${instruction.keyword} stands before the first FROM`)
    }
    if (this.#groups.length === 0) this.problems.push('there is no FROM')
  }

  get count(): number {
    return this.#groups.length
  }

  built(): Stage[] {
    return [...this.#stages.values()].filter((stage) => stage !== undefined)
  }

  /** Built once, and only when somebody needs it. */
  stage(index: number): Stage | undefined {
    if (this.#stages.has(index)) return this.#stages.get(index)
    const [from, ...rest] = this.#groups[index] ?? []
    if (!from?.from) return undefined
    // Its place is taken before what it needs, so that stages which need each other end.
    this.#stages.set(index, undefined)
    const image = expand(from.from.image, this.#globals)
    const parent = this.#named(image, index)
    const stage = parent ? stageFromStage(from.line, parent) : stageFromImage(from.line, image)
    if (image === '') this.#fail(from.line, 'FROM names no image')
    for (const instruction of rest) this.#apply(stage, instruction, index)
    this.#stages.set(index, stage)
    return stage
  }

  #declare({ pairs }: Instruction): void {
    for (const { name, value } of pairs) this.#globals[name] = expand(value ?? '', this.#globals)
  }

  /** An earlier stage of that name, or with that number. */
  #named(name: string, before: number): Stage | undefined {
    const byName = this.#groups.slice(0, before).findLastIndex(([from]) => from?.from?.alias === name.toLowerCase())
    const index = byName >= 0 ? byName : /^\d+$/.test(name) && Number(name) < before ? Number(name) : -1
    return index < 0 ? undefined : this.stage(index)
  }

  #fail(line: number, why: string): void {
    const problem = `line ${line}: ${why}`
    if (!this.problems.includes(problem)) this.problems.push(problem)
  }

  #apply(stage: Stage, instruction: Instruction, index: number): void {
    const { keyword, line, pairs, words } = instruction
    const values = { ...stage.args, ...stage.env }
    const text = keyword === 'RUN' ? instruction.text : expand(instruction.text, values)
    const sources = {
      context: this.#context,
      stage: (name: string) => this.#named(expand(name, values), index),
      image: (name: string) => expand(name, { ...this.#globals, ...values }),
      fail: (why: string) => this.#fail(line, why),
    }
    if (keyword === 'COPY' || keyword === 'ADD') copyInto(stage, { ...instruction, text }, sources)
    else if (keyword === 'RUN') runInstruction(stage, instruction, sources)
    else if (keyword === 'ENV') for (const { name, value = '' } of pairs) stage.env[name] = expand(value, values)
    else if (keyword === 'ARG')
      for (const { name, value } of pairs) stage.args[name] = this.#argument(name, value, values)
    else if (keyword === 'USER') stage.user = text.trim()
    else if (keyword === 'WORKDIR') enter(stage, text)
    else if (keyword === 'HEALTHCHECK') stage.health = healthOf(instruction.text)
    else if (keyword === 'ENTRYPOINT') {
      stage.entrypoint = words ?? instruction.text
      if (!stage.hasOwnCmd) stage.cmd = undefined
    } else if (keyword === 'CMD') Object.assign(stage, { cmd: words ?? instruction.text, hasOwnCmd: true })
    else if (!HARMLESS.has(keyword)) this.#fail(line, `there is no instruction ${keyword}`)
    if (keyword !== 'RUN') stage.key = digest(stage.key, keyword, text)
  }

  #argument(name: string, value: string | undefined, values: Record<string, string | undefined>): string | undefined {
    return value === undefined ? this.#globals[name] : expand(value, values)
  }
}

const HARMLESS = new Set(['EXPOSE', 'LABEL', 'STOPSIGNAL', 'VOLUME', 'SHELL', 'MAINTAINER', 'ONBUILD'])

function enter(stage: Stage, text: string): void {
  stage.workdir = posix.resolve(stage.workdir, text.trim().replace(/^"(.*)"$/, '$1'))
  stage.workdirs.add(stage.workdir)
}

function healthOf(text: string): Stage['health'] {
  const command = /^CMD\s+(.*)$/is.exec(text.trim())?.[1]
  if (command === undefined) return undefined
  return { command: execWords(command) ?? command }
}
