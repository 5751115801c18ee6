import type { BenchResult } from '../../src/bench/index.ts'

/** A measured variant; override what the test is about. */
export function result(id: string, overrides: Partial<BenchResult> = {}): BenchResult {
  return {
    id,
    title: id,
    requestsPerSecond: [90, 100, 110],
    waiting: [0, 0, 0],
    pingP50: [0.9, 1, 1.1],
    eventLoopDelayP50: [0, 0.1, 0.2],
    eventLoopUtilisation: [0.2, 0.25, 0.3],
    peakMb: [80, 81, 82],
    errors: 0,
    ...overrides,
  }
}
