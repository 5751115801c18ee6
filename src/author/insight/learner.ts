import type { TrackerEvent } from '../../../tracker/schema.ts'
import { checksum } from '../../checksum.ts'
import type { Exercise, ExerciseRef } from '../../engine/course/model.ts'

/** What insight needs of one record. Whose it is does not belong here. */
export interface Learner {
  /** In the order of time; exercises by their names of today. */
  events: readonly TrackerEvent[]
  /** By their names of today. */
  passed: ReadonlySet<ExerciseRef>
  /** Every gate is passed, or where the course has none, every day is done. */
  finished: boolean
}

/**
 * Whether a title is one of the checks that an exercise has today. Records hold whatever an earlier version of the course, or
 * somebody's editor, wrote there; only what the course says itself is ever shown.
 */
export function checksOfToday({ checks = [] }: Pick<Exercise, 'checks'>): (title: string) => boolean {
  const known = new Set(checks)
  return (title) => known.has(checksum(title))
}

/** More learners first, then more attempts. Sorting is stable, so what is equal stays in the order of the course. */
export function byFrequency(a: Frequency, b: Frequency): number {
  return b.learners - a.learners || b.attempts - a.attempts
}

export interface Frequency {
  learners: number
  attempts: number
}
