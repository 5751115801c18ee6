/** With fenced-pool-worker.ts, all that knows Vitest's programming interface: parts are experimental, hence the exact version. */
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Writable } from 'node:stream'
import type { TestModule, Vitest } from 'vitest/node'
import type { Fence } from './fence.ts'
import { FencedPoolWorker, type FencedRun } from './fenced-pool-worker.ts'
import { KeptTransforms } from './kept-transforms.ts'
import { judgePlugin, mayActLate, type Subject } from './plugin.ts'

/** What Vitest saw; a verdict needs it to agree with the seals. */
export interface VitestReport {
  /** By check title: how Vitest says it ended. */
  states: Map<string, 'passed' | 'failed' | 'skipped' | 'pending'>
  /** Errors of the file itself: it did not load. */
  loadErrors: { name: string; message: string; stack?: string; cause?: { message: string; stack?: string } }[]
}

export interface VitestHostOptions {
  root: string
  packageRoot: string
  /** Specifier to file: the check API and the fence. */
  modules: Record<string, string>
}

/** A warm Vitest that runs one check file at a time, each in the fence it is handed. */
export class VitestHost {
  readonly #vitest: Vitest
  readonly #state: HostState
  /** Folders with files of ours, which do not change between runs. */
  readonly #own: string[]
  readonly #kept: KeptTransforms

  private constructor(vitest: Vitest, state: HostState, own: string[], kept: KeptTransforms) {
    this.#vitest = vitest
    this.#state = state
    this.#own = own
    this.#kept = kept
  }

  static async open(options: VitestHostOptions): Promise<VitestHost> {
    const { createVitest } = await import('vitest/node')
    const state: HostState = {}
    const kept = new KeptTransforms()
    const quiet = new Writable({ write: (_chunk, _encoding, done) => done() }) as Writable & NodeJS.WriteStream
    const giveBack = keepListeners()
    const vitest = await createVitest(
      'test',
      {
        root: options.root,
        config: false,
        watch: false,
        include: [],
        exclude: [],
        reporters: [{}],
        maxWorkers: 1,
        disableConsoleIntercept: true,
        passWithNoTests: true,
        teardownTimeout: 1000,
        cache: false,
        server: { deps: { inline: [within(roomsOf(options.root))], external: [within(ownFolders(options.modules))] } },
        pool: { name: 'fenced', createPoolWorker: () => new FencedPoolWorker(() => take(state)) },
      },
      {
        // The course may be where nobody may write.
        cacheDir: join(tmpdir(), 'backend-workbook-vite'),
        envDir: false,
        logLevel: 'silent',
        plugins: [judgePlugin(options.modules, options.packageRoot, () => subjectOf(state), kept)],
        server: { watch: null },
      },
      { stdout: quiet, stderr: quiet },
    )
    giveBack()
    return new VitestHost(vitest, state, ownFolders(options.modules), kept)
  }

  /** Never rejects because of what the learner's code did; the seals and the fence tell that. */
  async run(subject: Subject, fence: Fence): Promise<VitestReport> {
    const project = this.#vitest.getRootProject()
    const changed = new Set<string>()
    for (const { moduleGraph } of Object.values(project.vite.environments)) {
      for (const module of moduleGraph.idToModuleMap.values()) {
        const file = module.file ?? ''
        if (this.#isCurrent(subject, file)) continue
        moduleGraph.invalidateModule(module)
        changed.add(file)
      }
    }
    this.#state.subject = subject
    this.#state.run = { fence, changed: [...changed] }
    const { testModules } = await this.#vitest.runTestSpecifications([project.createSpecification(subject.checkFile)])
    // A warm Vitest gives back the modules of earlier runs, too.
    return reportOf(testModules.find(({ moduleId }) => moduleId === subject.checkFile))
  }

  async close(): Promise<void> {
    await this.#vitest.close()
  }

  /** Whether Vite may give the module of this file once more as it was. */
  #isCurrent(subject: Subject, file: string): boolean {
    if (this.#own.includes(dirname(file))) return true
    if (dirname(file) !== dirname(subject.checkFile)) return false
    return this.#kept.isCurrent(file, String(mayActLate(subject)), subject.replace)
  }
}

/** Vitest would end the process on signals and rejections; in this process those are the command line's. */
function keepListeners(): () => void {
  const events = ['SIGINT', 'SIGTERM', 'exit', 'unhandledRejection'] as const
  const before = new Map(events.map((event) => [event as string, process.listeners(event as 'SIGINT')]))
  return () => {
    for (const event of events) {
      for (const listener of process.listeners(event as 'SIGINT')) {
        if (!before.get(event)?.includes(listener)) process.off(event, listener)
      }
    }
  }
}

interface HostState {
  subject?: Subject
  run?: FencedRun
}

function subjectOf(state: HostState): Subject {
  if (!state.subject) throw new Error('nothing is being judged')
  return state.subject
}

function take(state: HostState): FencedRun {
  const { run } = state
  if (!run) throw new Error('no fence was prepared for this run')
  delete state.run
  return run
}

function reportOf(module: TestModule | undefined): VitestReport {
  const states: VitestReport['states'] = new Map()
  if (!module) return { states, loadErrors: [] }
  for (const test of module.children.allTests()) states.set(test.name, test.result().state)
  const loadErrors = module.errors().map(({ name, message, stack, cause }) => ({
    name: name ?? 'Error',
    message,
    ...(stack && { stack }),
    ...(isErrorLike(cause) && { cause }),
  }))
  return { states, loadErrors }
}

function isErrorLike(value: unknown): value is { message: string; stack?: string } {
  return typeof value === 'object' && value !== null && 'message' in value
}

/** The folders of a course whose files go through Vite, also when the course lies in node_modules. */
function roomsOf(root: string): string[] {
  return ['checks', 'exercises', 'solutions'].map((room) => join(root, room))
}

/** The check API and the fence, built: the fenced process has loaded them natively, ahead of time. */
function ownFolders(modules: Record<string, string>): string[] {
  return Object.values(modules).map((file) => dirname(file))
}

function within(folders: string[]): RegExp {
  return new RegExp(`^(?:${folders.map(escapeForRegExp).join('|')})[\\\\/]`)
}

function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
