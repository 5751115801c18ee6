import { ServerError } from '../errors.ts'
import { MONTH, monthOf, type Parsed, toDate, unparsable, zoneOffset } from './parsed-date.ts'
import type { TimeZone } from './time-zone.ts'

type Reader = [pattern: string, name: keyof Parsed | 'monthName' | 'zone' | 'zoneMinutes' | 'fraction']

/** docs: "$dateFromString", Format Specifiers. */
const READERS: Record<string, Reader> = {
  b: [MONTH, 'monthName'],
  B: [MONTH, 'monthName'],
  d: ['(\\d{1,2})', 'day'],
  G: ['(\\d{1,4})', 'isoYear'],
  H: ['(\\d{1,2})', 'hour'],
  j: ['(\\d{1,3})', 'dayOfYear'],
  L: ['(\\d{1,3})', 'fraction'],
  m: ['(\\d{1,2})', 'month'],
  M: ['(\\d{2})', 'minute'],
  S: ['(\\d{2})', 'second'],
  u: ['([1-7])', 'isoDay'],
  V: ['(\\d{1,2})', 'isoWeek'],
  Y: ['(\\d{1,4})', 'year'],
  z: ['\\s*([+-]\\d{1,2}(?::?\\d\\d)?|(?:GMT|UTC)[+-]\\d{1,2}(?::?\\d\\d)?|[A-Za-z]{1,5})', 'zone'],
  Z: ['([+-]\\d{1,3})', 'zoneMinutes'],
}

interface Format {
  pattern: RegExp
  names: Reader[1][]
}

const formats = new Map<string, Format>()

/** @throws ServerError 18535, 18536 */
export function compileFormat(format: string): Format {
  const known = formats.get(format)
  if (known) return known
  const names: Reader[1][] = []
  const source = (format.match(/%.?|[^%]+/gs) ?? []).map((piece) => {
    if (!piece.startsWith('%')) return piece.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    if (piece === '%') throw new ServerError(18535, "Unmatched '%' at end of format string")
    if (piece === '%%') return '%'
    const reader = READERS[piece.slice(1)]
    if (!reader) throw new ServerError(18536, `Invalid format character '${piece}' in format string`)
    names.push(reader[1])
    return reader[0]
  })
  const compiled = { pattern: new RegExp(`^${source.join('')}$`, 'i'), names }
  if (formats.size < 1000) formats.set(format, compiled)
  return compiled
}

export function parseFormatted(text: string, format: string, zone: TimeZone): Date {
  const { pattern, names } = compileFormat(format)
  const match = pattern.exec(text)
  if (!match) throw unparsable(text, `0: The text does not follow the format '${format}'`)
  const parsed: Parsed = {}
  for (const [i, name] of names.entries()) readPart(parsed, name, match[i + 1] ?? '', text)
  return toDate(parsed, text, zone)
}

function readPart(parsed: Parsed, name: Reader[1], captured: string, text: string): void {
  if (name === 'monthName') parsed.month = monthOf(captured)
  else if (name === 'fraction') parsed.ms = Number(captured.padEnd(3, '0'))
  else if (name === 'zoneMinutes') parsed.offset = Number(captured) * 60_000
  else if (name === 'zone') {
    const offset = zoneOffset(captured)
    if (offset === undefined) throw unparsable(text, `0: Unexpected character '${captured}'`)
    parsed.offset = offset
  } else parsed[name] = Number(captured)
}
