import { Decimal128 } from 'bson'
import { ServerError } from '../errors.ts'
import { double, typeName, type Value } from '../values/bson.ts'
import type { Exact } from '../values/decimal.ts'
import { decimalExp, decimalLn, decimalLog, decimalPow, decimalSqrt } from '../values/decimal-functions.ts'
import { decimalAtan2, decimalTrigonometry } from '../values/decimal-trigonometry.ts'
import { approximate, asDecimal, type BsonNumber, exact, integer, isNumeric, rankOf } from '../values/numbers.ts'
import { two } from './arguments.ts'
import { number } from './arithmetic.ts'
import { isNothing, type Operator } from './expression.ts'

const TEN: Exact = { coefficient: 10n, exponent: 0 }

/** Powers, roots and logarithms: a decimal gives a decimal of 34 digits, anything else a double. */
export const POWERS: Record<string, Operator> = {
  $exp: number((value) => realFunction(value, Math.exp, decimalExp)),
  $sqrt: number((value) => {
    if (approximate(value) < 0) throw new ServerError(28714, "$sqrt's argument must be greater than or equal to 0")
    return realFunction(value, Math.sqrt, decimalSqrt)
  }),
  $ln: number((value) => logarithm(value, 28766, '$ln', Math.log, decimalLn)),
  $log10: number((value) => logarithm(value, 28761, '$log10', Math.log10, (x) => decimalLog(x, TEN))),
  $log: two(logOfBase),
  $pow: two(power),
}

function realFunction(
  value: BsonNumber,
  onDouble: (x: number) => number,
  onDecimal: (x: Exact) => Decimal128,
): BsonNumber {
  if (rankOf(value) !== 'decimal') return double(onDouble(approximate(value)))
  const number = exact(value)
  return number ? onDecimal(number) : notFinite(onDouble(approximate(value)))
}

function notFinite(value: number): Decimal128 {
  return Decimal128.fromString(String(value))
}

function logarithm(
  value: BsonNumber,
  code: number,
  name: string,
  onDouble: (x: number) => number,
  onDecimal: (x: Exact) => Decimal128,
): Value {
  const x = approximate(value)
  if (x <= 0) throw new ServerError(code, `${name}'s argument must be a positive number, but is ${x}`)
  return realFunction(value, onDouble, onDecimal)
}

function logOfBase(value: Value, base: Value): Value {
  if (isNothing(value) || isNothing(base)) return null
  if (!isNumeric(value)) throw new ServerError(28756, `$log's argument must be numeric, not ${typeName(value)}`)
  if (!isNumeric(base)) throw new ServerError(28757, `$log's base must be numeric, not ${typeName(base)}`)
  const [x, b] = [approximate(value), approximate(base)]
  if (x <= 0) throw new ServerError(28758, `$log's argument must be a positive number, but is ${x}`)
  if (b <= 0 || b === 1)
    throw new ServerError(28759, `$log's base must be a positive number not equal to 1, but is ${b}`)
  const [p, q] = [exact(asDecimal(value)), exact(asDecimal(base))]
  const isDecimal = rankOf(value) === 'decimal' || rankOf(base) === 'decimal'
  if (isDecimal && p && q) return decimalLog(p, q)
  const result = Math.log(x) / Math.log(b)
  return isDecimal ? notFinite(result) : double(result)
}

function power(base: Value, exponent: Value): Value {
  if (isNothing(base) || isNothing(exponent)) return null
  if (!isNumeric(base)) throw new ServerError(28762, `$pow's base must be numeric, not ${typeName(base)}`)
  if (!isNumeric(exponent)) throw new ServerError(28763, `$pow's exponent must be numeric, not ${typeName(exponent)}`)
  const [x, y] = [approximate(base), approximate(exponent)]
  if (x === 0 && y < 0) throw new ServerError(28764, '$pow cannot take a base of 0 and a negative exponent')
  const ranks = [rankOf(base), rankOf(exponent)]
  if (ranks.includes('decimal')) {
    const [p, q] = [exact(asDecimal(base)), exact(asDecimal(exponent))]
    return p && q ? decimalPow(p, q) : notFinite(x ** y)
  }
  if (ranks.includes('double')) return double(powerOfDoubles(x, y))
  const least = ranks.includes('long') ? 'long' : 'int'
  if (Math.abs(x) <= 1) return integer(BigInt(powerOfDoubles(x, Math.abs(y))), least)
  if (y < 0 || y > 63) return double(x ** y)
  const [p, q] = [exact(base)?.coefficient ?? 0n, BigInt(y)]
  return integer(p ** q, least)
}

/** As C has it: 1 to any power is 1, be it NaN. */
function powerOfDoubles(x: number, y: number): number {
  return x === 1 || (x === -1 && !Number.isFinite(y) && !Number.isNaN(y)) ? 1 : x ** y
}

const TRIGONOMETRIC: Record<string, [(x: number) => number, (x: number) => boolean]> = {
  $sin: [Math.sin, Number.isFinite],
  $cos: [Math.cos, Number.isFinite],
  $tan: [Math.tan, Number.isFinite],
  $asin: [Math.asin, (x) => x >= -1 && x <= 1],
  $acos: [Math.acos, (x) => x >= -1 && x <= 1],
  $atan: [Math.atan, () => true],
  $sinh: [Math.sinh, () => true],
  $cosh: [Math.cosh, () => true],
  $tanh: [Math.tanh, () => true],
  $asinh: [Math.asinh, () => true],
  $acosh: [Math.acosh, (x) => x >= 1],
  $atanh: [Math.atanh, (x) => x >= -1 && x <= 1],
  $degreesToRadians: [(x) => x * (Math.PI / 180), () => true],
  $radiansToDegrees: [(x) => x * (180 / Math.PI), () => true],
}

/** docs: "Trigonometry Expression Operators". */
export const TRIGONOMETRY: Record<string, Operator> = {
  ...Object.fromEntries(Object.keys(TRIGONOMETRIC).map((name) => [name, number(trigonometric)])),
  $atan2: two(angleOf),
}

function trigonometric(value: BsonNumber, name: string): Value {
  const [compute, isAllowed] = TRIGONOMETRIC[name] as [(x: number) => number, (x: number) => boolean]
  const x = approximate(value)
  if (!Number.isNaN(x) && !isAllowed(x))
    throw new ServerError(50989, `cannot apply ${name} to ${x}, value is out of its range`)
  return realFunction(value, compute, (number) =>
    Number.isFinite(compute(x)) ? decimalTrigonometry(name, number) : notFinite(compute(x)),
  )
}

function angleOf(y: Value, x: Value): Value {
  if (isNothing(y) || isNothing(x)) return null
  if (!isNumeric(y)) throw new ServerError(51044, `$atan2's first argument must be numeric, not ${typeName(y)}`)
  if (!isNumeric(x)) throw new ServerError(51045, `$atan2's second argument must be numeric, not ${typeName(x)}`)
  const result = Math.atan2(approximate(y), approximate(x))
  if (rankOf(y) !== 'decimal' && rankOf(x) !== 'decimal') return double(result)
  const [p, q] = [exact(asDecimal(y)), exact(asDecimal(x))]
  return p && q ? decimalAtan2(p, q) : notFinite(result)
}
