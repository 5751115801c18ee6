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
 * Watches how late the event loop is. Every `every` milliseconds a timer fires (the global `setTimeout` or
 * `setInterval`), and one sample is taken: how many milliseconds after it was due, by the clock `now`. Never below 0.
 *
 * - One late timer is one large sample. The next timer is due `every` milliseconds after this one fired.
 * - Percentiles are by nearest rank: of n samples in ascending order, pXX is number ceil(XX / 100 × n), counted from 1.
 *   The p50 of 1, 2, 3, 4 is 2.
 * - A monitor that runs does not keep the process alive.
 * - Time that passes between `stop` and `start` is not lag.
 *
 * `monitorEventLoopDelay` of node:perf_hooks does much of this inside Node, with a clock of its own. Here you build it
 * yourself, on the clock you are given, so that you know what its numbers mean.
 *
 * @example
 * const monitor = createLagMonitor({ every: 10 })
 * monitor.start()
 * // later, after a loop that blocked for 200 ms
 * monitor.snapshot() // { count: 87, p50: 0.3, p99: 201.4, max: 201.4 }
 */
export function createLagMonitor(_options: LagOptions = {}): LagMonitor {
  return {
    start: () => {},
    stop: () => {},
    reset: () => {},
    snapshot: () => ({ count: 0, p50: 0, p99: 0, max: 0 }),
  }
}
