import type { Callback, Trace } from '../../engine/trace/trace.ts'
import type { Look } from '../terminal/look.ts'
import { cleanText } from '../text/clean.ts'
import { truncate } from '../text/fit.ts'
import { wrapText } from '../text/wrap.ts'
import { bandsOf, drawBand } from './lanes.ts'
import { endText, errorText, msText, placeText, printedLines, tookText } from './wording.ts'

export interface StepScreen {
  trace: Trace
  source: string
  /** Index of the callback that is looked at. */
  at: number
  rows: number
}

const MOST_SOURCE = 9
const LEAST_SOURCE = 3

/** One callback: where it is in the lanes, its line, and what was printed up to there. All rows of the terminal. Pure. */
export function drawStep({ trace, source, at, rows }: StepScreen, look: Look): string[] {
  const callback = trace.callbacks[at]
  if (!callback) return [truncate('Nothing was recorded.', look), keysLine(look)]
  const head = headOf(trace, callback, at, look)
  const band = bandsOf(trace.callbacks, trace.lanes, look).find(({ callbacks }) => callbacks.includes(callback))
  const room = Math.max(0, rows - 1)
  const lanes = band ? drawBand(band, trace.lanes, look, callback.number) : []
  const shownLanes = lanes.length + head.length + LEAST_SOURCE + 3 <= room ? lanes : []
  const left = room - head.length - shownLanes.length - 2
  const sourceRows = Math.max(1, Math.min(MOST_SOURCE, Math.ceil(left * 0.6)))
  const code = sourceOf(callback, source, sourceRows, look)
  const printed = printedOf(trace, at, Math.max(1, left - code.length), look)
  const body = [...head, ...shownLanes, '', ...code, look.chalk.bold('Printed up to here'), ...printed].slice(0, room)
  return [...body, ...Array.from({ length: room - body.length }, () => ''), keysLine(look)]
}

function headOf({ callbacks, lanes, end }: Trace, callback: Callback, at: number, look: Look): string[] {
  const { chalk, unicode } = look
  const dot = unicode ? ' · ' : ' - '
  const lane = lanes.find(({ id }) => id === callback.lane)?.title ?? callback.lane
  const turn = callback.turn === undefined ? [] : [`turn ${callback.turn}`]
  const words = [
    `${callback.number} of ${callbacks.length}`,
    lane,
    placeText(callback),
    msText(callback.startMs),
    tookText(callback) ?? '',
    ...turn,
  ]
  const isLast = at === callbacks.length - 1
  const ending = isLast ? endText(end) : undefined
  const error = callback.error ? `uncaught ${errorText(callback.error)}` : undefined
  const notes = (ending ?? error) === undefined ? [] : wrapText(ending ?? error ?? '', look.width).slice(0, 3)
  return [chalk.bold(truncate(words.join(dot), look)), ...notes.map((line) => chalk.yellow(line))]
}

/** The lines around the one that asked for the callback. Lines that printed in it have a dot. */
function sourceOf(
  { line = 1, file, printed, error, type }: Callback,
  source: string,
  rows: number,
  look: Look,
): string[] {
  const lines = source.replace(/\n$/, '').split(/\r?\n/)
  const marked = new Set(printed.flatMap((print) => print.line ?? []))
  const middle = file === undefined && type !== 'outside' ? line : ([...marked][0] ?? 1)
  const from = Math.max(0, Math.min(middle - 1 - Math.floor(rows / 2), lines.length - rows))
  const digits = String(Math.min(lines.length, from + rows)).length
  const [arrow, dot] = look.unicode ? ['❯', '•'] : ['>', '*']
  return lines.slice(from, from + rows).map((text, index) => {
    const number = from + index + 1
    const isIt = number === middle && type !== 'main'
    const sign = isIt ? arrow : marked.has(number) || error?.line === number ? dot : ' '
    const row = truncate(`${sign} ${String(number).padStart(digits)}  ${cleanText(text).replaceAll('\t', '  ')}`, look)
    return isIt ? look.chalk.cyan(row) : sign === ' ' ? look.chalk.dim(row) : row
  })
}

/** The last of all that was printed; that of this callback stands out. */
function printedOf({ callbacks }: Trace, at: number, rows: number, look: Look): string[] {
  const before = printedLines(callbacks.slice(0, at).flatMap(({ printed }) => printed))
  const own = printedLines(callbacks[at]?.printed ?? [])
  const arrow = look.unicode ? '→' : '>'
  const lines = [
    ...before.map((line) => look.chalk.dim(truncate(`  ${line}`, look))),
    ...own.map((line) => truncate(`${arrow} ${line}`, look)),
  ]
  return lines.length === 0 ? [look.chalk.dim('  nothing')] : lines.slice(-rows)
}

function keysLine(look: Look): string {
  const [back, on] = look.unicode ? ['←', '→'] : ['left', 'right']
  const keys = `${on} next  ${back} back  Home End  q quit`
  return look.chalk.inverse(truncate(keys, look))
}
