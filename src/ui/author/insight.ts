import type { Insight } from '../../author/insight/insight.ts'
import { shellWord } from '../../shell-word.ts'
import type { Look } from '../terminal/look.ts'
import { cleanText } from '../text/clean.ts'
import { renderTable, type Table } from '../text/table.ts'
import { plain, type Span, wrapText } from '../text/wrap.ts'
import { type InsightView, rankedChecks, rankedHints, sayCompared, sayDoubts, sayRecords } from './insight-view.ts'

/** Rows of a table: JSON and the page have the rest. */
const MOST_ROWS = 10

/** Four tables and what they leave open, for a terminal. */
export function renderInsight(view: InsightView, look: Look): string {
  const { insight } = view
  const parts = [
    look.chalk.bold(wrapped(sayRecords(view), look)),
    section('Checks that fail most', checksTable(insight), 'No check has failed.', look),
    section('Hints that were needed', hintsTable(insight), 'Nobody took a hint.', look),
    section('Where those who have not finished were last', stopsTable(insight), 'Nobody is on the way.', look),
    section('Wrong answers that the course does not know', unknownTable(insight), 'There are none.', look),
    ...[...sayCompared(insight), ...sayDoubts(view)].map((text) => look.chalk.dim(wrapped(text, look))),
    notReadList(view, look),
    view.page === undefined ? '' : `Written: ${look.chalk.cyan(shellWord(view.page))}`,
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function section(title: string, table: Table, otherwise: string, look: Look): string {
  const { rows } = table
  const head = look.chalk.bold(title)
  if (rows.length === 0) return `${head}\n${otherwise}`
  const shown = renderTable({ ...table, rows: rows.slice(0, MOST_ROWS) }, look.width, look)
  const left = rows.length - MOST_ROWS
  const rest = left > 0 ? [look.chalk.dim(`and ${left} more: --json or --html <file>`)] : []
  return [head, ...shown, ...rest].join('\n')
}

function checksTable(insight: Insight): Table {
  return {
    header: cells(['check', 'learners', 'attempts']),
    rows: rankedChecks(insight).map(({ of, check }) =>
      cells([`${of.exercise}: ${check.title}`, `${check.learners} of ${of.learners}`, String(check.attempts)]),
    ),
    align: [null, 'right', 'right'],
  }
}

function hintsTable(insight: Insight): Table {
  const exercises = rankedHints(insight)
  const steps = Math.max(0, ...exercises.map(({ hints }) => hints.length))
  const columns = Array.from({ length: steps }, (_, index) => index)
  return {
    header: cells(['exercise', 'learners', ...columns.map((index) => `hint ${index + 1}`)]),
    rows: exercises.map(({ exercise, learners, hints }) =>
      cells([exercise, String(learners), ...columns.map((index) => String(hints[index]?.learners ?? ''))]),
    ),
    align: [null, 'right', ...columns.map(() => 'right' as const)],
  }
}

function stopsTable({ stops }: Insight): Table {
  return {
    header: cells(['last at', 'learners', 'passed it']),
    rows: stops.map(({ day, exercise, title, learners, passed }) =>
      cells([`${exercise ?? `day ${day}`}: ${title}`, String(learners), exercise ? String(passed) : '']),
    ),
    align: [null, 'right', 'right'],
  }
}

function unknownTable({ unknown }: Insight): Table {
  return {
    header: cells(['ends at', 'learners', 'attempts']),
    rows: unknown.map(({ exercise, status, failing, all, learners, attempts }) => {
      const checks = all ? ['every check'] : failing
      const lines = [`${exercise}, ${status}:`, ...checks.map((check) => `- ${check}`)]
      return cells([lines.join('\n'), String(learners), String(attempts)])
    }),
    align: [null, 'right', 'right'],
  }
}

function notReadList({ notRead }: InsightView, look: Look): string {
  if (notRead.length === 0) return ''
  const lines = notRead.flatMap(({ path, why }) => wrapText(`${shellWord(path)}: ${why}`, look.width - 2))
  return [look.chalk.yellow('Not read, and not counted'), ...lines.map((line) => `  ${line}`)].join('\n')
}

function wrapped(text: string, { width }: Look): string {
  return wrapText(text, width).join('\n')
}

function cells(texts: string[]): Span[][] {
  return texts.map((text) => [{ text: cleanText(text), style: plain }])
}
