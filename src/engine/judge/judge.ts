import { scoreOf } from '../../score.ts'
import type { Course, Day, Exercise } from '../course/model.ts'
import type { Fence } from './fence.ts'
import type { FencedProcess } from './fenced-process.ts'
import { layoutOf } from './layout.ts'
import { noteVersions } from './package-versions.ts'
import { type OnCheck, runInFence } from './run-in-fence.ts'
import { pointsOf } from './score.ts'
import { openServicePool, type ServicePool } from './service-pool.ts'
import { inspectSource } from './source.ts'
import { keyOf, serverEnv, startFence } from './start-fence.ts'
import { type ResolvedTarget, resolveTarget, type Target } from './target.ts'
import { withSyntaxPlace } from './unrunnable-syntax.ts'
import type { Verdict } from './verdict.ts'

export type { Target } from './target.ts'

export interface JudgeOptions {
  packageRoot: string
  env: Record<string, string | undefined>
  /** Shared with other judges, whoever opened it closes it. Default: one of its own. */
  services?: ServicePool
  /** A process that was started for the first run, before anything of it was known. */
  waiting?: FencedProcess | undefined
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
  /** The titles of the checks to judge by, for who knows which matter. The verdict speaks of these alone, without points. */
  only?: string[] | undefined
  /** Aborting ends the run at once; `judge` then rejects with an AbortError. */
  signal?: AbortSignal
  /** Told of each check as it ends, for who looks on. The verdict may still say otherwise. */
  onCheck?: OnCheck
}

/** Judges exercises, one at a time; close it when done. */
export interface Judge {
  judge: (request: JudgeRequest) => Promise<Verdict>
  /** Starts the process of the next run now, so that it is ready when the learner saves. */
  prepare: (request: Omit<JudgeRequest, 'signal' | 'onCheck'>) => void
  /** Ends the services that exercises asked for; all that must be closed when the process ends anyway. */
  closeServices: () => Promise<void>
  close: () => Promise<void>
}

export function openJudge(options: JudgeOptions): Judge {
  const layout = layoutOf(options.packageRoot)
  const services = options.services ?? openServicePool(options)
  let { waiting } = options
  let ready: { key: string; fence: Fence } | undefined

  const fenceFor = (key: string, exercise: Exercise, files: ResolvedTarget): Fence => {
    const isReady = ready?.key === key && ready.fence.isRunning
    const fence = isReady && ready ? ready.fence : startFence({ layout, env: options.env, waiting }, exercise, files)
    if (ready && !isReady) ready.fence.kill()
    ready = undefined
    waiting = undefined
    return fence
  }

  const closeServices = async () => {
    if (!options.services) await services.close()
  }

  const judgeFiles = async (request: JudgeRequest): Promise<Verdict> => {
    const { course, day, exercise, target, inARow = false, only, signal, onCheck } = request
    const files = resolveTarget(course, day, exercise, target)
    const start = performance.now()
    const { packageRoot } = options
    const early = inspectSource(packageRoot, course, day, exercise, files)
    if (early) return { ...early, ms: performance.now() - start }
    // Read before the run, which may do away with its own file.
    const versions = target.kind === 'file' ? noteVersions(packageRoot, files) : []
    const leasing = services.lease(exercise.services)
    const key = inARow ? `row ${files.checkFile}` : keyOf(exercise, files)
    const fence = fenceFor(key, exercise, files)
    const stop = () => fence.kill()
    signal?.addEventListener('abort', stop)
    try {
      const lease = await unlessAborted(leasing, signal)
      // A process that has served was started for another's server.
      const env = { ...lease.env, ...(fence.hasServed && serverEnv(layout, exercise, files)) }
      const run = { packageRoot, files, exercise, lease, env, inARow, only, start, onCheck }
      const verdict = await runInFence(fence, run)
      verdict.notes.push(...versions)
      signal?.throwIfAborted()
      if (verdict.status !== 'crashed') return verdict
      return withSyntaxPlace(verdict, options.packageRoot, files.entry, files.base)
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
      request.signal?.throwIfAborted()
      const { project } = request.exercise
      const answer = await answerOf(request)
      try {
        const verdict = await judgeFiles({ ...request, target: answer.target })
        return project && !request.only ? { ...verdict, score: scoreOf(project, pointsOf(verdict.checks)) } : verdict
      } finally {
        answer.remove()
      }
    },
    prepare({ course, day, exercise, target }) {
      const files = resolveTarget(course, day, exercise, target)
      services.warm(exercise.services)
      const key = keyOf(exercise, files)
      ready = { key, fence: fenceFor(key, exercise, files) }
    },
    closeServices,
    async close() {
      ready?.fence.kill()
      await closeServices()
    },
  }
}

/** A wrong answer is laid out first. What reads differences is loaded for authors only. */
async function answerOf({ course, day, exercise, target }: JudgeRequest) {
  if (target.kind !== 'mistake' || target.path !== undefined) return { target, remove: () => undefined }
  const { layOutMistake } = await import('../mistakes/lay-out.ts')
  const { path, remove } = layOutMistake(course, day, exercise, target.name)
  return { target: { ...target, path }, remove }
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
