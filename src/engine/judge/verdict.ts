import type { JudgedService } from './service-pool.ts'

/** The outcome of judging one exercise. An exercise that fails is a value; only "could not run at all" throws. */
export type Verdict = { ms: number; notes: string[]; services?: JudgedService[]; score?: Score } & (
  | { status: 'passed'; checks: CheckOutcome[] }
  | { status: 'failed'; checks: CheckOutcome[] }
  | {
      status: 'crashed'
      checks: CheckOutcome[]
      phase: 'load' | 'run'
      message: string
      frame?: CodeFrame
      output?: string
    }
  | {
      status: 'timed-out'
      checks: CheckOutcome[]
      afterMs: number
      lastCheck?: string
      message?: string
      output?: string
    }
  | { status: 'out-of-memory'; checks: CheckOutcome[]; limitMb: number; lastCheck?: string }
  | { status: 'tampered'; checks: CheckOutcome[]; message: string }
)

export type VerdictStatus = Verdict['status']

/** What a project gets. Its status is `passed` with full marks alone; the mark decides whether it counts as one. */
export interface Score {
  points: number
  of: number
  /** The mark. */
  pass: number
  requirements: { id: string; title: string; points: number; of: number }[]
}

export interface CheckOutcome {
  /** The promise, as a sentence. */
  title: string
  status: 'passed' | 'failed' | 'not-run'
  /** The anchor of the lesson section that explains it. */
  read?: string
  /** Why it failed, in a sentence or a few. */
  message?: string
  /** What was called, with which input. */
  given?: string
  /** Printable values, already formatted. */
  expected?: string
  received?: string
  /** A line of the learner's own code. */
  frame?: CodeFrame
  /** Of a project: what it is a check of, and what it is worth. */
  requirement?: string
  points?: number
  ms?: number
}

export interface CodeFrame {
  /** Relative to the workbook's day folder. */
  file: string
  /** 1-based. */
  line: number
  column: number
  /** The line and up to two before and after it. */
  lines: { number: number; text: string }[]
}
