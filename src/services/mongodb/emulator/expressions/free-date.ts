import { ServerError } from '../errors.ts'
import { MONTH, monthOf, type Parsed, toDate, unparsable, zoneOffset } from './parsed-date.ts'
import type { TimeZone } from './time-zone.ts'

/** Forms of a day that stand first in a text, with the names of what they capture. */
const DAYS: [RegExp, (keyof Parsed | 'monthName')[]][] = [
  [/^(\d{4})-(\d{1,2})-(\d{1,2})/, ['year', 'month', 'day']],
  [/^(\d{4})\/(\d{1,2})\/(\d{1,2})/, ['year', 'month', 'day']],
  [/^(\d{4})(\d\d)(\d\d)(?!\d)/, ['year', 'month', 'day']],
  [/^(\d{4})-?W(\d\d)(?:-?(\d))?/, ['isoYear', 'isoWeek', 'isoDay']],
  [/^(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})(?!\d)/, ['month', 'day', 'year']],
  [/^(\d{1,2})[-.](\d{1,2})[-.](\d{4})/, ['day', 'month', 'year']],
  [
    new RegExp(`^(?:[a-z]{3,9},?\\s+)?(\\d{1,2})(?:st|nd|rd|th)?[\\s-]+${MONTH},?[\\s-]+(\\d{4})`, 'i'),
    ['day', 'monthName', 'year'],
  ],
  [
    new RegExp(`^(?:[a-z]{3,9},?\\s+)?${MONTH}[\\s-]+(\\d{1,2})(?:st|nd|rd|th)?,?[\\s-]+(\\d{4})`, 'i'),
    ['monthName', 'day', 'year'],
  ],
  [new RegExp(`^(\\d{4})-${MONTH}-(\\d{1,2})`, 'i'), ['year', 'monthName', 'day']],
]

const TIME = /^(?:[T\s]+|t)(\d{1,2}):?(\d\d)(?:[:.]?(\d\d)(?:[.,:](\d{1,9}))?)?\s*([ap]\.?m\.?)?/i

/** A date without a format: ISO 8601, and the common forms of a day (docs: "$dateFromString"). */
export function parseDate(text: string, zone: TimeZone): Date {
  const trimmed = text.trim()
  for (const [pattern, names] of DAYS) {
    const match = pattern.exec(trimmed)
    if (!match) continue
    const parsed: Parsed = {}
    for (const [i, name] of names.entries()) {
      const captured = match[i + 1]
      if (captured === undefined) continue
      if (name === 'monthName') parsed.month = monthOf(captured)
      else if (name === 'year' && captured.length === 2)
        parsed.year = Number(captured) + (captured < '70' ? 2000 : 1900)
      else parsed[name] = Number(captured)
    }
    const rest = readTime(trimmed.slice(match[0].length), parsed)
    readZone(rest, text, parsed)
    return toDate(parsed, text, zone)
  }
  if (/^\d{4}(-\d\d)?$|^\d{1,2}:\d\d/.test(trimmed))
    throw new ServerError(241, `an incomplete date/time string has been found, with elements missing: "${text}"`)
  throw unparsable(text, '0: Unexpected character')
}

/** @returns what stands behind the time */
function readTime(text: string, parsed: Parsed): string {
  const match = TIME.exec(text)
  if (!match) return readHour(text, parsed)
  const [whole, hour = '0', minute = '0', second = '0', fraction = '', half] = match
  parsed.hour = hourOf(hour, half?.slice(0, 1))
  parsed.minute = Number(minute)
  parsed.second = Number(second)
  parsed.ms = Math.floor(Number(`0.${fraction || '0'}`) * 1000 + 1e-6)
  return text.slice(whole.length)
}

const HOUR = /^\s+(?:(\d{1,2})\s*([ap])\.?m\.?|(noon|midnight))/i

/** `11am` or `noon`. @returns what stands behind it */
function readHour(text: string, parsed: Parsed): string {
  const match = HOUR.exec(text)
  if (!match) return text
  const [whole, hour = '0', half, name] = match
  parsed.hour = name ? (name.toLowerCase() === 'noon' ? 12 : 0) : hourOf(hour, half)
  return text.slice(whole.length)
}

function hourOf(hour: string, half: string | undefined): number {
  return half ? (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : Number(hour)
}

function readZone(rest: string, text: string, parsed: Parsed): void {
  const name = rest.trim()
  if (name === '') return
  const offset = zoneOffset(name)
  if (offset !== undefined) {
    parsed.offset = offset
    return
  }
  if (/^[A-Z][a-z]+\/\w+$/.test(name))
    throw unparsable(
      text,
      `${text.length - rest.length}: passing a time zone identifier as part of the string is not allowed`,
    )
  throw unparsable(text, `${text.length - rest.length}: Unexpected character '${name[0]}'`)
}
