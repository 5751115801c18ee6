import { Decimal128, Long } from 'bson'
import { ServerError, typeMismatch } from '../errors.ts'
import { double, isInt32, typeName, type Value } from '../values/bson.ts'
import { exactOfDouble, quantizeExact, remainderExact, toDecimal } from '../values/decimal.ts'
import {
  add,
  approximate,
  asDecimal,
  type BsonNumber,
  divide,
  exact,
  integer,
  isNumeric,
  isWhole,
  multiply,
  rankOf,
  subtract,
} from '../values/numbers.ts'
import { many, one, several, two } from './arguments.ts'
import { isNothing, type Operator } from './expression.ts'

const LONG_MIN = -(2n ** 63n)

/** docs: "Arithmetic Expression Operators". The types of numbers are kept: int, long, double and decimal. */
export const ARITHMETIC: Record<string, Operator> = {
  $add: many(sum),
  $subtract: two(difference),
  $multiply: many(product),
  $divide: two(quotient),
  $mod: two(remainder),
  $abs: number((value) => absolute(value)),
  $ceil: number((value) => toWhole(value, 'up')),
  $floor: number((value) => toWhole(value, 'down')),
  $round: several(1, 2, toPlaces),
  $trunc: several(1, 2, toPlaces),
}

/** An operator on one number. Null in, null out. @throws ServerError 28765 for other types */
export function number(compute: (value: BsonNumber, name: string) => Value): Operator {
  return one((value, name) => {
    if (isNothing(value)) return null
    if (!isNumeric(value)) throw new ServerError(28765, `${name} only supports numeric types, not ${typeName(value)}`)
    return compute(value, name)
  })
}

function sum(values: Value[]): Value {
  let [whole, isWholeSoFar] = [0, true]
  let total: BsonNumber = 0
  let date = false
  for (const value of values) {
    if (isNothing(value)) return null
    if (typeof value === 'number' && isWholeSoFar && isInt32(value)) {
      whole += value
      continue
    }
    if (isWholeSoFar) total = fromWhole(whole)
    isWholeSoFar = false
    total = plus(total, addend(value, date))
    date ||= value instanceof Date
  }
  if (isWholeSoFar) return fromWhole(whole)
  return date ? new Date(Math.round(approximate(total))) : total
}

/** Ints are added exactly as far as doubles do; what leaves the range of int is a long. */
function fromWhole(value: number): BsonNumber {
  if (isInt32(value)) return value
  return Number.isSafeInteger(value) ? Long.fromNumber(value) : double(value)
}

function addend(value: Value, hasDate: boolean): BsonNumber {
  if (isNumeric(value)) return value
  if (!(value instanceof Date)) throw typeMismatch(`$add only supports numeric or date types, not ${typeName(value)}`)
  if (hasDate) throw new ServerError(16612, 'only one date allowed in an $add expression')
  return Long.fromNumber(value.getTime())
}

/** A total in doubles that meets a decimal becomes one with 34 digits, where a single double becomes one with 15. */
function plus(total: BsonNumber, next: BsonNumber): BsonNumber {
  if (rankOf(total) !== 'double' || rankOf(next) !== 'decimal') return add(total, next)
  const whole = exactOfDouble(approximate(total))
  return add(whole ? toDecimal(whole) : total, next)
}

function difference(a: Value, b: Value): Value {
  if (isNumeric(a) && isNumeric(b)) return subtract(a, b)
  if (isNothing(a) || isNothing(b)) return null
  if (!(a instanceof Date)) throw typeMismatch(`can't $subtract ${typeName(b)} from ${typeName(a)}`)
  if (b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime())
  if (isNumeric(b)) return new Date(a.getTime() - Math.trunc(approximate(b)))
  throw typeMismatch(`can't $subtract ${typeName(b)} from Date`)
}

function product(values: Value[]): Value {
  let total: BsonNumber = 1
  let whole = 1
  let isWholeSoFar = true
  for (const value of values) {
    if (isNothing(value)) return null
    if (!isNumeric(value)) throw typeMismatch(`$multiply only supports numeric types, not ${typeName(value)}`)
    if (isWholeSoFar && typeof value === 'number' && isInt32(value) && Number.isSafeInteger(whole * value)) {
      whole *= value
      continue
    }
    if (isWholeSoFar) total = fromWhole(whole + 0)
    isWholeSoFar = false
    total = multiply(total, value)
  }
  return isWholeSoFar ? fromWhole(whole + 0) : total
}

