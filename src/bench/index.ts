/** What a day's bench.ts imports: `import { defineBench } from 'backend-workbook/bench'`. */
export interface Bench {
  /** The question that the numbers answer, as a sentence. */
  question: string
  variants: BenchVariant[]
  load: BenchLoad
  /** The route whose wait is measured while the load runs. Default `/ping`. */
  ping?: string
  /** Reads the measured ratios and says what they mean. Pure. */
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
  /** Default 10. */
  connections?: number
  /** Default 2. */
  seconds?: number
  /** Requests a second in total, on a fixed schedule; without it, as many as the server takes. */
  rate?: number
}

/** A spread is over the rounds of one run: [smallest, median, largest]. */
export type Spread = [number, number, number]

export interface BenchResult {
  id: string
  title: string
  requestsPerSecond: Spread
  /** Milliseconds from when a /ping was due to its answer; the median of each round. */
  pingP50: Spread
  /** Milliseconds. */
  eventLoopDelayP50: Spread
  /** 0 to 1. */
  eventLoopUtilisation: Spread
  /** Largest resident memory seen, in MB. */
  peakMb: Spread
  /** Requests that failed or were answered with 5xx. */
  errors: number
}

export interface BenchJudgement {
  verdict: 'clear' | 'inconclusive'
  headline: string
  /** Why, in a sentence. */
  why: string
}

export function defineBench(bench: Bench): Bench {
  return bench
}
