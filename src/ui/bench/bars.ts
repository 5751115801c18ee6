import { shortNumber } from '../../bench/compare.ts'
import type { Look } from '../terminal/look.ts'
import { padTo, textWidth } from '../text/width.ts'
import { chopSpans, drawSpans, plain, type Style } from '../text/wrap.ts'

export interface Bar {
  label: string
  value: number
  /** The value as it is read: `179 ms`. */
  text: string
  /** Behind the value, where there is room. */
  note?: string
  style?: Style
}

export interface BarScale {
  kind: 'linear' | 'log'
  /** The values at the left and the right end. */
  from: number
  to: number
}

/** Values further apart than this (two decades) are drawn on a logarithmic scale, or the small ones would vanish. */
const WIDEST_LINEAR = 100
const NARROW = 60
const LONGEST_LABEL = 24
const SHORTEST_BAR = 10

/** The scale for these values; a logarithmic one begins a whole decade below or at the smallest. */
export function scaleOf(values: readonly number[]): BarScale {
  const positive = values.filter((value) => value > 0)
  const to = Math.max(...positive, Number.MIN_VALUE)
  const smallest = Math.min(...positive, to)
  if (to / smallest <= WIDEST_LINEAR) return { kind: 'linear', from: 0, to }
  const decade = 10 ** Math.floor(Math.log10(smallest))
  // A value that is the decade itself would have no bar at all.
  return { kind: 'log', from: smallest / decade < 1.5 ? decade / 10 : decade, to }
}

/** 0 to 1: how long the bar of a value is. */
export function shareOf(value: number, { kind, from, to }: BarScale): number {
  if (!(value > 0)) return 0
  return Math.min(1, kind === 'linear' ? value / to : Math.log(value / from) / Math.log(to / from))
}

/** Columns of a bar, in eighths of a column. Anything above zero has one eighth at least. */
export function eighths(value: number, scale: BarScale, columns: number): number {
  return value > 0 ? Math.max(1, Math.round(shareOf(value, scale) * columns * 8)) : 0
}

/** Horizontal bars, one a line; in a narrow terminal each below its label. No line is wider than the look. */
export function renderBars(bars: readonly Bar[], unit: string, look: Look): string[] {
  if (look.plain) return bars.map(({ label, text, note }) => `  ${label}: ${text}${note ? `, ${note}` : ''}`)
  const scale = scaleOf(bars.map((bar) => bar.value))
  return look.width < NARROW ? narrowBars(bars, scale, unit, look) : wideBars(bars, scale, unit, look)
}

function wideBars(bars: readonly Bar[], scale: BarScale, unit: string, look: Look): string[] {
  const label = Math.min(LONGEST_LABEL, Math.max(...bars.map((bar) => textWidth(bar.label))))
  const text = Math.max(...bars.map((bar) => textWidth(bar.text)))
  const note = Math.max(...bars.map((bar) => textWidth(bar.note ?? '')))
  const room = look.width - label - text - 6
  const hasNotes = note > 0 && room - note - 2 >= SHORTEST_BAR
  const columns = room - (hasNotes ? note + 2 : 0)
  const lines = bars.map((bar) => {
    const drawn = (bar.style ?? plain)(drawBar(bar.value, scale, columns, look))
    const value = ' '.repeat(text - textWidth(bar.text)) + bar.text
    const line = `  ${padTo(shorten(bar.label, label, look), label)}  ${drawn}  ${value}`
    return hasNotes && bar.note ? `${line}  ${look.chalk.dim(bar.note)}` : line
  })
  return [...lines, ...drawAxis(scale, unit, columns, label + 4, look)]
}

function narrowBars(bars: readonly Bar[], scale: BarScale, unit: string, look: Look): string[] {
  const columns = look.width - 4
  const lines = bars.flatMap((bar) => {
    const gap = columns - textWidth(bar.text)
    const head = `  ${padTo(shorten(bar.label, gap - 1, look), gap)}${bar.text}`
    const drawn = `  ${(bar.style ?? plain)(drawBar(bar.value, scale, columns, look).trimEnd())}`
    return bar.note ? [head, drawn, `  ${look.chalk.dim(shorten(bar.note, columns, look))}`] : [head, drawn]
  })
  return [...lines, ...drawAxis(scale, unit, columns, 2, look)]
}

const PARTS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

function drawBar(value: number, scale: BarScale, columns: number, { unicode }: Look): string {
  const length = eighths(value, scale, columns)
  const bar = unicode
    ? '█'.repeat(Math.floor(length / 8)) + (PARTS[length % 8] ?? '')
    : '#'.repeat(length === 0 ? 0 : Math.max(1, Math.round(length / 8)))
  return padTo(bar, columns)
}

/** A logarithmic scale must say so, and show its decades: a bar twice as long is not twice as much. */
function drawAxis({ kind, from, to }: BarScale, unit: string, columns: number, indent: number, look: Look): string[] {
  if (kind === 'linear') return []
  const decades = Math.log10(to / from)
  let line = ''
  for (let decade = 0; decade <= decades; decade += 1) {
    const at = Math.round((decade / decades) * columns)
    const tick = `${look.unicode ? '╵' : '|'}${shortNumber(from * 10 ** decade)}`.replace(/\.0$/, '')
    if (textWidth(line) + (decade > 0 ? 1 : 0) <= at && indent + at + tick.length <= look.width)
      line = padTo(line, at) + tick
  }
  const name = `${unit}, log scale: each mark is 10 times the last`
  const caption = shorten(name, look.width - indent, look)
  return [' '.repeat(indent) + look.chalk.dim(line), ' '.repeat(indent) + look.chalk.dim(caption)]
}

function shorten(text: string, columns: number, { unicode }: Look): string {
  if (textWidth(text) <= columns) return text
  const kept = chopSpans([{ text, style: plain }], Math.max(1, columns - 1))[0] ?? []
  return drawSpans(kept).trimEnd() + (unicode ? '…' : '.')
}
