import type { Exercise, ExerciseRef } from '../../engine/course/model.ts'
import type { CheckOutcome, CodeFrame, Verdict } from '../../engine/judge/verdict.ts'
import type { Recognised } from '../../engine/mistakes/recognise.ts'
import { reachesMark } from '../../score.ts'
import { toType } from '../../to-type.ts'
import type { Look } from '../terminal/look.ts'
import { cleanText } from '../text/clean.ts'
import { wrapText } from '../text/wrap.ts'
import { renderPrinted, sayLines } from './printed.ts'
import { renderScorecard } from './scorecard.ts'
import { endText, isComparison } from './wording.ts'

export interface VerdictView {
  ref: ExerciseRef
  exercise: Pick<Exercise, 'title'> & Partial<Pick<Exercise, 'hints'>>
  verdict: Verdict
  mistake?: Recognised
  /** What to type for the next exercise, after a pass. */
  next?: string
  /** How many failing checks to explain. The first is the one to mend; a wall of them helps nobody. Default 2. */
  explain?: number
  /** How many rows of what the code printed to show. Default: 20, and after a pass only how to see them. */
  printedRows?: number
}

const PRINTED_ROWS = 20

/** A verdict for a person: each promise with its mark, then what was broken, with which input, and where to read. */
export function renderVerdict(view: VerdictView, look: Look): string {
  const { ref, exercise, verdict, mistake } = view
  const { chalk } = look
  const lines = [`${chalk.bold(ref)}  ${exercise.title}`, '']
  lines.push(...renderChecks(verdict, look))
  const failing = verdict.checks.filter((check) => check.status === 'failed')
  const explained = failing.slice(0, view.explain ?? 2)
  for (const check of explained) lines.push('', ...renderFailure(view, check, look))
  if (failing.length > explained.length) lines.push('', ...renderRest(ref, failing.length - explained.length, look))
  lines.push(...renderEnd(view, look))
  lines.push(...renderOwnOutput(view, look))
  if (mistake) lines.push('', ...renderMistake(mistake, look))
  lines.push(...renderServices(view, look))
  for (const note of verdict.notes) lines.push('', ...wrapText(note, look.width))
  if (verdict.score) lines.push('', ...renderScorecard({ ref, score: verdict.score, checks: verdict.checks }, look))
  lines.push('', ...renderSummary(view, look))
  return `${lines.join('\n')}\n`
}

/** Each promise with its mark; a project's under the requirement that they belong to. */
function renderChecks({ checks, score }: Verdict, look: Look): string[] {
  const line = (check: CheckOutcome) => indented(markOf(check, look), check.title, look)
  if (!score) return checks.flatMap(line)
  return score.requirements.flatMap(({ id, title }) => {
    const own = checks.filter(({ requirement }) => requirement === id)
    return own.length === 0 ? [] : [look.chalk.dim(title), ...own.flatMap(line)]
  })
}

function markOf({ status }: CheckOutcome, { chalk, unicode, plain }: Look): string {
  if (plain) return status === 'not-run' ? 'not run:' : `${status}:`
  if (status === 'passed') return chalk.green(unicode ? '✓' : '+')
  if (status === 'failed') return chalk.red(unicode ? '✗' : 'x')
  return chalk.dim(unicode ? '·' : '-')
}

function renderFailure({ ref }: VerdictView, check: CheckOutcome, look: Look): string[] {
  const { chalk } = look
  const lines = indented(markOf(check, look), check.title, look, chalk.bold)
  const field = (name: string, value: string | undefined) => {
    if (value === undefined) return
    lines.push(...labelled(name, name === 'read' ? value : cleanText(value), look))
  }
  field('with', check.given ?? check.request)
  if (isComparison(check)) {
    field('expected', check.expected)
    field('received', check.received)
  } else field('but', check.message)
  field('cause', check.cause)
  if (check.frame) lines.push(...renderFrame(check.frame, look))
  if (check.read) field('read', chalk.cyan(toType(`day ${ref.split('/')[0]} --section ${check.read}`)))
  return lines
}

function renderRest(ref: ExerciseRef, count: number, { chalk }: Look): string[] {
  const more = count === 1 ? 'One more check fails' : `${count} more checks fail`
  return [chalk.dim(`${more}; ${toType(`check ${ref} --all`)} explains every one.`)]
}

const LABEL_WIDTH = 10

function labelled(name: string, value: string, look: Look): string[] {
  const room = Math.max(20, look.width - LABEL_WIDTH - 2)
  const body = value.split('\n').flatMap((line) => (line.length > room ? wrapText(line, room) : [line]))
  return body.map((line, index) => {
    const label = index === 0 ? look.chalk.dim(name.padEnd(LABEL_WIDTH)) : ' '.repeat(LABEL_WIDTH)
    return `  ${label}${line}`
  })
}

