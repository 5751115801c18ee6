import { Long } from 'bson'
import { failedToParse, ServerError } from '../errors.ts'
import { toNumber, typeName, type Value } from '../values/bson.ts'
import { isNumeric, isWhole } from '../values/numbers.ts'
import { print } from '../values/print.ts'
import { named } from './arguments.ts'
import { coerceDate, isDateLike } from './coerce.ts'
import { isNothing, type Operator } from './expression.ts'
import { fromLocal, inZone, type TimeZone, timeZoneArgument, UTC, utcTime } from './time-zone.ts'

const DAY = 86_400_000

export type Unit = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second' | 'millisecond'

/** Units that are the same number of ms everywhere. */
export const MS_OF: Partial<Record<Unit, number>> = {
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
}

const MONTHS_OF: Partial<Record<Unit, number>> = { year: 12, quarter: 3, month: 1 }
const DAYS_OF: Partial<Record<Unit, number>> = { week: 7, day: 1 }

export function isUnit(text: Value): text is Unit {
  return typeof text === 'string' && (text in MS_OF || text in MONTHS_OF || text in DAYS_OF)
}

/** docs: "Date Expression Operators", those that compute. */
export const DATE_MATH: Record<string, Operator> = {
  $dateAdd: arithmetic(1),
  $dateSubtract: arithmetic(-1),
  $dateDiff: named(
    {
      object: 5166301,
      unknown: 5166302,
      required: { startDate: 5166303, endDate: 5166304, unit: 5166305 },
      optional: ['timezone', 'startOfWeek'],
    },
    () => difference,
  ),
  $dateTrunc: named(
    {
      object: 5439007,
      unknown: 5439008,
      required: { date: 5439009, unit: 5439010 },
      optional: ['binSize', 'timezone', 'startOfWeek'],
    },
    () => truncation,
  ),
}

function zoneOf(values: Record<string, Value>): TimeZone | undefined {
  return 'timezone' in values ? timeZoneArgument(values['timezone']) : UTC
}

function arithmetic(sign: 1 | -1): Operator {
  const required = { startDate: 5166402, unit: 5166402, amount: 5166402 }
  return named({ object: 5166400, unknown: 5166401, required, optional: ['timezone'] }, ({ name }) => (values) => {
    const { startDate, unit, amount } = values
    if (isNothing(startDate) || isNothing(unit) || isNothing(amount)) return null
    const zone = zoneOf(values)
    if (!zone) return null
    if (!isDateLike(startDate)) throw new ServerError(5166403, `${name} requires startDate to be convertible to a date`)
    if (typeof unit !== 'string') throw new ServerError(5166404, `${name} expects string defining the time unit`)
    if (!isUnit(unit)) throw failedToParse(`unknown time unit value: ${unit}`)
    if (!isNumeric(amount) || !isWhole(amount))
      throw new ServerError(5166405, `${name} expects integer amount of time units`)
    const result = addUnits(coerceDate(startDate), unit, sign * (toNumber(amount) ?? 0), zone)
    if (Number.isNaN(result.getTime()))
      throw new ServerError(5976500, `invalid dateAdd 'amount' parameter value: ${print(amount)} ${unit}`)
    return result
  })
}

/** Days and longer units keep what clocks show, and stay in the month that they reach: 31 January + 1 month is its last day. */
export function addUnits(date: Date, unit: Unit, amount: number, zone: TimeZone): Date {
  const ms = MS_OF[unit]
  if (ms !== undefined) return new Date(date.getTime() + amount * ms)
  const local = inZone(date, zone)
  const months = MONTHS_OF[unit]
  if (months === undefined) return fromLocal(local.getTime() + amount * (DAYS_OF[unit] ?? 1) * DAY, zone)
  const month = local.getUTCFullYear() * 12 + local.getUTCMonth() + amount * months
  const [year, ofYear] = [Math.floor(month / 12), (((month % 12) + 12) % 12) + 1]
  const last = new Date(utcTime(year, ofYear + 1, 0)).getUTCDate()
  const clock = local.getTime() - Math.floor(local.getTime() / DAY) * DAY
  return fromLocal(utcTime(year, ofYear, Math.min(local.getUTCDate(), last)) + clock, zone)
}

const WEEK_DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** 0 for Sunday. */
function weekDay(value: Value, name: string): number {
  if (typeof value !== 'string')
    throw new ServerError(5439015, `${name} requires 'startOfWeek' to be a string, but got ${typeName(value)}`)
  const day = value.toLowerCase()
  const at = WEEK_DAYS.findIndex((full) => full === day || full.slice(0, 3) === day)
  if (at < 0)
    throw new ServerError(
      5439016,
      `${name} parameter 'startOfWeek' value cannot be recognized as a day of a week: ${value}`,
    )
  return at
}

