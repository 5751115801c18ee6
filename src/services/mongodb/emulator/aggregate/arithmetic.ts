import { Decimal128, Long } from 'bson'
import { typeMismatch } from '../errors.ts'
import { double, tagOf, typeName, type Value } from '../values/bson.ts'
import { compareValues } from '../values/compare.ts'
import { type Exact, roundExact, toDecimal, truncateExact } from '../values/decimal.ts'
import {
  add,
  approximate,
  type BsonNumber,
  divide,
  exact,
  integer,
  isNumeric,
  multiply,
  negate,
  rankOf,
  subtract,
} from '../values/numbers.ts'

/** An operator on arguments that have been computed. */
export type Compute = (values: Value[]) => Value

/** Arithmetic that keeps the types of numbers: int, long, double and decimal (docs: "Arithmetic Expression Operators"). */
export const ARITHMETIC: Record<string, Compute> = {
  $add: (values) => withDate('$add', values, (numbers) => numbers.reduce(add, 0)),
  $subtract: ([a, b]) => difference(a, b),
  $multiply: (values) => onNumbers('$multiply', values, (numbers) => numbers.reduce(multiply, 1)),
  $divide: (values) => onNumbers('$divide', values, ([a = 0, b = 1]) => quotient(a, b)),
  $mod: (values) => onNumbers('$mod', values, ([a = 0, b = 1]) => remainder(a, b)),
  $abs: (values) => onNumbers('$abs', values, ([a = 0]) => (approximate(a) < 0 ? negate(a) : a)),
  $ceil: (values) => onNumbers('$ceil', values, ([a = 0]) => whole(a, Math.ceil)),
  $floor: (values) => onNumbers('$floor', values, ([a = 0]) => whole(a, Math.floor)),
  $round: (values) => onNumbers('$round', values, ([a = 0, places = 0]) => round(a, approximate(places))),
  $trunc: (values) => onNumbers('$trunc', values, ([a = 0, places = 0]) => truncate(a, approximate(places))),
  $cmp: ([a, b]) => Math.sign(compareValues(a, b)),
  $eq: ([a, b]) => compareValues(a, b) === 0,
  $ne: ([a, b]) => compareValues(a, b) !== 0,
  $gt: ([a, b]) => compareValues(a, b) > 0,
  $gte: ([a, b]) => compareValues(a, b) >= 0,
  $lt: ([a, b]) => compareValues(a, b) < 0,
  $lte: ([a, b]) => compareValues(a, b) <= 0,
  $type: ([value]) => typeName(value),
  $isNumber: ([value]) => isNumeric(value),
}

/** Null in, null out. */
function onNumbers(name: string, values: Value[], compute: (numbers: BsonNumber[]) => Value): Value {
  if (values.some((value) => value === null || value === undefined)) return null
  const stray = values.find((value) => !isNumeric(value))
  if (stray !== undefined) throw typeMismatch(`${name} only supports numeric types, not ${typeName(stray)}`)
  return compute(values as BsonNumber[])
}

function withDate(name: string, values: Value[], compute: (numbers: BsonNumber[]) => BsonNumber): Value {
  const date = values.find((value) => value instanceof Date)
  if (!date) return onNumbers(name, values, compute)
  const rest = values.filter((value) => value !== date)
  const ms = onNumbers(name, rest, compute)
  return ms === null ? null : new Date(date.getTime() + approximate(ms as BsonNumber))
}

function difference(a: Value, b: Value): Value {
  if (!(a instanceof Date)) return onNumbers('$subtract', [a, b], ([x = 0, y = 0]) => subtract(x, y))
  if (b === null || b === undefined) return null
  if (b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime())
  return onNumbers('$subtract', [b], ([ms = 0]) => new Date(a.getTime() - approximate(ms)))
}

function quotient(a: BsonNumber, b: BsonNumber): Value {
  if (approximate(b) === 0) throw typeMismatch("can't $divide by zero")
  return divide(a, b)
}

function remainder(a: BsonNumber, b: BsonNumber): Value {
  if (approximate(b) === 0) throw typeMismatch("can't $mod by zero")
  const rest = approximate(a) % approximate(b)
  const ranks = [rankOf(a), rankOf(b)]
  if (ranks.includes('decimal')) return Decimal128.fromString(String(rest))
  return ranks.includes('double') ? double(rest) : integer(BigInt(rest), ranks.includes('long') ? 'long' : 'int')
}

function whole(value: BsonNumber, toWhole: (value: number) => number): Value {
  const rank = rankOf(value)
  if (rank === 'double') return double(toWhole(approximate(value)))
  return rank === 'decimal' ? Decimal128.fromString(String(toWhole(approximate(value)))) : value
}

/** Half to even (docs: "$round", Behavior). */
function round(value: BsonNumber, places: number): Value {
  return toPlaces(value, places, roundExact)
}

/** A double is what it is to its last digit: 2.45 lies above, so that it becomes 2.5. */
function toPlaces(value: BsonNumber, places: number, cut: (value: Exact, places: number) => Exact): Value {
  const rank = rankOf(value)
  if ((rank === 'int' || rank === 'long') && places >= 0) return value
  const whole = exact(value)
  if (!whole) return value
  const { coefficient, exponent } = cut(whole, places)
  if (rank === 'decimal') return toDecimal({ coefficient, exponent })
  if (rank === 'double') return double(Number(`${coefficient}e${exponent}`))
  return integer(coefficient * 10n ** BigInt(Math.max(0, exponent)), rank)
}

function truncate(value: BsonNumber, places: number): Value {
  return toPlaces(value, places, truncateExact)
}

/** Numbers for operators that know only those of JavaScript; a long that is too large loses its end. */
export function unboxed(value: Value): Value {
  if (Array.isArray(value)) return value.map(unboxed)
  if (typeof value !== 'object' || value === null) return value
  const tag = tagOf(value)
  return tag === 'Double' || tag === 'Long' || tag === 'Decimal128' ? approximate(value as BsonNumber) : value
}
