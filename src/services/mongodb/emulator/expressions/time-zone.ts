import { ServerError } from '../errors.ts'
import { typeName, type Value } from '../values/bson.ts'
import { isNothing } from './expression.ts'

/** Where clocks show what: by an Olson identifier, or by a fixed offset (docs: "$dateToString", timezone). */
export interface TimeZone {
  /** In ms to add to UTC at this moment. */
  offsetAt: (ms: number) => number
  isUtc: boolean
}

export const UTC: TimeZone = { offsetAt: () => 0, isUtc: true }

const known = new Map<string, TimeZone>([['UTC', UTC]])

/** @throws ServerError 40485 for an identifier that does not exist */
export function timeZone(id: string): TimeZone {
  const found = known.get(id) ?? fixedZone(id) ?? olsonZone(id)
  if (!found) throw new ServerError(40485, `unrecognized time zone identifier: "${id}"`)
  known.set(id, found)
  return found
}

/** Undefined when the argument is null. @throws ServerError 40517 */
export function timeZoneArgument(value: Value): TimeZone | undefined {
  if (isNothing(value)) return undefined
  if (typeof value !== 'string')
    throw new ServerError(40517, `timezone must evaluate to a string, found ${typeName(value)}`)
  return timeZone(value)
}

/** `+04:45`, `-0530` or `+03`; in ms. */
export function offsetOf(text: string): number | undefined {
  const match = /^([+-])(\d\d)(?::?(\d\d))?$/.exec(text)
  if (!match) return undefined
  const [, sign, hours, minutes = '0'] = match
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}

function fixedZone(id: string): TimeZone | undefined {
  const offset = offsetOf(id)
  return offset === undefined ? undefined : { offsetAt: () => offset, isUtc: offset === 0 }
}

/** Zones change only at quarters of an hour, so that one answer serves for all of it. */
const STEP = 900_000
const REMEMBERED = 20_000

function olsonZone(id: string): TimeZone | undefined {
  if (!/^[A-Za-z][\w+/-]*$/.test(id)) return undefined
  const format = formatFor(id)
  if (!format) return undefined
  const offsets = new Map<number, number>()
  const offsetAt = (ms: number) => {
    const at = Math.floor(ms / STEP)
    const remembered = offsets.get(at)
    if (remembered !== undefined) return remembered
    const offset = localTime(format, at * STEP) - at * STEP
    if (offsets.size >= REMEMBERED) offsets.clear()
    offsets.set(at, offset)
    return offset
  }
  return { offsetAt, isUtc: id === 'Etc/UTC' }
}

function formatFor(id: string): Intl.DateTimeFormat | undefined {
  const numbers = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const
  const options = { ...numbers, second: 'numeric', era: 'short', hourCycle: 'h23', timeZone: id } as const
  try {
    const format = new Intl.DateTimeFormat('en-US', options)
    const { timeZone: name } = format.resolvedOptions()
    // MongoDB tells large letters from small ones.
    return name !== id && name.toLowerCase() === id.toLowerCase() ? undefined : format
  } catch {
    return undefined
  }
}

function localTime(format: Intl.DateTimeFormat, ms: number): number {
  const parts: Record<string, string> = {}
  for (const { type, value } of format.formatToParts(ms)) parts[type] = value
  const year = Number(parts['year']) * (parts['era'] === 'BC' ? -1 : 1) + (parts['era'] === 'BC' ? 1 : 0)
  const [month, day] = [Number(parts['month']), Number(parts['day'])]
  return utcTime(year, month, day, Number(parts['hour']), Number(parts['minute']), Number(parts['second']))
}

/** ms of a date in UTC; parts that are too large or below 1 carry over into the next. Years below 100 are meant as they are. */
export function utcTime(year: number, month: number, day: number, hour = 0, minute = 0, second = 0, ms = 0): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second, ms)
  return date.getTime()
}

/** A date whose UTC getters read what clocks in the zone show. */
export function inZone(date: Date, zone: TimeZone): Date {
  return new Date(date.getTime() + zone.offsetAt(date.getTime()))
}

const DAY = 86_400_000

/** The moment when clocks show this. Of an hour that comes twice the first; of one that is left out the hour after it. */
export function fromLocal(local: number, zone: TimeZone): Date {
  const before = zone.offsetAt(local - DAY)
  const after = zone.offsetAt(local + DAY)
  if (zone.offsetAt(local - before) === before || before === after) return new Date(local - before)
  if (zone.offsetAt(local - after) === after) return new Date(local - after)
  return new Date(local - before)
}
