import { Decimal128, Double, Long } from 'bson'
import { double, isInt32, tagOf, type Value } from './bson.ts'
import {
  addExact,
  compareExact,
  divideExact,
  type Exact,
  exactOfDouble,
  exactOfString,
  multiplyExact,
  toDecimal,
} from './decimal.ts'

export type BsonNumber = number | Double | Long | Decimal128
type Rank = 'int' | 'long' | 'double' | 'decimal'

const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n

export function isNumeric(value: Value): value is BsonNumber {
  if (typeof value === 'number') return true
  if (typeof value !== 'object' || value === null) return false
  const tag = tagOf(value)
  return tag === 'Double' || tag === 'Long' || tag === 'Decimal128'
}

export function rankOf(value: BsonNumber): Rank {
  if (typeof value === 'number') return isInt32(value) ? 'int' : 'double'
  if (value instanceof Double) return 'double'
  return value instanceof Long ? 'long' : 'decimal'
}

/** The nearest double. */
export function approximate(value: BsonNumber): number {
  if (typeof value === 'number') return value
  if (value instanceof Double) return value.value
  return value instanceof Long ? value.toNumber() : Number(value.toString())
}

/** Undefined for NaN and the infinities. */
export function exact(value: BsonNumber): Exact | undefined {
  if (value instanceof Long) return { coefficient: value.toBigInt(), exponent: 0 }
  return value instanceof Decimal128 ? exactOfString(value.toString()) : exactOfDouble(approximate(value))
}

/** As MongoDB orders numbers whatever their types; NaN comes before all others and equals itself. */
export function compareNumbers(a: BsonNumber, b: BsonNumber): number {
  const [x, y] = [approximate(a), approximate(b)]
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) ? (Number.isNaN(y) ? 0 : -1) : 1
  if (x !== y) return x < y ? -1 : 1
  if (isPlain(a) && isPlain(b)) return 0
  const [p, q] = [exact(a), exact(b)]
  return p && q ? compareExact(p, q) : 0
}

/** The type of the result is the wider of the two; an int that overflows becomes a long, a long a double. */
export function add(a: BsonNumber, b: BsonNumber): BsonNumber {
  return combine(a, b, addExact, (x, y) => x + y)
}

export function subtract(a: BsonNumber, b: BsonNumber): BsonNumber {
  return add(a, negate(b))
}

export function multiply(a: BsonNumber, b: BsonNumber): BsonNumber {
  return combine(a, b, multiplyExact, (x, y) => x * y)
}

/** Always a double, or a decimal when one of the two is. */
export function divide(a: BsonNumber, b: BsonNumber): BsonNumber {
  if (rankOf(a) !== 'decimal' && rankOf(b) !== 'decimal') return double(approximate(a) / approximate(b))
  const [x, y] = [decimalExact(a), decimalExact(b)]
  return x && y && y.coefficient !== 0n ? toDecimal(divideExact(x, y)) : notFinite(approximate(a) / approximate(b))
}

export function negate(value: BsonNumber): BsonNumber {
  return multiply(value, -1)
}

/** A whole number in the smallest of int, long and double that holds it, no smaller than `least`. */
export function integer(value: bigint, least: 'int' | 'long' = 'int'): BsonNumber {
  if (value < INT64_MIN || value > INT64_MAX) return double(Number(value))
  return least === 'int' && isInt32(Number(value)) ? Number(value) : Long.fromBigInt(value)
}

/** Doubles join decimals with 15 digits, zeros among them: 2.5 becomes 2.50000000000000 (docs: "$toDecimal"). */
export function decimalExact(value: BsonNumber): Exact | undefined {
  const number = rankOf(value) === 'double' ? approximate(value) : 0
  return number === 0 ? exact(value) : exactOfString(number.toPrecision(15))
}

/** A decimal of the same value: a double with its first 15 digits. */
export function asDecimal(value: BsonNumber): Decimal128 {
  const number = value instanceof Decimal128 ? undefined : decimalExact(value)
  if (value instanceof Decimal128) return value
  return number ? toDecimal(number) : notFinite(approximate(value))
}

/** Without a fraction, and neither NaN nor infinite. */
export function isWhole(value: BsonNumber): boolean {
  if (value instanceof Long) return true
  const number = value instanceof Decimal128 ? exact(value) : undefined
  if (!number) return Number.isInteger(approximate(value))
  return number.exponent >= 0 || number.coefficient % 10n ** BigInt(-number.exponent) === 0n
}

function combine(
  a: BsonNumber,
  b: BsonNumber,
  onExact: (x: Exact, y: Exact) => Exact,
  onDoubles: (x: number, y: number) => number,
): BsonNumber {
  const ranks = [rankOf(a), rankOf(b)]
  if (ranks.includes('decimal')) {
    const [x, y] = [decimalExact(a), decimalExact(b)]
    return x && y ? toDecimal(onExact(x, y)) : notFinite(onDoubles(approximate(a), approximate(b)))
  }
  if (ranks.includes('double')) return double(onDoubles(approximate(a), approximate(b)))
  const quick = onDoubles(approximate(a), approximate(b))
  if (!ranks.includes('long') && isInt32(quick)) return quick
  const [x, y] = [exact(a), exact(b)]
  const result = x && y ? onExact(x, y).coefficient : 0n
  return integer(result, ranks.includes('long') ? 'long' : 'int')
}

function notFinite(value: number): Decimal128 {
  return Decimal128.fromString(Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity')
}

/** Two of these that are equal as doubles are equal. */
function isPlain(value: BsonNumber): boolean {
  return typeof value === 'number' || value instanceof Double
}
