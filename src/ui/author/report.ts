import type { Finding } from '../../author/finding.ts'
import type { NewDay } from '../../author/new-day.ts'
import type { AuthorReport, DayReport, ExerciseReport } from '../../author/report.ts'
import type { VerdictStatus } from '../../engine/judge/verdict.ts'
import { toType } from '../../to-type.ts'
import type { Look } from '../terminal/look.ts'
import { truncate } from '../text/fit.ts'
import { renderTable } from '../text/table.ts'
import { plain, type Span, type Style, wrapText } from '../text/wrap.ts'

/** The whole of `author check`: a table of exercises, one of lessons, each finding with its mend, and a last line. */
export function renderAuthorReport(report: AuthorReport, look: Look): string {
  const parts = [
    renderExercises(report.days, look),
    renderLessons(report.days, look),
    renderFindings(report, look),
    ...report.notes.map((note) => look.chalk.dim(wrapText(note, look.width).join('\n'))),
    summary(report, look),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** What is being proved, in one line that fits. */
export function renderStep(step: string, look: Look): string {
  return look.chalk.dim(`proving ${step}`.slice(0, look.width - 1))
}

export function renderNewDay({ day, files, plan }: NewDay, look: Look): string {
  const { chalk } = look
  return [
    `Day ${day} has its four rooms:`,
    ...files.map((file) => `  ${file}`),
    ...(plan.length > 0 ? ['', ...plan.flatMap((line) => wrapText(line, look.width))] : []),
    '',
    `Every ${chalk.bold('TODO:')} is yours to write. What is left says: ${chalk.bold(toType(`author check ${day}`))}`,
    '',
  ].join('\n')
}

function renderExercises(days: DayReport[], look: Look): string {
  const { chalk } = look
  const good: Style = chalk.green
  const bad: Style = chalk.red
  const row = (day: DayReport, { id, starter, solution, mistakes, checks, ms }: ExerciseReport): Span[][] => [
    [{ text: `${day.day}/${id}`, style: plain }],
    [{ text: nameOf(starter), style: starter === 'failed' ? good : bad }],
    [{ text: nameOf(solution), style: solution === 'passed' ? good : bad }],
    [mistakes ? { text: `${mistakes.caught} of ${mistakes.known}`, style: isAll(mistakes) ? good : bad } : LEFT_OUT],
    [{ text: String(checks), style: plain }],
    [{ text: `${(ms / 1000).toFixed(1)} s`, style: chalk.dim }],
  ]
  const rows = days.flatMap((day) => day.exercises.map((exercise) => row(day, exercise)))
  if (rows.length === 0) return ''
  const header = cells(['exercise', 'starter', 'solution', 'wrong caught', 'checks', 'time'])
  return renderTable({ header, rows, align: [null, null, null, 'right', 'right', 'right'] }, look.width, look).join(
    '\n',
  )
}

const LEFT_OUT: Span = { text: 'left out', style: plain }

function renderLessons(days: DayReport[], look: Look): string {
  const looked = days.filter((day) => day.status === 'broken' || day.bench !== 'not-run')
  if (looked.length === 0) return ''
  const rows = looked.map((day) =>
    day.status === 'broken'
      ? cells([String(day.day), day.room, 'cannot be read', '', '', '', ''])
      : cells([
          String(day.day),
          day.title,
          String(day.words),
          String(day.topics),
          String(day.questions),
          String(day.demos),
          day.bench,
        ]),
  )
  const header = cells(['day', 'title', 'words', 'topics', 'questions', 'demos', 'bench'])
  const align: ('right' | null)[] = ['right', null, 'right', 'right', 'right', 'right', null]
  return renderTable({ header, rows, align }, look.width, look).join('\n')
}

function renderFindings(report: AuthorReport, look: Look): string {
  const all = [...report.findings, ...report.days.flatMap((day) => day.findings)]
  const ordered = [...all.filter(isError), ...all.filter((finding) => !isError(finding))]
  return ordered.map((finding) => renderFinding(finding, look)).join('\n')
}

function renderFinding({ level, file, line, message, excerpt, mend }: Finding, look: Look): string {
  const { chalk, width, unicode } = look
  const mark = level === 'error' ? chalk.red(unicode ? '✗' : 'x') : chalk.yellow('!')
  const place = chalk.bold(line === undefined ? file : `${file}:${line}`)
  if (mend === undefined)
    return `${mark} ${place}  ${truncate(message, look, roomBehind(`! ${file}:${line}  `, width))}`
  const indented = (text: string, style: Style) => wrapText(text, width - 2).map((part) => `  ${style(part)}`)
  const shown = excerpt === undefined ? [] : excerpt.split('\n').map((text) => `    ${text}`)
  return [`${mark} ${place}`, ...indented(message, plain), ...shown, ...indented(mend, chalk.dim)].join('\n')
}

/** Enough to know the sentence by, where the place fills the line. */
const LEAST = 20

function roomBehind(place: string, width: number): number {
  return Math.max(LEAST, width - place.length)
}

function summary(report: AuthorReport, { chalk, width }: Look): string {
  const all = [...report.findings, ...report.days.flatMap((day) => day.findings)]
  const errors = all.filter(isError).length
  const warnings = all.length - errors
  const exercises = report.days.flatMap((day) => day.exercises)
  const what = [count(report.days.length, 'day'), count(exercises.length, 'exercise'), wrongAnswers(exercises)].join(
    ', ',
  )
  const found = [errors > 0 && count(errors, 'error'), warnings > 0 && count(warnings, 'warning')].filter(Boolean)
  const verdict = report.ok ? chalk.green(['proved', ...found].join(', ')) : chalk.red(found.join(' and '))
  const seconds = `(${(report.ms / 1000).toFixed(1)} s)`
  const fits = `${what}: ${['proved', ...found].join(', ')} ${seconds}`.length <= width
  return `${what}:${fits ? ' ' : '\n'}${verdict} ${chalk.dim(seconds)}`
}

function wrongAnswers(exercises: ExerciseReport[]): string {
  const looked = exercises.flatMap(({ mistakes }) => mistakes ?? [])
  if (exercises.length > 0 && looked.length === 0) return 'wrong answers left out'
  return count(
    looked.reduce((sum, { known }) => sum + known, 0),
    'wrong answer',
  )
}

function isError({ level }: Finding): boolean {
  return level === 'error'
}

function isAll({ caught, known }: NonNullable<ExerciseReport['mistakes']>): boolean {
  return known > 0 && caught === known
}

function nameOf(status: VerdictStatus | undefined): string {
  return status ?? 'not judged'
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function cells(texts: string[]): Span[][] {
  return texts.map((text) => [{ text, style: plain }])
}
