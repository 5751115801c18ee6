import type { Graded } from '../../engine/grading/graded.ts'
import { checksOf, problemOf, reasonOf, scoreOf, statusOf } from './summary.ts'

const COLUMNS = [
  'submission',
  'exercise',
  'status',
  'checks passed',
  'checks',
  'points',
  'of',
  'ms',
  'reason',
  'same as',
  'not fenced',
]

/** A line for each exercise of each submission (RFC 4180), and one with `not-judged` for a submission that has none. */
export function gradesCsv(results: readonly Graded[]): string {
  const lines = results.flatMap((graded) => {
    const { submission, sameAs = '', grades } = graded
    const problem = problemOf(graded)
    const last =
      graded.problem === undefined ? [] : [[submission, '', 'not-judged', '', '', '', '', '', problem, sameAs, '']]
    const each = grades.map((grade) => {
      const checks = checksOf(grade)
      const score = scoreOf(grade)
      const { exercise, ms, notFenced = [] } = grade
      const counts = [checks?.passed, checks?.of, score?.points, score?.of]
      return [submission, exercise, statusOf(grade), ...counts, ms, reasonOf(grade), sameAs, notFenced.join('; ')]
    })
    return [...each, ...last]
  })
  return [COLUMNS, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')
}

/** A spreadsheet takes a text that begins like this for a formula, and learners write some of these texts. */
const FORMULA = /^[=+\-@\t\r]/

function cell(value: string | number | undefined): string {
  if (typeof value !== 'string') return String(value ?? '')
  const text = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
