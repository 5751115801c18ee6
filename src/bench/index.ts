/** What a day's bench.ts imports: `import { defineBench } from 'backend-workbook/bench'`. */

import type { Spread } from './compare.ts'

export { duration, overlaps, ratioOf, type Spread, times } from './compare.ts'

/**
 * A benchmark, the default export of lessons/<room>/bench.ts.
 *
 * @example
 * export default defineBench({
 *   question: 'What does a slow handler do to the other routes?',
 *   variants: [
 *     { id: 'slow', title: 'Slow', file: 'bench/slow.ts' },
 *     { id: 'yours', title: 'Your server', exercise: 'make-it-quick' },
 *   ],
 *   load: { path: '/report' },
 *   judge: (results) => ({ verdict: 'inconclusive', headline: '…', why: '…' }),
 * })
 */
export interface Bench {
  /** The question that the numbers answer, as a sentence. */
  question: string
  /** Shown and compared in this order: ratios are against the first. */
  variants: BenchVariant[]
  load: BenchLoad
  /** The route whose wait is measured while the load runs. Default `/ping`. */
  ping?: string
  /** How often each variant has its turn. Default 3; with fewer than 2 nothing can be told from noise. */
  rounds?: number
  /**
   * Runs once before the first variant. What it gives is in the environment of every variant, so that all do the
   * same work: an amount measured on this machine, for example.
   */
  prepare?: () => Record<string, string> | Promise<Record<string, string>>
  /** Reads the measured ratios and says what they mean. Pure. A learner's variant may be missing from `results`. */
  judge: (results: BenchResult[]) => BenchJudgement
}

export type BenchVariant = {
  id: string
  title: string
  /** Where this variant's load differs from the benchmark's. */
  load?: Partial<BenchLoad>
} & (
  | { /** Relative to bench.ts; exports `buildApp` as a server exercise does. */ file: string }
  | { /** The learner's own exercise of this day, left out while it does not exist. */ exercise: string }
)

export interface BenchLoad {
  path: string
  method?: 'GET' | 'POST'
  body?: string
  /** Default 10. Has no meaning together with `rate`. */
  connections?: number
  /** Default 2. */
  seconds?: number
  /**
   * Requests a second in total, arriving at random moments whether or not earlier ones are answered, as from people
   * who know nothing of one another. Without it, as many as the server takes.
   */
  rate?: number
}

export interface BenchResult {
  id: string
  title: string
  /** Requests a second that the load asked for; only where the rate is fixed. */
  rate?: number
  /** Requests answered with 2xx, a second. */
  requestsPerSecond: Spread
  /** Requests without an answer when the load ended. */
  waiting: Spread
  /** Milliseconds from when a ping was due to its answer; the median of each round. */
  pingP50: Spread
  /** Milliseconds that the event loop was late, the median of its samples. */
  eventLoopDelayP50: Spread
  /** 0 to 1. */
  eventLoopUtilisation: Spread
  /** Largest resident memory seen, in MB. */
  peakMb: Spread
  /** Requests and pings, over all rounds, that failed or were answered with something other than 2xx. */
  errors: number
}

export interface BenchJudgement {
  verdict: 'clear' | 'inconclusive'
  headline: string
  /** Why, in a sentence. */
  why: string
  /** More to say, about the learner's own server for one. */
  notes?: string[]
}

export function defineBench(bench: Bench): Bench {
  return bench
}