function quotient(a: Value, b: Value): Value {
  if (isNumeric(a) && isNumeric(b)) {
    if (approximate(b) === 0) throw new ServerError(2, "can't $divide by zero")
    return divide(a, b)
  }
  if (isNothing(a) || isNothing(b)) return null
  throw typeMismatch(`$divide only supports numeric types, not ${typeName(a)} and ${typeName(b)}`)
}

function remainder(a: Value, b: Value): Value {
  if (!isNumeric(a) || !isNumeric(b)) {
    if (isNothing(a) || isNothing(b)) return null
    throw typeMismatch(`$mod only supports numeric types, not ${typeName(a)} and ${typeName(b)}`)
  }
  if (approximate(b) === 0) throw new ServerError(16610, "can't $mod by zero")
  const ranks = [rankOf(a), rankOf(b)]
  if (ranks.includes('decimal')) {
    const [x, y] = [exact(asDecimal(a)), exact(asDecimal(b))]
    return x && y ? toDecimal(remainderExact(x, y)) : y ? Decimal128.fromString('NaN') : a
  }
  if (ranks[0] === 'double' || (ranks[1] === 'double' && !isWhole(b))) return double(approximate(a) % approximate(b))
  if (ranks.includes('long')) return integer(whole(a) % whole(b), 'long')
  return (approximate(a) % approximate(b)) + 0
}

function whole(value: BsonNumber): bigint {
  return value instanceof Long ? value.toBigInt() : BigInt(approximate(value))
}

function absolute(value: BsonNumber): Value {
  if (value instanceof Decimal128) return Decimal128.fromString(value.toString().replace(/^-/, ''))
  if (!(value instanceof Long)) {
    const size = Math.abs(approximate(value))
    return rankOf(value) === 'double' ? double(size) : fromWhole(size)
  }
  if (value.toBigInt() === LONG_MIN) throw new ServerError(28680, "can't take $abs of long long min")
  return value.isNegative() ? value.negate() : value
}

function toWhole(value: BsonNumber, direction: 'up' | 'down'): Value {
  const rank = rankOf(value)
  const cut = direction === 'up' ? Math.ceil : Math.floor
  if (rank === 'double') return double(cut(approximate(value)))
  const number = rank === 'decimal' ? exact(value) : undefined
  return number ? toDecimal(quantizeExact(number, 0, direction)) : value
}

function toPlaces([value, ...more]: Value[], name: string): Value {
  const [places = more.length > 0 ? null : 0] = more
  if (isNothing(value)) return null
  if (!isNumeric(value)) throw new ServerError(51081, `${name} only supports numeric types, not ${typeName(value)}`)
  if (places === null) return null
  const digits = placesOf(places, name)
  const rank = rankOf(value)
  if ((rank === 'int' || rank === 'long') && digits >= 0) return value
  const number = exact(value)
  if (!number) return value
  const cut = quantizeExact(number, digits, name === '$round' ? 'even' : 'zero')
  if (rank === 'decimal') return toDecimal(cut)
  if (rank === 'double') {
    const result = Number(`${cut.coefficient}e${cut.exponent}`)
    return double(result === 0 && approximate(value) < 0 ? -0 : result)
  }
  const result = cut.coefficient * 10n ** BigInt(Math.max(0, cut.exponent))
  if (result < LONG_MIN || result >= -LONG_MIN)
    throw new ServerError(51080, `invalid conversion from Decimal128 result in ${name}`)
  return integer(result, rank)
}

function placesOf(places: Value, name: string): number {
  if (!isNumeric(places) || !isWhole(places))
    throw new ServerError(51082, `precision argument to  ${name} must be a integral value`)
  const digits = approximate(places)
  if (digits < -20 || digits > 100)
    throw new ServerError(51083, `cannot apply ${name} with precision value ${digits} value must be in [-20, 100]`)
  return digits
}
