import { availableParallelism, loadavg } from 'node:os'

const MOST = 4
/** The system counts anew every five seconds. */
const KNOWN_MS = 1000

let known = { untilMs: 0, times: 1 }

/**
 * How many times longer than usual things may take: how many programs want to run for each processor there is. 1 on a
 * machine that has nothing else to do, and on Windows, which does not say.
 */
export function patience(): number {
  const now = performance.now()
  if (now < known.untilMs) return known.times
  const [lastMinute = 0] = loadavg()
  const times = Math.min(MOST, Math.max(1, lastMinute / availableParallelism()))
  known = { untilMs: now + KNOWN_MS, times }
  return times
}
