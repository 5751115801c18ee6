import type { Callback, Lane } from '../../engine/trace/trace.ts'
import type { Look } from '../terminal/look.ts'
import { truncate } from '../text/fit.ts'
import { padTo, textWidth } from '../text/width.ts'

/** A stretch of callbacks, as many as fit beside each other. */
export interface Band {
  callbacks: Callback[]
  /** The last callback before it. */
  before: Callback | undefined
}

/** Where Node called nothing for so long, the lanes have a mark. */
const PAUSE_MS = 5
const WIDEST_TITLE = 18
const NARROW = 60
const NARROW_TITLE = 12

/** The callbacks in order, cut so that each part fits the width. */
export function bandsOf(callbacks: Callback[], lanes: Lane[], look: Look): Band[] {
  const room = look.width - titleWidth(lanes, look)
  const bands: Band[] = []
  let used = room
  let before: Callback | undefined
  for (const callback of callbacks) {
    const columns = columnsOf(callback, before)
    if (used + columns > room || bands.length === 0) {
      bands.push({ callbacks: [], before })
      used = 0
    }
    bands.at(-1)?.callbacks.push(callback)
    used += columns
    before = callback
  }
  return bands
}

/**
 * A row for each lane and one for the numbers above them. A column is a callback; the longer it took, the longer is its
 * bar, by powers of ten.
 * @param current the callback that is marked
 */
export function drawBand({ callbacks, before }: Band, lanes: Lane[], look: Look, current?: number): string[] {
  const title = titleWidth(lanes, look)
  const { chalk } = look
  const row = (name: string, cell: (callback: Callback) => string, pause: string) => {
    let last = before
    const cells = callbacks.map((callback) => {
      const gap = hasPause(callback, last) ? `${pause} ` : ''
      last = callback
      const columns = cellColumns(callback)
      return gap + padTo(cell(callback), columns)
    })
    return `${padTo(truncate(name, look, title - 1), title)}${cells.join('')}`.trimEnd()
  }
  const bar = look.unicode ? '█' : '#'
  const drawn = lanes.map((lane) =>
    row(
      lane.title,
      (callback) => {
        if (callback.lane !== lane.id) return ''
        const text = bar.repeat(barColumns(callback))
        return current === undefined || callback.number === current ? chalk.cyan(text) : chalk.dim(text)
      },
      chalk.dim(look.unicode ? '┊' : ':'),
    ),
  )
  const numbers = row('', ({ number }) => String(number), ' ')
  const mark = look.unicode ? '▲' : '^'
  const marks = current === undefined ? [] : [row('', ({ number }) => (number === current ? mark : ''), ' ')]
  return [chalk.dim(numbers), ...drawn, ...marks]
}

/** What the bars mean. */
export function renderScale({ unicode, chalk, width }: Look): string {
  const bar = unicode ? '█' : '#'
  const pause = unicode ? '┊' : ':'
  const bars = [1, 2, 3, 4].map((columns) => bar.repeat(columns))
  const scale = `${bars[0]} <1 ms  ${bars[1]} <10  ${bars[2]} <100  ${bars[3]} longer`
  const text = width < NARROW ? scale : `${scale}   ${pause} no callback for ${PAUSE_MS} ms or more`
  return chalk.dim(truncate(text, { width, unicode }))
}

function columnsOf(callback: Callback, before: Callback | undefined): number {
  return cellColumns(callback) + (hasPause(callback, before) ? 2 : 0)
}

function cellColumns(callback: Callback): number {
  return Math.max(barColumns(callback), String(callback.number).length) + 1
}

function barColumns({ startMs, endMs, isUnfinished }: Callback): number {
  if (isUnfinished) return 4
  const took = endMs - startMs
  return took < 1 ? 1 : took < 10 ? 2 : took < 100 ? 3 : 4
}

function hasPause(callback: Callback, before: Callback | undefined): boolean {
  return before !== undefined && callback.startMs - before.endMs >= PAUSE_MS
}

function titleWidth(lanes: Lane[], { width }: Look): number {
  const widest = Math.max(0, ...lanes.map(({ title }) => textWidth(title))) + 2
  return Math.min(widest, width < NARROW ? NARROW_TITLE : WIDEST_TITLE)
}
