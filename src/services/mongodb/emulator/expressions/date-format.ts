import { ServerError } from '../errors.ts'
import { typeName, type Value } from '../values/bson.ts'
import { print } from '../values/print.ts'
import { namedArguments } from './arguments.ts'
import { coerceDate } from './coerce.ts'
import { dayOfYear, isoDayOfWeek, isoWeek, week } from './date-parts.ts'
import { folded, isNothing, type Operator } from './expression.ts'
import { inZone, type TimeZone, timeZoneArgument, UTC } from './time-zone.ts'

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

type Write = (local: Date, offset: number) => string

/** docs: "$dateToString", Format Specifiers. */
const SPECIFIERS: Record<string, Write> = {
  b: (local) => (MONTHS[local.getUTCMonth()] ?? '').slice(0, 3),
  B: (local) => MONTHS[local.getUTCMonth()] ?? '',
  d: (local) => padded(local.getUTCDate(), 2),
  G: (local) => padded(checkYear(isoWeek(local).year), 4),
  H: (local) => padded(local.getUTCHours(), 2),
  j: (local) => padded(dayOfYear(local), 3),
  L: (local) => padded(local.getUTCMilliseconds(), 3),
  m: (local) => padded(local.getUTCMonth() + 1, 2),
  M: (local) => padded(local.getUTCMinutes(), 2),
  S: (local) => padded(local.getUTCSeconds(), 2),
  u: (local) => String(isoDayOfWeek(local)),
  U: (local) => padded(week(local), 2),
  V: (local) => padded(isoWeek(local).week, 2),
  w: (local) => String(local.getUTCDay() + 1),
  Y: (local) => padded(checkYear(local.getUTCFullYear()), 4),
  z: (_local, offset) => `${offset < 0 ? '-' : '+'}${clockOf(Math.abs(Math.trunc(offset / 60_000)))}`,
  Z: (_local, offset) => String(Math.trunc(offset / 60_000)),
  '%': () => '%',
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}

function clockOf(minutes: number): string {
  return padded(Math.floor(minutes / 60), 2) + padded(minutes % 60, 2)
}

function checkYear(year: number): number {
  if (year < 0 || year > 9999)
    throw new ServerError(
      18537,
      `Could not convert date to string: date component was outside the supported range of 0-9999: ${year}`,
    )
  return year
}

type Piece = string | Write

const formats = new Map<string, Piece[]>()

/** @throws ServerError 18535, 18536 for a percent sign with nothing or nothing known behind it */
function piecesOf(format: string): Piece[] {
  const known = formats.get(format)
  if (known) return known
  const pieces: Piece[] = []
  for (const piece of format.match(/%.?|[^%]+/gs) ?? []) {
    if (!piece.startsWith('%')) pieces.push(piece)
    else if (piece === '%') throw new ServerError(18535, "Unmatched '%' at end of format string")
    else pieces.push(SPECIFIERS[piece.slice(1)] ?? unknownSpecifier(piece))
  }
  if (formats.size < 1000) formats.set(format, pieces)
  return pieces
}

function unknownSpecifier(piece: string): never {
  throw new ServerError(18536, `Invalid format character '${piece}' in format string`)
}

const ISO_FORMAT = '%Y-%m-%dT%H:%M:%S.%LZ'

export function formatDate(date: Date, format: string, zone: TimeZone): string {
  const local = inZone(date, zone)
  const offset = local.getTime() - date.getTime()
  return piecesOf(format)
    .map((piece) => (typeof piece === 'string' ? piece : piece(local, offset)))
    .join('')
}

export const DATE_FORMAT: Record<string, Operator> = {
  $dateToString: (argument, { name, compile }) => {
    const given = namedArguments(argument, name, {
      object: 18629,
      unknown: 18534,
      required: { date: 18628 },
      optional: ['format', 'timezone', 'onNull'],
    })
    const part = (key: string) => (key in given ? compile(given[key]) : undefined)
    const date = compile(given['date'])
    const [format, zone, onNull] = [part('format'), part('timezone'), part('onNull')]
    return folded(
      (doc) => {
        const value = date.evaluate(doc)
        const wanted = format ? formatArgument(format.evaluate(doc)) : ISO_FORMAT
        const found = zone ? timeZoneArgument(zone.evaluate(doc)) : UTC
        if (isNothing(value)) return onNull ? onNull.evaluate(doc) : null
        return found && wanted !== undefined ? formatDate(coerceDate(value), wanted, found) : null
      },
      [date, format, zone, onNull],
    )
  },
}

function formatArgument(value: Value): string | undefined {
  if (isNothing(value)) return undefined
  if (typeof value !== 'string')
    throw new ServerError(
      18533,
      `$dateToString requires that 'format' be a string, found: ${typeName(value)} with value ${print(value)}`,
    )
  piecesOf(value)
  return value
}
