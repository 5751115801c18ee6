import { Long } from 'bson'
import { ServerError } from '../errors.ts'
import { isDoc, toNumber, typeName, type Value } from '../values/bson.ts'
import { isNumeric, isWhole } from '../values/numbers.ts'
import { print } from '../values/print.ts'
import { named, namedArguments } from './arguments.ts'
import { coerceDate } from './coerce.ts'
import { type Expression, folded, isNothing, type Operator } from './expression.ts'
import { fromLocal, inZone, timeZoneArgument, UTC, utcTime } from './time-zone.ts'

const DAY = 86_400_000

/** What a clock and a calendar show, read from a date whose UTC getters are local. */
type Read = (local: Date) => Value

const PARTS: Record<string, Read> = {
  $year: (local) => local.getUTCFullYear(),
  $month: (local) => local.getUTCMonth() + 1,
  $dayOfMonth: (local) => local.getUTCDate(),
  $dayOfWeek: (local) => local.getUTCDay() + 1,
  $dayOfYear: dayOfYear,
  $hour: (local) => local.getUTCHours(),
  $minute: (local) => local.getUTCMinutes(),
  $second: (local) => local.getUTCSeconds(),
  $millisecond: (local) => local.getUTCMilliseconds(),
  $week: week,
  $isoDayOfWeek: isoDayOfWeek,
  $isoWeek: (local) => isoWeek(local).week,
  $isoWeekYear: (local) => Long.fromNumber(isoWeek(local).year),
}

/** docs: "Date Expression Operators", those that read and make parts. */
export const DATE_PARTS: Record<string, Operator> = {
  ...Object.fromEntries(Object.entries(PARTS).map(([name, read]) => [name, part(read)])),
  $dateToParts: named(
    { object: 40524, unknown: 40520, required: { date: 40522 }, optional: ['timezone', 'iso8601'] },
    () => toParts,
  ),
  $dateFromParts: fromParts,
}

export function dayOfYear(local: Date): number {
  const first = utcTime(local.getUTCFullYear(), 1, 1)
  return Math.floor((local.getTime() - first) / DAY) + 1
}

/** Weeks begin on Sunday; the days before the first Sunday are week 0. */
export function week(local: Date): number {
  return Math.floor((dayOfYear(local) - (local.getUTCDay() + 1) + 7) / 7)
}

/** Monday is 1. */
export function isoDayOfWeek(local: Date): number {
  return local.getUTCDay() || 7
}

/** The week of a Thursday belongs to the year of that Thursday. */
export function isoWeek(local: Date): { year: number; week: number } {
  const thursday = new Date(local.getTime() + (4 - isoDayOfWeek(local)) * DAY)
  return { year: thursday.getUTCFullYear(), week: Math.ceil(dayOfYear(thursday) / 7) }
}

/** `{ $year: date }`, `{ $year: [date] }` or `{ $year: { date, timezone } }`. */
function part(read: Read): Operator {
  return (argument, { name, compile }) => {
    const { date, zone } = dateArguments(argument, name, compile)
    return folded(
      (doc) => {
        const value = date.evaluate(doc)
        const found = zone ? timeZoneArgument(zone.evaluate(doc)) : UTC
        if (isNothing(value) || !found) return null
        return read(inZone(coerceDate(value), found))
      },
      [date, zone],
    )
  }
}

function dateArguments(
  argument: Value,
  name: string,
  compile: Parameters<Operator>[1]['compile'],
): { date: Expression; zone?: Expression } {
  if (Array.isArray(argument)) {
    if (argument.length !== 1)
      throw new ServerError(
        40536,
        `${name} accepts exactly one argument if given an array, but was given ${argument.length}`,
      )
    return { date: compile(argument[0]) }
  }
  if (!isDoc(argument) || Object.keys(argument)[0]?.startsWith('$')) return { date: compile(argument) }
  const given = namedArguments(argument, name, {
    object: 40535,
    unknown: 40535,
    required: { date: 40539 },
    optional: ['timezone'],
  })
  return { date: compile(given['date']), ...('timezone' in given && { zone: compile(given['timezone']) }) }
}

