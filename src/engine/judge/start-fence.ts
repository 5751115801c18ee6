import type { Exercise } from '../course/model.ts'
import { Fence } from './fence.ts'
import { type FencedProcess, isRunning, startFencedProcess } from './fenced-process.ts'
import type { Layout } from './layout.ts'
import { preloadsOf } from './preloads.ts'
import type { ResolvedTarget } from './target.ts'

interface Surroundings {
  layout: Layout
  env: Record<string, string | undefined>
  waiting?: FencedProcess | undefined
}

type Judged = Pick<ResolvedTarget, 'entry' | 'base'>

/**
 * The process for a run, told what it will need.
 *
 * @param waiting one that was started before anybody knew for what, if it fits
 */
export function startFence({ layout, env, waiting }: Surroundings, exercise: Exercise, judged: Judged): Fence {
  const { limits } = exercise
  const fits = waiting?.heapMb === limits.heapMb && isRunning(waiting)
  if (waiting && !fits) waiting.child.kill('SIGKILL')
  const fenced = waiting && fits ? waiting : startFencedProcess(layout.packageRoot, env, limits.heapMb)
  const fence = new Fence(fenced, limits)
  fence.prepare({
    env: serverEnv(layout, exercise, judged),
    packages: exercise.kind === 'module' ? preloadsOf(layout.packageRoot, judged.entry) : [],
  })
  return fence
}

/** Fences are alike, and may stand in for one another, when this is. */
export function keyOf({ kind, limits }: Exercise, { entry }: Judged): string {
  return `${kind} ${limits.seconds} ${limits.heapMb} ${kind === 'module' ? '' : entry}`
}

/** Where the server's code lies, and how it is run. */
export function serverEnv(layout: Layout, { kind, limits }: Exercise, { entry, base }: Judged): Record<string, string> {
  if (kind === 'module') return {}
  const execArgv = JSON.stringify([...layout.appExecArgv, `--max-old-space-size=${limits.heapMb}`])
  if (kind === 'project') return { COURSE_PROJECT: base, COURSE_PROJECT_ENTRY: entry, COURSE_APP_EXEC_ARGV: execArgv }
  return {
    COURSE_APP_HOST: layout.appHost,
    COURSE_APP_FILE: entry,
    COURSE_APP_EXEC_ARGV: execArgv,
    COURSE_APP_PRELOADS: JSON.stringify(preloadsOf(layout.packageRoot, entry)),
  }
}
