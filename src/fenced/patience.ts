import { availableParallelism, loadavg } from 'node:os'

const MOST = 4

/**
 * How many times longer than usual things may take: how many programs want to run for each processor there is. 1 on a
 * machine that has nothing else to do, and on Windows, which does not say.
 */
export function patience(): number {
  const [lastMinute = 0] = loadavg()
  return Math.min(MOST, Math.max(1, lastMinute / availableParallelism()))
}
