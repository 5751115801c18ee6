/** What all processes of one run have in common, so that none of them is left behind: for Linux. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hasEnded, startOf } from './alive.ts'

/** In the environment of all that a run starts. A process may be started with an environment of its own. */
export const RUN_VARIABLE = 'COURSE_RUN'

/** Children inherit it, and only root can lower it. Nobody else sets it to these. */
const LOWEST = 701
const VALUES = 98
/** Whoever starts processes without end is ended when they are. */
const PASSES = 5

/** Called by the process of a run, before any judged code. */
export function wearMark(run: string): void {
  if (process.platform !== 'linux') return
  try {
    writeFileSync('/proc/self/oom_score_adj', String(scoreOf(run)))
  } catch {
    // A system that does not allow it. The environment is left.
  }
}

/**
 * Whether a process of the run could take the mark, and nobody else has one: then nobody's environment need be read to find
 * the others. A container or a desktop may have given all that it starts, us included, a number as high.
 */
export function wearsMark(pid: number, run: string): boolean {
  return scoreIn('self') < LOWEST && scoreIn(String(pid)) === scoreOf(run)
}

/**
 * Ends what the run has started and what left its process group, with a session or an environment of its own too.
 *
 * @param isWorn whether they can be told by the mark. Else by their environment, and reading that of every process
 * takes a while: then once what is waited for has been said, or before we end ourselves.
 */
export function endMarked(run: string, isWorn: boolean): void {
  if (process.platform !== 'linux') return
  if (isWorn) {
    endAll(run, isWorn)
    return
  }
  const end = () => {
    process.off('exit', end)
    clearImmediate(timer)
    endAll(run, isWorn)
  }
  const timer = setImmediate(end)
  process.once('exit', end)
}

function endAll(run: string, isWorn: boolean): void {
  // None of what we have started is older than we are.
  const since = isWorn ? startOf('self') : 0
  for (let pass = 0; pass < PASSES; pass += 1) {
    const left = readdirSync('/proc').filter(
      (pid) => /^\d+$/.test(pid) && isOfRun(pid, run, isWorn) && startOf(pid) >= since && !hasEnded(pid),
    )
    if (left.length === 0) return
    for (const pid of left) kill(Number(pid))
  }
}

function isOfRun(pid: string, run: string, isWorn: boolean): boolean {
  if (isWorn && scoreIn(pid) !== scoreOf(run)) return false
  const environment = read(`/proc/${pid}/environ`)
  if (environment.includes(`${RUN_VARIABLE}=${run}\0`)) return true
  return isWorn && !environment.includes(`${RUN_VARIABLE}=`)
}

function scoreIn(pid: string): number {
  return Number(read(`/proc/${pid}/oom_score_adj`) || Number.NaN)
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Ended meanwhile.
  }
}

/** Odd numbers from 701 on, another for the next run. */
function scoreOf(run: string): number {
  let sum = 0
  for (const letter of run) sum = (sum * 31 + letter.charCodeAt(0)) % VALUES
  return LOWEST + 2 * sum
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
