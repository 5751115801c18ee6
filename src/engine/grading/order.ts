import type { Entry } from '../archive/zip.ts'
import type { Course, ExerciseRef } from '../course/model.ts'
import type { Grade } from './graded.ts'

/** What the process that judges a submission reads on stdin, as JSON. */
export interface GradeOrder {
  /** Before each line that it writes: whoever does not know it is not heard. */
  token: string
  packageRoot: string
  course: Course
  exercises: ExerciseRef[]
  /** `content` in base64. */
  files: { path: string; content: string }[]
}

/** What it writes to GRADE_FD, one JSON object a line. */
export type GradeLine = { token: string } & (
  | { type: 'begins'; exercise: ExerciseRef }
  | { type: 'grade'; grade: Grade }
  /** It cannot judge, and that is no fault of what it judges. */
  | { type: 'unable'; why: string }
)

export const GRADE_FD = 3

/** As an order and a job carry them. */
export function inBase64(files: readonly Entry[]): GradeOrder['files'] {
  return files.map(({ path, content }) => ({ path, content: content.toString('base64') }))
}
