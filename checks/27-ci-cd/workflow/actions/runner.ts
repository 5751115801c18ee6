/** One machine that works off one entry of a job. It has a folder on the disk from the first script on that needs a shell. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, posix } from 'node:path'
import { runScript } from './shell.ts'
import { callNpm, installStandIns, type NpmCall, plainCalls, readCalls } from './stand-in-npm.ts'
import type { Value } from './values.ts'

const TALK = ['GITHUB_ENV', 'GITHUB_OUTPUT', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY', 'GITHUB_STATE'] as const

interface Way {
  shell: string
  folder: string
  env: Record<string, string>
}

export class Runner {
  readonly calls: NpmCall[] = []
  node = ''
  summary = ''
  readonly #project: ReadonlyMap<string, string>
  readonly #event: Value
  readonly #red: readonly string[]
  /** What is in the workspace, while there is none on the disk. */
  readonly #files = new Map<string, string>()
  #root = ''
  #steps = 0

  constructor(project: ReadonlyMap<string, string>, event: Value, red: readonly string[]) {
    this.#project = project
    this.#event = event
    this.#red = red
  }

  checkOut(under: string): void {
    for (const [path, text] of this.#project) this.#put(posix.join(under, path), text)
  }

  has(path: string): boolean {
    const plain = posix.normalize(path)
    return this.#root === '' ? this.#files.has(plain) : existsSync(join(this.#root, 'work', plain))
  }

  /** The files that `hashFiles` may see. */
  files(): ReadonlyMap<string, string> {
    return this.has('package.json') ? this.#project : new Map()
  }

  /** Gives how it ended, and what it wrote for later steps. */
  async run(script: string, way: Way) {
    const plain = ['', 'bash', 'sh'].includes(way.shell) && this.#hasFolder(way.folder) ? plainCalls(script) : undefined
    return plain ? this.#callNpm(plain, way) : this.#runInShell(script, way)
  }

  remove(): void {
    if (this.#root !== '') rmSync(this.#root, { recursive: true, force: true, maxRetries: 3 })
  }

  #callNpm(calls: string[][], { folder, env }: Way) {
    const nothing = { env: {}, outputs: {} }
    const place = {
      has: (name: string) => this.has(posix.join(folder, name)),
      install: () => this.#put(posix.join(folder, 'node_modules/.package-lock.json'), '{}'),
    }
    for (const words of calls) {
      const { call, ...ended } = callNpm(words, place, { node: this.node, red: this.#red, env })
      this.calls.push(call)
      if (ended.code !== 0) return { ...ended, ...nothing }
    }
    return { code: 0, output: '', ...nothing }
  }

  async #runInShell(script: string, { shell, folder, env }: Way) {
    const root = this.#onDisk()
    this.#steps += 1
    const place = join(root, `step-${this.#steps}`)
    mkdirSync(place)
    const talk = Object.fromEntries(TALK.map((name) => [name, join(place, name)]))
    const log = join(place, 'npm.log')
    for (const file of [...Object.values(talk), log]) writeFileSync(file, '')
    const file = join(place, 'script.sh')
    writeFileSync(file, script)
    const cwd = join(root, 'work', folder)
    if (!existsSync(cwd)) return { code: 1, output: `${folder}: no such folder`, env: {}, outputs: {} }
    const ended = await runScript(file, shell, cwd, { ...this.#base(root), STAND_IN_LOG: log, ...env, ...talk })
    const wrote = (name: (typeof TALK)[number]) => readFileSync(join(place, name), 'utf8')
    this.calls.push(...readCalls(readFileSync(log, 'utf8')))
    this.summary += wrote('GITHUB_STEP_SUMMARY')
    return { ...ended, env: pairsIn(wrote('GITHUB_ENV')), outputs: pairsIn(wrote('GITHUB_OUTPUT')) }
  }

  #put(path: string, text: string): void {
    if (this.#root === '') {
      this.#files.set(path, text)
      if (posix.basename(posix.dirname(path)) === 'node_modules') this.#files.set(posix.dirname(path), '')
      return
    }
    const file = join(this.#root, 'work', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }

  #hasFolder(folder: string): boolean {
    if (this.#root !== '') return existsSync(join(this.#root, 'work', folder))
    const plain = posix.join(folder, '.')
    return plain === '.' || [...this.#files.keys()].some((path) => path.startsWith(`${plain}/`))
  }

  #onDisk(): string {
    if (this.#root !== '') return this.#root
    this.#root = mkdtempSync(join(tmpdir(), 'ci-'))
    mkdirSync(join(this.#root, 'work'))
    const files = [...this.#files].filter(([path]) => posix.basename(path) !== 'node_modules')
    for (const [path, text] of files) this.#put(path, text)
    installStandIns(this.#root)
    writeFileSync(join(this.#root, 'event.json'), JSON.stringify(this.#event))
    return this.#root
  }

  #base(root: string): Record<string, string> {
    const { PATH = '' } = process.env
    return {
      PATH: `${join(root, 'bin')}${delimiter}${PATH}`,
      HOME: root,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_PATH: join(root, 'event.json'),
      GITHUB_WORKSPACE: join(root, 'work'),
      RUNNER_OS: 'Linux',
      RUNNER_TEMP: root,
      STAND_IN_NODE: this.node,
      STAND_IN_RED: this.#red.join(' '),
    }
  }
}

/** `name=value`, or `name<<END`, lines, `END`. */
function pairsIn(text: string): Record<string, string> {
  const pairs: Record<string, string> = {}
  for (const match of text.matchAll(/^([^=<\n]+)(?:=(.*)|<<(.+)\n([\s\S]*?)\n?\3)$/gm)) {
    const [, name = '', value, , block = ''] = match
    pairs[name] = value ?? block
  }
  return pairs
}
