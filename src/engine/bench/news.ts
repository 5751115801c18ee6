import type { LoadSoFar } from './messages.ts'

/** What a benchmark tells while it runs. Every figure is of the load that runs now, or of a turn that has ended. */
export type BenchNews =
  | ({ type: 'progress' } & BenchProgress)
  /** A turn has ended: what it was measured to be. */
  | { type: 'turn'; id: string; round: number; requestsPerSecond: number; pingP50: number }
  /** A variant of the learner's takes no part, or none any more. */
  | { type: 'left-out'; id: string; title: string; reason: string }

export interface BenchProgress {
  /** Of the variant whose turn it is. */
  id: string
  title: string
  round: number
  rounds: number
  /** 0 to 1, of the whole benchmark. */
  done: number
  /** Of this turn; undefined before its load has begun. */
  soFar?: SoFar
}

export interface SoFar extends LoadSoFar {
  /** Milliseconds from when a ping was due to its answer, or to now; undefined before the first was asked. */
  pingP50: number | undefined
}
