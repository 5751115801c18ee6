import type { Fencing } from '../../engine/grading/fence.ts'
import { type Graded, isOpen } from '../../engine/grading/graded.ts'
import { verdictJson } from '../verdict/json.ts'

/** What `course grade --json` prints: `ok`, `fencing`, `submissions` with their exercises. */
export function gradesJson(results: readonly Graded[], fencing: Fencing) {
  return {
    ok: !results.some(isOpen),
    fencing,
    submissions: results.map(({ grades, ...submission }) => ({
      ...submission,
      exercises: grades.map((grade) => {
        if (grade.status !== 'judged') return grade
        return { ...verdictJson(grade.exercise, grade.verdict, undefined), ms: grade.ms }
      }),
    })),
  }
}
