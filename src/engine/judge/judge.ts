import { setTimeout as sleep } from 'node:timers/promises'
import type { Course, Day, Exercise } from '../course/model.ts'
import type { Fence } from './fence.ts'
import { layoutOf } from './layout.ts'
import { mergeMistake } from './overlay.ts'
import { runInFence } from './run-in-fence.ts'
import { scoreOf } from './score.ts'
import { openServicePool, type ServicePool } from './service-pool.ts'
import { inspectSource } from './source.ts'
import { keyOf, serverEnv, startFence } from './start-fence.ts'
import { type ResolvedTarget, resolveTarget, type Target } from './target.ts'
import type { Verdict } from './verdict.ts'
import type { VitestHost } from './vitest-host.ts'

export type { Target } from './target.ts'

export interface JudgeOptions {
  packageRoot: string
  env: Record<string, string | undefined>
  /** Shared with other judges, whoever opened it closes it. Default: one of its own. */
  services?: ServicePool
}

export interface JudgeRequest {
  course: Course
  day: Day
  exercise: Exercise
  target: Target
  /**
   * May be judged in the process of the run before, if that was of the same exercise and left nothing behind. For who
   * judges many; a learner's code always has a process of its own.
   */
  inARow?: boolean
  /** Aborting ends the run at once; `judge` then rejects with an AbortError. */
  signal?: AbortSignal
}

/** Judges exercises, one at a time. Keeps Vitest warm between runs; close it when done. */
export interface Judge {
  judge: (request: JudgeRequest) => Promise<Verdict>
  /** Starts Vitest and the process of the next run now, so that both are ready when the learner saves. */
  prepare: (request: Omit<JudgeRequest, 'signal'>) => void
  /** Ends the services that exercises asked for; all that must be closed when the process ends anyway. */
  closeServices: () => Promise<void>
  close: () => Promise<void>
}

/** How long Vitest may take to close. It holds nothing that must be saved. */
const CLOSE_MS = 300

export function openJudge(options: JudgeOptions): Judge {
  const layout = layoutOf(options.packageRoot)
  const services = options.services ?? openServicePool(options)
  let host: Promise<VitestHost> | undefined
  let ready: { key: string; fence: Fence } | undefined

  const fenceFor = (key: string, exercise: Exercise, files: ResolvedTarget, inARow = false): Fence => {
    const { fence } =
      ready?.key === key && ready.fence.isRunning
        ? ready
        : { fence: startFence(layout, options.env, exercise, files, inARow) }
    if (ready && ready.fence !== fence) ready.fence.kill()
    ready = undefined
    return fence
  }
  const openHost = (root: string): Promise<VitestHost> => {
    host ??= import('./vitest-host.ts').then(({ VitestHost }) =>
      VitestHost.open({ root, packageRoot: options.packageRoot, modules: layout.modules }),
    )
    return host
  }

  const closeServices = async () => {
    if (!options.services) await services.close()
  }

  const judgeFiles = async (request: JudgeRequest): Promise<Verdict> => {
    const { course, day, exercise, target, inARow = false, signal } = request
    const files = resolveTarget(course, day, exercise, target)
    const start = performance.now()
    const early = inspectSource(course, day, exercise, files)
    if (early) return { ...early, ms: performance.now() - start }
    const leasing = services.lease(exercise.services)
    const key = inARow ? `row ${files.checkFile}` : keyOf(exercise, files)
    const fence = fenceFor(key, exercise, files, inARow)
    const stop = () => fence.kill()
    signal?.addEventListener('abort', stop)
    try {
      const [lease, host] = await Promise.all([unlessAborted(leasing, signal), openHost(course.root)])
      // A process that has served was started for another's server.
      fence.runEnv = { ...lease.env, ...(fence.hasServed && serverEnv(layout, exercise, files)) }
      const verdict = await runInFence(host, fence, { files, exercise, lease, start })
      signal?.throwIfAborted()
      return verdict
    } finally {
      signal?.removeEventListener('abort', stop)
      if (fence.isClean && !signal?.aborted) {
        fence.renew()
        ready = { key, fence }
      } else fence.kill()
      void leasing.then(({ drop }) => drop()).catch(() => undefined)
    }
  }

  return {
    async judge(request) {
      const { course, day, exercise, target, signal } = request
      signal?.throwIfAborted()
      const { project } = exercise
      if (!project) return judgeFiles(request)
      const merged = target.kind === 'mistake' ? mergeMistake(course, day, exercise, target.name) : undefined
      try {
        const verdict = await judgeFiles(
          merged ? { ...request, target: { kind: 'file', path: merged.folder } } : request,
        )
        return { ...verdict, score: scoreOf(project, verdict.checks) }
      } finally {
        merged?.remove()
      }
    },
    prepare({ course, day, exercise, target }) {
      const files = resolveTarget(course, day, exercise, target)
      void openHost(course.root)
      services.warm(exercise.services)
      const key = keyOf(exercise, files)
      ready = { key, fence: fenceFor(key, exercise, files) }
    },
    closeServices,
    async close() {
      ready?.fence.kill()
      const closed = host?.then((open) => open.close()).catch(() => undefined)
      await Promise.all([Promise.race([closed, sleep(CLOSE_MS)]), closeServices()])
    },
  }
}

/** One verdict, and everything closed again. */
export async function judge(request: JudgeRequest & JudgeOptions): Promise<Verdict> {
  const judge = openJudge(request)
  try {
    return await judge.judge(request)
  } finally {
    await judge.close()
  }
}

/** A service that takes its time to start does not keep a person who left. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  let stop = () => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop)
  })
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', stop))
}
