import { vi } from 'vitest'
import { createLagMonitor, type LagMonitor, type LagOptions } from '../../exercises/03-node-architecture/loop-lag.ts'

export interface Bench {
  monitor: LagMonitor
  /** Lets one interval pass for each figure: its timer fires that many milliseconds late. */
  fireLate: (...lateness: number[]) => void
  /** Lets time pass on the clock while no timer fires. */
  pass: (ms: number) => void
}

const DEFAULT_EVERY = 10

/** Runs `body` with a monitor whose timers and clock are in the hands of the check. */
export async function withLateTimers(options: LagOptions, body: (bench: Bench) => void | Promise<void>): Promise<void> {
  vi.useFakeTimers()
  let time = 5000
  const every = options.every ?? DEFAULT_EVERY
  const monitor = createLagMonitor({ now: () => time, ...options })
  try {
    await body({
      monitor,
      fireLate: (...lateness) => {
        for (const late of lateness) {
          time += every + late
          vi.advanceTimersByTime(every)
        }
      },
      pass: (ms) => {
        time += ms
      },
    })
  } finally {
    monitor.stop()
    vi.useRealTimers()
  }
}
