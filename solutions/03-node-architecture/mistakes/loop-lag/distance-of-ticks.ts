/* mistake
wrong: It samples the time between two ticks, interval included.
why: The difference between two readings of the clock is the first thing to compute. How late something is needs what was planned too.
fails:
  - measures how late its timer fires
  - gives no lag below zero
  - gives the median and the 99th percentile by nearest rank
  - sorts its samples as numbers
*/
export interface LagOptions {
  /** Milliseconds between two looks. Default 10. */
  every?: number
  /** How many samples are kept; beyond that the oldest go. Default 1,000. */
  capacity?: number
  /** The clock, in milliseconds. Default `performance.now`. */
  now?: () => number
}

export interface Lag {
  /** How many samples the figures are made of. */
  count: number
  /** Milliseconds; all three are 0 while there are no samples. */
  p50: number
  p99: number
  max: number
}

export interface LagMonitor {
  /** Begins to look. Does nothing when it has begun already. */
  start: () => void
  /** Stops looking and keeps its samples. */
  stop: () => void
  /** Forgets its samples and goes on. */
  reset: () => void
  snapshot: () => Lag
}

/**
 * Watches how late the event loop is: a timer every `every` milliseconds, one sample for each, in milliseconds after
 * it was due. A monitor that runs does not keep the process alive.
 */
export function createLagMonitor({
  every = 10,
  capacity = 1000,
  now = () => performance.now(),
}: LagOptions = {}): LagMonitor {
  let samples: number[] = []
  let timer: NodeJS.Timeout | undefined
  let due = 0

  function wait(): void {
    due = now()
    timer = setTimeout(look, every).unref()
  }

  function look(): void {
    samples.push(Math.max(0, now() - due))
    if (samples.length > capacity) samples.shift()
    wait()
  }

  return {
    start: () => {
      if (!timer) wait()
    },
    stop: () => {
      clearTimeout(timer)
      timer = undefined
    },
    reset: () => {
      samples = []
    },
    snapshot: () => {
      const sorted = samples.toSorted((a, b) => a - b)
      return {
        count: sorted.length,
        p50: percentile(sorted, 50),
        p99: percentile(sorted, 99),
        max: sorted.at(-1) ?? 0,
      }
    },
  }
}

/** By nearest rank: the smallest sample that at least `percent` of all samples do not exceed. */
function percentile(sorted: number[], percent: number): number {
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? 0
}
