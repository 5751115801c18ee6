import type { Fencing } from '../../engine/grading/fence.ts'
import type { Graded } from '../../engine/grading/graded.ts'
import type { Look } from '../terminal/look.ts'
import { cleanText } from '../text/clean.ts'
import { renderTable } from '../text/table.ts'
import { plain, type Span, wrapText } from '../text/wrap.ts'
import { isPass, problemOf, reasonOf, sayFencing, scoreOf, statusOf } from './summary.ts'

/** The whole of `course grade`: a row for each submission, what could not be judged, how it was fenced in, and a last line. */
export function renderGrades(results: readonly Graded[], exercises: number, fencing: Fencing, look: Look): string {
  const header = ['submission', 'passed', 'points', 'not passed'].map((text) => [{ text, style: plain }])
  const rows = results.map((graded) => row(graded, exercises, look))
  const parts = [
    renderTable({ header, rows, align: [null, 'right', 'right', null] }, look.width, look).join('\n'),
    ...results.flatMap((graded) => remarksOn(graded, look)),
    look.chalk.dim(wrapText(sayFencing(fencing, results), look.width).join('\n')),
    lastLine(results, look),
  ]
  return `${parts.join('\n\n')}\n`
}

function row({ submission, sameAs, grades, problem }: Graded, exercises: number, { chalk }: Look): Span[][] {
  // None passed of what nobody judged would read like a grade.
  const isJudged = problem === undefined || grades.length > 0
  const passed = grades.filter(isPass).length
  const failing = grades.filter((grade) => !isPass(grade) && grade.status !== 'not-begun')
  const points = grades.reduce((sum, grade) => sum + (scoreOf(grade)?.points ?? 0), 0)
  const hasPoints = grades.some((grade) => scoreOf(grade))
  return [
    [
      { text: cleanText(submission), style: plain },
      ...(sameAs ? [{ text: ` = ${cleanText(sameAs)}`, style: chalk.dim }] : []),
    ],
    [
      isJudged
        ? { text: `${passed} of ${exercises}`, style: passed === exercises ? chalk.green : plain }
        : { text: 'not judged', style: chalk.red },
    ],
    [{ text: hasPoints ? String(points) : '', style: plain }],
    [{ text: failing.map(({ exercise }) => exercise).join(', '), style: chalk.red }],
  ]
}

/** What an instructor must know and the row does not say. */
function remarksOn(graded: Graded, look: Look): string[] {
  const { submission, leftOut, sameAs } = graded
  // What came of the same files is said once.
  const grades = sameAs === undefined ? graded.grades : []
  const problem = sameAs === undefined ? problemOf(graded) : undefined
  const lines = [
    ...(problem === undefined ? [] : [problem]),
    ...grades.flatMap((grade) =>
      grade.status === 'stopped' || statusOf(grade) === 'tampered' ? [`${grade.exercise}: ${reasonOf(grade)}`] : [],
    ),
    ...leftOut.map(({ path, why }) => `${path} was left out: ${why}`),
  ]
  if (lines.length === 0) return []
  const wrapped = lines.flatMap((line) => wrapText(cleanText(line), look.width - 2).map((each) => `  ${each}`))
  return [[look.chalk.bold(cleanText(submission)), ...wrapped].join('\n')]
}

function lastLine(results: readonly Graded[], { chalk }: Look): string {
  const open = results.filter((graded) => problemOf(graded) !== undefined).length
  const all = `${results.length} ${results.length === 1 ? 'submission' : 'submissions'}`
  return open === 0 ? chalk.green(`${all}: judged`) : chalk.red(`${all}: ${open} could not be judged`)
}
