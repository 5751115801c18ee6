import type { BenchResult } from '../../bench/index.ts'
import { median, toSpread } from '../../bench/spread.ts'
import type { Sample } from './measure.ts'

/** Answered with 2xx, a second. */
export function requestsPerSecondOf({ load }: Pick<Sample, 'load'>): number {
  return load.answered / load.seconds
}

/** Of the pings, in milliseconds. */
export function waitOf({ pings }: Pick<Sample, 'pings'>): number {
  return median(pings.waits)
}

/** What the turns of a variant come to. */
export function resultOf(
  name: { id: string; title: string },
  rate: number | undefined,
  samples: readonly Sample[],
): BenchResult {
  const spread = (pick: (sample: Sample) => number) => toSpread(samples.map(pick))
  return {
    ...name,
    ...(rate !== undefined && { rate }),
    requestsPerSecond: spread(requestsPerSecondOf),
    waiting: spread(({ load }) => load.waiting),
    pingP50: spread(waitOf),
    eventLoopDelayP50: spread(({ server }) => server.eventLoopDelayP50),
    eventLoopUtilisation: spread(({ server }) => server.eventLoopUtilisation),
    peakMb: spread(({ server }) => server.peakMb),
    errors: samples.reduce((sum, { load, pings }) => sum + load.errors + pings.errors, 0),
  }
}
