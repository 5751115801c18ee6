import type { ExerciseRef } from '../course/model.ts'
import type { Verdict } from '../judge/verdict.ts'

/** What came of one exercise of a submission. */
export type Grade = {
  exercise: ExerciseRef
  ms: number
  /** What was not kept from its code (not-fenced.ts); missing where there was nothing, or nothing of it was run. */
  notFenced?: string[]
} & (
  | { status: 'judged'; verdict: Verdict }
  /** There is no file of it, or the starter as it came. */
  | { status: 'not-begun' }
  /** Its code broke a limit that is no promise of the exercise, and was ended with all that it had started. */
  | { status: 'stopped'; why: string }
)

/** One learner's work, as it was handed in and as it was judged. */
export interface Graded {
  /** Its folder or archive, as short as tells it from the others. */
  submission: string
  /** SHA-256 of the files that were judged; missing where they could not be read. */
  digest?: string
  /** Another with the same files, which was judged in its place. */
  sameAs?: string
  /** Why it could not be judged. Then `grades` holds what was judged before. */
  problem?: string
  /** Files that were not taken over, and why. */
  leftOut: { path: string; why: string }[]
  grades: Grade[]
}

/** The machine was too busy. */
export function isUntold({ status }: Pick<Verdict, 'status'>): boolean {
  return status === 'inconclusive'
}

/** What a learner's code is kept to, beside the limits of each exercise. */
export interface GradeLimits {
  /** Alive at the same time, with those of services that exercises ask for. */
  processes: number
  /** Of all of them together, in MB. */
  memoryMb: number
  /** What they may write, in MB. */
  diskMb: number
  /** For one exercise, services included. */
  minutes: number
}

export const DEFAULT_LIMITS: GradeLimits = { processes: 256, memoryMb: 4096, diskMb: 1024, minutes: 10 }
