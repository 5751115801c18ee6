import type { Fencing } from '../../engine/grading/fence.ts'
import type { Graded } from '../../engine/grading/graded.ts'
import { verdictJson } from '../verdict/json.ts'
import { problemOf } from './summary.ts'

/** What `course grade --json` prints: `ok`, `fencing`, `submissions` with their exercises. */
export function gradesJson(results: readonly Graded[], fencing: Fencing) {
  return {
    ok: results.every((graded) => problemOf(graded) === undefined),
    fencing,
    submissions: results.map(({ grades, ...submission }) => ({
      ...submission,
      exercises: grades.map((grade) => {
        if (grade.status !== 'judged') return grade
        const { exercise, verdict, ms, notFenced } = grade
        return { ...verdictJson(exercise, verdict, undefined), ms, ...(notFenced && { notFenced }) }
      }),
    })),
  }
}
