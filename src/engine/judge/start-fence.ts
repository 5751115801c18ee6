import type { Exercise } from '../course/model.ts'
import { Fence } from './fence.ts'
import type { Layout } from './layout.ts'
import { preloadsOf } from './preloads.ts'
import type { ResolvedTarget } from './target.ts'

type Env = Record<string, string | undefined>
type Judged = Pick<ResolvedTarget, 'entry' | 'base'>

/**
 * The process for a run, told what it will need to start a server of the learner's.
 *
 * @param inARow others of the same exercise may follow in it
 */
export function startFence(layout: Layout, env: Env, exercise: Exercise, judged: Judged, inARow: boolean): Fence {
  return new Fence({
    entry: layout.worker,
    args: [
      layout.vitestWorker,
      layout.modules['backend-workbook/check'] ?? '',
      ...(exercise.kind === 'module' ? preloadsOf(judged.entry) : []),
    ],
    execArgv: layout.workerExecArgv,
    env: {
      ...withoutLoaders(env),
      NODE_ENV: 'test',
      ...serverEnv(layout, exercise, judged),
      ...(inARow && { COURSE_IN_A_ROW: '1' }),
    },
    limits: exercise.limits,
  })
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
    COURSE_APP_PRELOADS: JSON.stringify(preloadsOf(entry)),
  }
}

/** Settings that would load more code into the fence, or slow its start, stay outside. */
function withoutLoaders(env: Env): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _o, NODE_EXTRA_CA_CERTS: _c, NODE_V8_COVERAGE: _v, FORCE_COLOR: _f, ...rest } = env
  return { ...rest, NO_COLOR: '1' }
}
