import { type Code, type Decimal128, Double, type Long, type ObjectId, type Timestamp } from 'bson'
import { ServerError } from '../errors.ts'
import { isInt32, tagOf, toNumber, typeName, type Value } from '../values/bson.ts'
import { isNumeric, isWhole } from '../values/numbers.ts'

/** A double with 16 digits, as `%.16g` of C prints it. */
export function doubleText(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [mantissa = '', power = '0'] = value.toExponential(15).split('e')
  const exponent = Number(power)
  if (exponent < -4 || exponent >= 16) {
    const sign = exponent < 0 ? '-' : '+'
    return `${withoutZeros(mantissa)}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`
  }
  return withoutZeros(value.toFixed(Math.max(0, 15 - exponent)))
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

export function numberText(value: number | Double | Long | Decimal128): string {
  if (typeof value === 'number') return isInt32(value) ? String(value) : doubleText(value)
  return value instanceof Double ? doubleText(value.value) : value.toString()
}

/** As `$toUpper`, `$substr` and their like take what is no string. @throws ServerError 16007 */
export function coerceText(value: Value): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  if (isNumeric(value)) return numberText(value)
  if (value instanceof Date) return value.toISOString()
  const tag = typeof value === 'object' ? tagOf(value) : undefined
  if (tag === 'Code') return String((value as Code).code)
  if (tag === 'BSONSymbol') return String(value)
  if (tag === 'Timestamp') return timestampDate(value as Timestamp).toISOString()
  throw new ServerError(16007, `can't convert from BSON type ${typeName(value)} to String`)
}

export function isDateLike(value: Value): boolean {
  if (value instanceof Date) return true
  const tag = typeof value === 'object' && value !== null ? tagOf(value) : undefined
  return tag === 'ObjectId' || tag === 'Timestamp'
}

/** A date, or the time that a timestamp or an ObjectId holds. @throws ServerError 16006 */
export function coerceDate(value: Value): Date {
  if (value instanceof Date) return value
  const tag = typeof value === 'object' && value !== null ? tagOf(value) : undefined
  if (tag === 'ObjectId') return (value as ObjectId).getTimestamp()
  if (tag === 'Timestamp') return timestampDate(value as Timestamp)
  throw new ServerError(16006, `can't convert from BSON type ${typeName(value)} to Date`)
}

function timestampDate(value: Timestamp): Date {
  return new Date(value.getHighBitsUnsigned() * 1000)
}

/** A whole number in the range of an int, of whatever type; undefined for anything else. */
export function asInt32(value: Value): number | undefined {
  if (!isNumeric(value) || !isWhole(value)) return undefined
  const number = toNumber(value) ?? Number.NaN
  return isInt32(number + 0) ? number + 0 : undefined
}