function renderFrame({ file, line, lines }: CodeFrame, { chalk, unicode, width, plain }: Look): string[] {
  if (plain) {
    const text = lines.find(({ number }) => number === line)?.text.trim()
    return [`  in ${file}, line ${line}${text ? `: ${cleanText(text)}` : ''}`]
  }
  const digits = String(lines.at(-1)?.number ?? line).length
  const bar = unicode ? '│' : '|'
  const room = Math.max(10, width - digits - 8)
  const shown = lines.map(({ number, text }) => {
    const body = `${String(number).padStart(digits)} ${bar} ${cleanText(text).slice(0, room)}`
    return number === line ? `  ${chalk.red('>')} ${body}` : chalk.dim(`    ${body}`)
  })
  return [chalk.dim(`  in ${file}:${line}`), ...shown]
}

/** How the run ended, where that is more than checks that failed. */
function renderEnd({ verdict }: VerdictView, look: Look): string[] {
  const { chalk, width } = look
  const said = endText(verdict)
  if (said === undefined) return []
  const colour = verdict.status === 'inconclusive' ? chalk.yellow : chalk.red
  const lines = ['', ...wrapText(cleanText(said), width).map((line) => colour(line))]
  if (verdict.status === 'crashed' && verdict.frame) lines.push(...renderFrame(verdict.frame, look))
  return 'output' in verdict ? [...lines, ...renderOutput(verdict.output, look)] : lines
}

/** What the learner's server printed before it ended. */
function renderOutput(output: string | undefined, { chalk, width }: Look): string[] {
  if (!output) return []
  const lines = cleanText(output)
    .split('\n')
    .flatMap((line) => wrapText(line, width - 2))
  return ['', chalk.dim('It printed:'), ...lines.map((line) => chalk.dim(`  ${line}`))]
}

/** Whoever looks for an error reads it; after a pass it is in the way of what is next. */
function renderOwnOutput({ ref, verdict, printedRows }: VerdictView, look: Look): string[] {
  const { printed, status } = verdict
  if (!printed) return []
  if (status !== 'passed' || printedRows !== undefined) {
    return ['', ...renderPrinted(printed, printedRows ?? PRINTED_ROWS, look)]
  }
  const shows = `Your code printed ${sayLines(printed.lines)}: ${toType(`check ${ref} --all`)} shows ${printed.lines === 1 ? 'it' : 'them'}.`
  return ['', ...wrapText(shows, look.width).map((line) => look.chalk.dim(line))]
}

/** Those that a note does not name already. */
function renderServices({ verdict }: VerdictView, { chalk, width }: Look): string[] {
  const labels = (verdict.services ?? [])
    .map(({ label }) => label)
    .filter((label) => !verdict.notes.some((note) => note.includes(label)))
  if (labels.length === 0) return []
  return ['', ...wrapText(`Judged on ${labels.join(' and ')}.`, width).map((line) => chalk.dim(line))]
}

function renderMistake({ header, sure }: Recognised, { chalk, width }: Look): string[] {
  const { wrong, why } = header
  return [
    chalk.yellow(sure ? 'This is a known wrong turn.' : 'This often means, though not always:'),
    ...wrapText(wrong, width - 2).map((line) => `  ${line}`),
    ...wrapText(why, width - 2).map((line) => chalk.dim(`  ${line}`)),
  ]
}

function renderSummary(view: VerdictView, look: Look): string[] {
  const { ref, exercise, verdict, next } = view
  const { chalk } = look
  const passed = verdict.checks.filter((check) => check.status === 'passed').length
  const time = `${(verdict.ms / 1000).toFixed(2)} s`
  const counts = `${passed} of ${verdict.checks.length} checks pass, in ${time}`
  const { score } = verdict
  if (verdict.status === 'passed' || (verdict.status === 'failed' && score && reachesMark(score))) {
    const what = verdict.status === 'passed' ? `all ${passed} checks, in ${time}` : `${score?.points} points. ${counts}`
    return [`${chalk.green.bold('Passed')}: ${what}.`, ...(next ? [`Next: ${chalk.cyan(next)}`] : [])]
  }
  if (verdict.status === 'inconclusive') return [`${chalk.yellow.bold('No verdict')}: ${counts}.`]
  const cut = score && verdict.status !== 'failed' ? ' Points count when the run comes to its end.' : ''
  const line = `${chalk.red.bold('Not yet')}${verdict.checks.length > 0 ? `: ${counts}` : ''}.${cut}`
  return [line, ...(exercise.hints?.length === 0 ? [] : [`Stuck? ${chalk.cyan(toType(`hint ${ref}`))}`])]
}

function indented(mark: string, text: string, { width }: Look, style = (line: string) => line): string[] {
  return wrapText(text, Math.max(16, width - 4)).map(
    (line, index) => `${index === 0 ? `${mark} ` : '  '}${style(line)}`,
  )
}
