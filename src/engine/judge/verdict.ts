import type { Score } from '../../score.ts'
import type { Printed } from './printed.ts'
import type { JudgedService } from './service-pool.ts'

/** The outcome of judging one exercise. An exercise that fails is a value; only "could not run at all" throws. */
export type Verdict = {
  ms: number
  notes: string[]
  services?: JudgedService[]
  score?: Score
  /** Missing where it is nothing, and where `output` tells of it. */
  printed?: Printed
} & (
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
  /** The machine was too busy to tell. It says nothing about the code, and counts as no attempt. */
  | { status: 'inconclusive'; checks: CheckOutcome[]; message: string }
)

export type VerdictStatus = Verdict['status']

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
  /** Where no comparison says what it was about: the last request, or the call that the check would have compared. */
  request?: string
  /** The error that an answer of the learner's server showed. */
  cause?: string
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
