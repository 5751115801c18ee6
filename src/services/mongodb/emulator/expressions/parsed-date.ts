import { ServerError } from '../errors.ts'
import { MONTHS } from './date-format.ts'
import { isoDay } from './date-parts.ts'
import { fromLocal, offsetOf, type TimeZone, utcTime } from './time-zone.ts'

/** What a text has said of a date. */
export interface Parsed {
  year?: number
  month?: number
  day?: number
  dayOfYear?: number
  isoYear?: number
  isoWeek?: number
  isoDay?: number
  hour?: number
  minute?: number
  second?: number
  ms?: number
  /** In ms. */
  offset?: number
}

export function unparsable(text: string, reason: string): ServerError {
  return new ServerError(241, `Error parsing date string '${text}'; ${reason}`)
}

/** Abbreviations that MongoDB takes for a zone, in hours; the letters are the military zones. */
const ABBREVIATIONS: Record<string, number> = {
  UTC: 0,
  GMT: 0,
  WET: 0,
  WEST: 1,
  CET: 1,
  CEST: 2,
  BST: 1,
  EET: 2,
  EEST: 3,
  MSK: 3,
  IST: 5.5,
  JST: 9,
  AST: -4,
  ADT: -3,
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  AKST: -9,
  HST: -10,
}

/** `Z`, `UTC`, `+03:30`, `GMT+2`, `CEST` or `A`; in ms. */
export function zoneOffset(text: string): number | undefined {
  const own = /^(?:(?:GMT|UTC)(?=[+-]))?([+-])(\d{1,2})(?::?(\d\d))?$/i.exec(text)
  if (own) return offsetOf(`${own[1]}${own[2]?.padStart(2, '0')}${own[3] ?? ''}`)
  const name = text.toUpperCase()
  const hours = ABBREVIATIONS[name] ?? (name.length === 1 ? militaryHours(name) : undefined)
  return hours === undefined ? undefined : hours * 3_600_000
}

function militaryHours(letter: string): number | undefined {
  if (letter === 'Z') return 0
  const [east, west] = ['ABCDEFGHIKLM'.indexOf(letter), 'NOPQRSTUVWXY'.indexOf(letter)]
  if (east >= 0) return east + 1
  return west >= 0 ? -(west + 1) : undefined
}

export const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\\.?'

export function monthOf(name: string): number {
  return MONTHS.findIndex((month) => month.slice(0, 3).toLowerCase() === name.slice(0, 3).toLowerCase()) + 1
}

export function toDate(parsed: Parsed, text: string, zone: TimeZone): Date {
  const { hour = 0, minute = 0, second = 0, ms = 0, offset } = parsed
  if (hour > 24 || minute > 59 || second > 60) throw unparsable(text, '0: Unexpected character')
  if (offset !== undefined && !zone.isUtc)
    throw new ServerError(
      241,
      'you cannot pass in a date/time string with GMT offset together with a timezone argument',
    )
  const local = dayOf(parsed, text) + hour * 3_600_000 + minute * 60_000 + second * 1000 + ms
  return offset === undefined ? fromLocal(local, zone) : new Date(local - offset)
}

function dayOf({ year, month, day, dayOfYear, isoYear, isoWeek, isoDay: weekDay }: Parsed, text: string): number {
  const isNatural = year !== undefined || month !== undefined || day !== undefined || dayOfYear !== undefined
  if (isoYear !== undefined || isoWeek !== undefined || weekDay !== undefined) {
    if (isNatural) throw unparsable(text, '0: Mixing of ISO dates with natural dates is not allowed')
    if (isoYear === undefined) throw unparsable(text, `${text.length}: The parsed date was invalid`)
    return isoDay(isoYear, isoWeek ?? 1, weekDay ?? 1)
  } else if (year !== undefined && dayOfYear !== undefined) {
    return utcTime(year, 1, dayOfYear)
  } else if (year !== undefined && month !== undefined && day !== undefined) {
    const time = utcTime(year, month, day)
    const date = new Date(time)
    if (month < 1 || month > 12 || day < 1 || date.getUTCDate() !== day)
      throw unparsable(text, `${text.length}: The parsed date was invalid ''`)
    return time
  }
  throw new ServerError(241, `an incomplete date/time string has been found, with elements missing: "${text}"`)
}
