import { availableParallelism, loadavg } from 'node:os'
import { runnableThreads } from '../processes/linux.ts'

const MOST = 4
/** A moment says little; what was seen longer ago than this says nothing. */
const REMEMBERED_MS = 2000
const LOOK_MS = 50

const now = performance.now.bind(performance)

let seenAt = Number.NEGATIVE_INFINITY
let seen = 0

/**
 * How many times longer than usual things may take: how many threads want to run for each processor there is. 1 on a
 * machine that has nothing else to do. Linux tells of this moment; macOS of the last minute, which comes late; Windows
 * tells nothing.
 */
export function patience(most = MOST): number {
  const at = now()
  if (at - seenAt >= LOOK_MS) {
    seen += (loadNow() - seen) * (1 - Math.exp((seenAt - at) / REMEMBERED_MS))
    seenAt = at
  }
  return Math.min(most, Math.max(1, seen))
}

/** For the end of a sentence about what took too long: that others may be the reason. Empty where they are not. */
export function busyMachine(): string {
  const times = patience(Number.POSITIVE_INFINITY)
  return times < 1.5 ? '' : `, on a machine with ${times.toFixed(1)} times as much to do as it has processors`
}

function loadNow(): number {
  return (runnableThreads() ?? loadavg()[0] ?? 0) / availableParallelism()
}
