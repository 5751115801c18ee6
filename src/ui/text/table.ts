import type { Look } from '../terminal/look.ts'
import { drawSpans, plain, type Span, type Style, spansWidth, wrapSpans } from './wrap.ts'

export interface Table {
  header: Span[][]
  rows: Span[][][]
  align: ('left' | 'center' | 'right' | null)[]
}

/** Below this, cells that would have to wrap are easier to read as records. */
const NARROWEST_TO_WRAP = 48
const NARROWEST_COLUMN = 6

/** A table no wider than the width: cells wrap, and where columns would get too narrow each row becomes a record. */
export function renderTable(table: Table, width: number, look: Look): string[] {
  const columns = table.header.map((head, index) => [head, ...table.rows.map((row) => row[index] ?? [])])
  // Read aloud, a cell says nothing without the name of its column.
  const widths = look.plain
    ? undefined
    : fitColumns(columns, width - 3 * (columns.length - 1), width < NARROWEST_TO_WRAP)
  if (!widths) return renderRecords(table, width, look)
  const draw = (cells: Span[][], style: Style) => drawRow(cells, widths, table.align, look, style)
  const rule = look.chalk.dim(
    widths.map((column) => (look.unicode ? '─' : '-').repeat(column)).join(look.unicode ? '─┼─' : '-+-'),
  )
  const rows = table.rows.map((row) => draw(row, plain))
  const spaced = rows.some((lines) => lines.length > 1)
  const body = rows.flatMap((lines, index) => (spaced && index > 0 ? [rule, ...lines] : lines))
  return [...draw(table.header, look.chalk.bold), rule, ...body]
}

/** Each column's width, or undefined when they can't all be wide enough to read; `unwrapped`: or would have to wrap. */
function fitColumns(columns: Span[][][], room: number, unwrapped: boolean): number[] | undefined {
  const wanted = columns.map((cells) => Math.max(1, ...cells.map(spansWidth)))
  if (sum(wanted) <= room) return wanted
  if (unwrapped) return undefined
  const share = Math.floor(room / columns.length)
  const least = columns.map((cells, index) => {
    const word = Math.max(...cells.map(longestWord))
    return Math.min(wanted[index] ?? 1, Math.max(NARROWEST_COLUMN, Math.min(word, share)))
  })
  if (sum(least) > room) return undefined
  const missing = wanted.map((want, index) => want - (least[index] ?? 0))
  const spare = room - sum(least)
  const widths = least.map(
    (min, index) => min + Math.floor((spare * (missing[index] ?? 0)) / Math.max(1, sum(missing))),
  )
  return widths
}

function longestWord(cell: Span[]): number {
  const text = cell.map((span) => span.text).join('')
  return Math.max(0, ...text.split(/\s+/).map((word) => word.length))
}

function drawRow(cells: Span[][], widths: number[], align: Table['align'], { chalk, unicode }: Look, style: Style) {
  const wrapped = widths.map((width, index) => wrapSpans(cells[index] ?? [], width))
  const height = Math.max(...wrapped.map((lines) => lines.length))
  const bar = chalk.dim(unicode ? ' │ ' : ' | ')
  return Array.from({ length: height }, (_, line) => {
    const drawn = widths.map((width, column) => {
      const spans = wrapped[column]?.[line] ?? []
      return aligned(style(drawSpans(spans)), width - spansWidth(spans), align[column] ?? 'left')
    })
    return drawn.join(bar).trimEnd()
  })
}

function aligned(text: string, gap: number, align: 'left' | 'center' | 'right'): string {
  const before = align === 'right' ? gap : align === 'center' ? Math.floor(gap / 2) : 0
  return ' '.repeat(Math.max(0, before)) + text + ' '.repeat(Math.max(0, gap - before))
}

function renderRecords(table: Table, width: number, { chalk }: Look): string[] {
  return table.rows.flatMap((row, index) => {
    const lines = row.flatMap((cell, column) => {
      const name = (table.header[column] ?? []).map((span) => span.text).join('')
      const label: Span[] = name
        ? [
            { text: `${name}:`, style: chalk.bold },
            { text: ' ', style: plain },
          ]
        : []
      return wrapSpans([...label, ...cell], width - 2).map((line, at) => (at > 0 ? '  ' : '') + drawSpans(line))
    })
    return index > 0 ? ['', ...lines] : lines
  })
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