function toParts(values: Record<string, Value>): Value {
  const zone = 'timezone' in values ? timeZoneArgument(values['timezone']) : UTC
  if (!zone) return null
  const { date, iso8601 = 'iso8601' in values ? null : false } = values
  if (iso8601 === null) return null
  if (typeof iso8601 !== 'boolean')
    throw new ServerError(40521, `iso8601 must evaluate to a bool, found ${typeName(iso8601)}`)
  if (isNothing(date)) return null
  const local = inZone(coerceDate(date), zone)
  const { year, week: weekOfYear } = isoWeek(local)
  return {
    ...(iso8601
      ? { isoWeekYear: year, isoWeek: weekOfYear, isoDayOfWeek: isoDayOfWeek(local) }
      : { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() }),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    millisecond: local.getUTCMilliseconds(),
  }
}

const NATURAL = ['year', 'month', 'day']
const ISO = ['isoWeekYear', 'isoWeek', 'isoDayOfWeek']
const CLOCK = ['hour', 'minute', 'second', 'millisecond']
/** Values that MongoDB bounds to 16 bits. */
const BOUNDED = new Set(['month', 'day', 'isoWeek', 'isoDayOfWeek', 'hour', 'minute'])

function fromParts(argument: Value, context: Parameters<Operator>[1]): Expression {
  const given = namedArguments(argument, '$dateFromParts', {
    object: 40519,
    unknown: 40518,
    required: {},
    optional: [...NATURAL, ...ISO, ...CLOCK, 'timezone'],
  })
  const has = (names: string[]) => names.some((name) => name in given)
  if (!('year' in given) && !('isoWeekYear' in given))
    throw new ServerError(40516, "$dateFromParts requires either 'year' or 'isoWeekYear' to be present")
  if ('year' in given && has(ISO))
    throw new ServerError(40489, '$dateFromParts does not allow mixing natural dates with ISO dates')
  if ('isoWeekYear' in given && has(NATURAL))
    throw new ServerError(40525, '$dateFromParts does not allow mixing ISO dates with natural dates')
  const names = 'year' in given ? NATURAL : ISO
  const rules = { object: 40519, unknown: 40518, required: {}, optional: [...names, ...CLOCK, 'timezone'] }
  return named(rules, () => (values) => dateOf(values, names))(given, context)
}

function dateOf(values: Record<string, Value>, names: string[]): Value {
  const clock = CLOCK.map((name) => partOf(values, name, 0))
  if (clock.includes(undefined)) return null
  const zone = 'timezone' in values ? timeZoneArgument(values['timezone']) : UTC
  if (!zone) return null
  const [year, second, third] = names.map((name, i) => partOf(values, name, i === 0 ? 1970 : 1))
  if (year === undefined || second === undefined || third === undefined) return null
  const isIso = names === ISO
  if (year < 0 || year > 9999)
    throw new ServerError(
      isIso ? 31095 : 40523,
      `'${names[0]}' must evaluate to an integer in the range 0 to 9999, found ${year}`,
    )
  const [hour = 0, minute = 0, seconds = 0, ms = 0] = clock as number[]
  const day = isIso ? isoDay(year, second, third) : utcTime(year, second, third)
  return fromLocal(day + hour * 3_600_000 + minute * 60_000 + seconds * 1000 + ms, zone)
}

/** Midnight of a day of an ISO week; 4 January is always in week 1. */
export function isoDay(year: number, weekOfYear: number, day: number): number {
  const fourth = new Date(utcTime(year, 1, 4))
  const monday = fourth.getTime() - (isoDayOfWeek(fourth) - 1) * DAY
  return monday + (weekOfYear - 1) * 7 * DAY + (day - 1) * DAY
}

/** Undefined for null; what is not given has its least value. */
function partOf(values: Record<string, Value>, name: string, otherwise: number): number | undefined {
  if (!(name in values)) return otherwise
  const value = values[name]
  if (isNothing(value)) return undefined
  if (!isNumeric(value) || !isWhole(value))
    throw new ServerError(
      40515,
      `'${name}' must evaluate to an integer, found ${typeName(value)} with value :${print(value)}`,
    )
  const number = toNumber(value) ?? 0
  if (BOUNDED.has(name) && (number < -32768 || number > 32767))
    throw new ServerError(
      31034,
      `'${name}' must evaluate to a value in the range [-32768, 32767]; value ${number} is not in range`,
    )
  return number
}
