import { Decimal128, Long, ObjectId } from 'bson'
import { ServerError } from '../errors.ts'
import { isTrue } from '../query/match.ts'
import { double, isInt32, tagOf, typeName, type Value } from '../values/bson.ts'
import { approximate, integer, isNumeric } from '../values/numbers.ts'
import { print } from '../values/print.ts'
import type { Compute } from './arithmetic.ts'

/** `$toInt` and its like (docs: "Type Expression Operators"). Null gives null. */
export const CONVERSIONS: Record<string, Compute> = {
  $toInt: nullable((value) => toWhole(value, 'int')),
  $toLong: nullable((value) => toWhole(value, 'long')),
  $toDouble: nullable((value) => double(toDouble(value, 'double'))),
  $toDecimal: nullable(toDecimal128),
  $toBool: nullable((value) => isTrue(value)),
  $toString: nullable(toText),
  $toObjectId: nullable(toObjectId),
  $toDate: nullable(toDate),
}

function nullable(convert: (value: Value) => Value): Compute {
  return ([value]) => (value === null || value === undefined ? null : convert(value))
}

function failed(value: Value, to: string): ServerError {
  if (typeof value === 'string')
    return new ServerError(241, `Failed to parse ${to} '${value}' in $convert with no onError value`)
  return new ServerError(
    241,
    `Unsupported conversion from ${typeName(value)} to ${to} in $convert with no onError value`,
  )
}

function toDouble(value: Value, to: string): number {
  if (isNumeric(value)) return approximate(value)
  if (typeof value === 'boolean') return Number(value)
  if (value instanceof Date) return value.getTime()
  const number =
    typeof value === 'string' && /^[+-]?(\d|\.\d)[\d.]*(e[+-]?\d+)?$/i.test(value) ? Number(value) : Number.NaN
  if (!Number.isFinite(number)) throw failed(value, typeof value === 'string' ? 'number' : to)
  return number
}

function toWhole(value: Value, to: 'int' | 'long'): Value {
  if (value instanceof Long && to === 'long') return value
  const number = toDouble(value, to)
  if (typeof value === 'string' && !/^[+-]?\d+$/.test(value)) throw failed(value, 'number')
  const result = Math.trunc(number)
  if (!Number.isFinite(result) || (to === 'int' && !isInt32(result + 0))) {
    throw new ServerError(
      241,
      `Conversion would overflow target type in $convert with no onError value: ${print(value)}`,
    )
  }
  return to === 'int' ? result + 0 : integer(BigInt(result), 'long')
}

function toDecimal128(value: Value): Value {
  if (value instanceof Decimal128) return value
  if (typeof value === 'string') {
    try {
      return Decimal128.fromString(value)
    } catch {
      throw failed(value, 'number')
    }
  }
  const number = toDouble(value, 'decimal')
  return Decimal128.fromString(
    isNumeric(value) && !Number.isInteger(number)
      ? number.toPrecision(15)
      : String(value instanceof Long ? value : number),
  )
}

function toText(value: Value): Value {
  if (typeof value === 'string') return value
  if (value instanceof Date) return value.toISOString()
  if (isNumeric(value) || typeof value === 'boolean') return String(value)
  if (typeof value === 'object' && value !== null && tagOf(value) === 'ObjectId') return String(value)
  throw failed(value, 'string')
}

function toObjectId(value: Value): Value {
  if (value instanceof ObjectId) return value
  if (typeof value !== 'string') throw failed(value, 'objectId')
  if (!/^[0-9a-f]{24}$/i.test(value)) throw failed(value, 'objectId')
  return new ObjectId(value)
}

function toDate(value: Value): Value {
  if (value instanceof Date) return value
  if (value instanceof ObjectId) return value.getTimestamp()
  if (isNumeric(value)) return new Date(approximate(value))
  const date = typeof value === 'string' ? new Date(value) : new Date(Number.NaN)
  if (Number.isNaN(date.getTime()))
    throw typeof value === 'string'
      ? new ServerError(241, `Error parsing date string '${value}' in $convert with no onError value`)
      : failed(value, 'date')
  return date
}