function unitOf(value: Value, name: string): Unit {
  if (typeof value !== 'string')
    throw new ServerError(5439013, `${name} requires 'unit' to be a string, but got ${typeName(value)}`)
  if (!isUnit(value))
    throw new ServerError(5439014, `${name} parameter 'unit' value cannot be recognized as a time unit: ${value}`)
  return value
}

/** Undefined when it is given as null; Sunday when it is not given, or when the unit is not the week. */
function startOfWeekOf(values: Record<string, Value>, name: string): number | undefined {
  if (values['unit'] !== 'week' || !('startOfWeek' in values)) return 0
  return isNothing(values['startOfWeek']) ? undefined : weekDay(values['startOfWeek'], name)
}

function difference(values: Record<string, Value>): Value {
  const { startDate, endDate, unit } = values
  if (isNothing(startDate) || isNothing(endDate) || isNothing(unit)) return null
  if ('startOfWeek' in values && unit === 'week' && isNothing(values['startOfWeek'])) return null
  const zone = zoneOf(values)
  if (!zone) return null
  for (const [name, value] of Object.entries({ startDate, endDate }))
    if (!isDateLike(value))
      throw new ServerError(5166307, `$dateDiff requires '${name}' to be a date, but got ${typeName(value)}`)
  const wanted = unitOf(unit, '$dateDiff')
  const first = startOfWeekOf(values, '$dateDiff') ?? 0
  return Long.fromNumber(unitsBetween(coerceDate(startDate), coerceDate(endDate), wanted, zone, first))
}

/** How many boundaries of the unit lie between the two. */
function unitsBetween(start: Date, end: Date, unit: Unit, zone: TimeZone, firstDay: number): number {
  if (unit === 'millisecond') return end.getTime() - start.getTime()
  const [from, to] = [inZone(start, zone), inZone(end, zone)]
  const months = MONTHS_OF[unit]
  if (months !== undefined) return Math.floor(monthOf(to) / months) - Math.floor(monthOf(from) / months)
  if (unit === 'day') return dayOf(to) - dayOf(from)
  if (unit === 'week') return weekOf(to, firstDay) - weekOf(from, firstDay)
  const ms = MS_OF[unit] ?? 1
  // Hours that a change of the clocks leaves out or repeats are counted as they pass.
  const shift = (from.getTime() - start.getTime() - (to.getTime() - end.getTime())) / ms
  return Math.floor(to.getTime() / ms) - Math.floor(from.getTime() / ms) + Math.trunc(shift)
}

function monthOf(local: Date): number {
  return local.getUTCFullYear() * 12 + local.getUTCMonth()
}

function dayOf(local: Date): number {
  return Math.floor(local.getTime() / DAY)
}

/** 1 January 1970 was a Thursday. */
function weekOf(local: Date, firstDay: number): number {
  return Math.floor((dayOf(local) + 4 - firstDay) / 7)
}

function truncation(values: Record<string, Value>): Value {
  const { date, unit, binSize = 'binSize' in values ? null : 1 } = values
  if (isNothing(date) || isNothing(unit) || binSize === null) return null
  if ('startOfWeek' in values && unit === 'week' && isNothing(values['startOfWeek'])) return null
  const zone = zoneOf(values)
  if (!zone) return null
  if (!isDateLike(date))
    throw new ServerError(5439012, `$dateTrunc requires 'date' to be a date, but got ${typeName(date)}`)
  const wanted = unitOf(unit, '$dateTrunc')
  const size = binSizeOf(binSize)
  return truncate(coerceDate(date), wanted, size, zone, startOfWeekOf(values, '$dateTrunc') ?? 0)
}

function binSizeOf(value: Value): number {
  if (!isNumeric(value) || !isWhole(value))
    throw new ServerError(
      5439017,
      `$dateTrunc requires 'binSize' to be a 64-bit integer, but got value '${print(value)}' of type ${typeName(value)}`,
    )
  const size = toNumber(value) ?? 0
  if (size < 1)
    throw new ServerError(5439018, `$dateTrunc requires 'binSize' to be greater than 0, but got value ${size}`)
  return size
}

/** The beginning of the bin; bins are counted from the start of the year 2000 in the zone, weeks from the first after it. */
function truncate(date: Date, unit: Unit, size: number, zone: TimeZone, firstDay: number): Date {
  // 1 January 2000 was a Saturday.
  const shift = unit === 'week' ? (firstDay + 1) % 7 : 0
  const reference = fromLocal(utcTime(2000, 1, 1 + shift), zone)
  const distance =
    MS_OF[unit] === undefined
      ? unitsBetween(reference, date, unit, zone, firstDay)
      : Math.floor((date.getTime() - reference.getTime()) / (MS_OF[unit] ?? 1))
  return addUnits(reference, unit, Math.floor(distance / size) * size, zone)
}
