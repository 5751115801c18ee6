import type { Printed } from '../../engine/judge/printed.ts'
import type { Look } from '../terminal/look.ts'
import { cleanText } from '../text/clean.ts'
import { chopCode, drawSpans, plain } from '../text/wrap.ts'

/** Of a line longer than this the end is left out, or one object would fill the screen. */
const LONGEST_LINE = 300
const TAB = '  '

/**
 * What the learner's code printed, line by line behind a bar, so that nothing in it passes for a word of ours.
 *
 * @param rows about how many rows to fill
 */
export function renderPrinted(printed: Printed, rows: number, look: Look): string[] {
  const { chalk, unicode, width, plain: isPlain } = look
  const lines = linesOf(printed.text)
  const bar = isPlain || !unicode ? '|' : '│'
  const shown: string[] = []
  let count = 0
  while (count < lines.length && shown.length < rows) {
    shown.push(...rowsOf(lines[count] ?? '', rows, width - 4).map((row) => `  ${bar} ${row}`))
    count += 1
  }
  const left = Math.max(printed.lines, lines.length) - count
  const more = left === 0 ? [] : [`${unicode ? '…' : '...'} and ${sayLines(left, 'more ')}`]
  return ['Your code printed:', ...shown.map((row) => row.trimEnd()), ...more.map((line) => `  ${line}`)].map((line) =>
    chalk.dim(line),
  )
}

/** Safe to show, and no longer than this. */
export function beginningOf({ text, lines }: Printed, longest: number): Printed {
  const clean = cleanText(text)
  return { text: clean.length > longest ? `${clean.slice(0, longest)} …` : clean, lines }
}

/** `1 line`, `312 more lines` */
export function sayLines(count: number, more = ''): string {
  return `${count.toLocaleString('en')} ${more}${count === 1 ? 'line' : 'lines'}`
}

function linesOf(text: string): string[] {
  const lines = cleanText(text).replaceAll('\t', TAB).split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function rowsOf(line: string, rows: number, width: number): string[] {
  const isCut = Number.isFinite(rows) && line.length > LONGEST_LINE
  const text = isCut ? `${line.slice(0, LONGEST_LINE)} …` : line
  return chopCode([{ text, style: plain }], Math.max(16, width)).map(drawSpans)
}
