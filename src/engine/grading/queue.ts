/** What those who hand in and those who judge agree on. */
import type { ExerciseRef } from '../course/model.ts'
import { type Decides, digestOfAll } from './decides.ts'
import type { Grade } from './graded.ts'
import type { GradeOrder } from './order.ts'

export interface GradeJob {
  exercises: ExerciseRef[]
  files: GradeOrder['files']
}

/** What a job gives. */
export type GradeJobResult = Grade[]

/** In braces: all keys of a queue are on one node of a cluster then. */
export const PREFIX = '{grades}'

/**
 * Whoever has another version of the course or of this tool, or another line of Node.js, has another queue: a verdict is always
 * of what was asked for.
 */
export function queueNameOf(decides: Decides): string {
  return `grades-${digestOfAll(decides).slice(0, 16)}-node${process.versions.node.split('.')[0]}`
}
