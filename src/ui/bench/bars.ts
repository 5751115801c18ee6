import { shortNumber } from '../../bench/compare.ts'
import type { Look } from '../terminal/look.ts'
import { padTo, textWidth } from '../text/width.ts'
import { chopSpans, drawSpans, plain, type Style } from '../text/wrap.ts'
import { type BarScale, decadesOf, sayLogScale, scaleOf, shareOf } from './scale.ts'

export interface Bar {
  label: string
  value: number
  /** The value as it is read: `179 ms`. */
  text: string
  /** Behind the value, where there is room. */
  note?: string
  style?: Style
}

const NARROW = 60
const LONGEST_LABEL = 24
const SHORTEST_BAR = 10

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

/** A logarithmic scale must say so, and show its decades. */
function drawAxis(scale: BarScale, unit: string, columns: number, indent: number, look: Look): string[] {
  if (scale.kind === 'linear') return []
  let line = ''
  for (const { share, value } of decadesOf(scale)) {
    const at = Math.round(share * columns)
    const tick = `${look.unicode ? '╵' : '|'}${shortNumber(value)}`.replace(/\.0$/, '')
    if (textWidth(line) + (at > 0 ? 1 : 0) <= at && indent + at + tick.length <= look.width)
      line = padTo(line, at) + tick
  }
  const caption = shorten(sayLogScale(unit), look.width - indent, look)
  return [' '.repeat(indent) + look.chalk.dim(line), ' '.repeat(indent) + look.chalk.dim(caption)]
}

function shorten(text: string, columns: number, { unicode }: Look): string {
  if (textWidth(text) <= columns) return text
  const kept = chopSpans([{ text, style: plain }], Math.max(1, columns - 1))[0] ?? []
  return drawSpans(kept).trimEnd() + (unicode ? '…' : '.')
}
