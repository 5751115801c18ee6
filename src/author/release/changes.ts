import type { ExerciseRef } from '../../engine/course/model.ts'

/** What a newer state of a course changes for those who are in the middle of it. Topics are named by their ids. */
export interface Release {
  days: {
    added: number[]
    changed: number[]
    /** Folders, which are what a day is known by. */
    renamed: Renamed[]
  }
  exercises: {
    added: ExerciseRef[]
    /** Followed by their aliases. */
    renamed: Renamed[]
    /** Learners who have not edited theirs get the new one. */
    starters: ExerciseRef[]
    /** A pass stays one, "of an earlier version". */
    checks: ExerciseRef[]
  }
  questions: { renamed: Renamed[] }
  topics: {
    added: string[]
    renamed: Renamed[]
    /** They ask for more than before: a tick may go. */
    harder: { id: string; more: string[] }[]
  }
  /** What learners have done and the course no longer knows. */
  lost: Lost[]
}

export interface Renamed {
  from: string
  to: string
}

export interface Lost {
  what: 'day' | 'exercise' | 'requirement' | 'question' | 'topic'
  name: string
  why: string
  /** What keeps it, as the end of a sentence. */
  mend?: string
}
