import { Decimal128, Long, ObjectId } from 'bson'
import { failedToParse, ServerError } from '../errors.ts'
import { isTrue } from '../query/match.ts'
import { parseTypes } from '../query/type-codes.ts'
import { double, isInt32, tagOf, typeName, type Value } from '../values/bson.ts'
import { type Exact, quantizeExact } from '../values/decimal.ts'
import { approximate, asDecimal, type BsonNumber, exact, isNumeric, isWhole, rankOf } from '../values/numbers.ts'
import { print } from '../values/print.ts'
import { argumentsOf, namedArguments } from './arguments.ts'
import { coerceDate, numberText } from './coerce.ts'
import { type Expression, folded, isNothing, type Operator } from './expression.ts'
import { parseDate } from './free-date.ts'
import { UTC } from './time-zone.ts'

const CONVERSION_FAILURE = 241

type Convert = (value: Value) => Value

const CONVERSIONS: Record<string, Convert> = {
  double: toDouble,
  string: toText,
  objectId: toObjectId,
  bool: isTrue,
  date: toDate,
  int: (value) => toWhole(value, 'int'),
  long: (value) => toWhole(value, 'long'),
  decimal: toDecimal128,
}

/** docs: "Type Expression Operators". `$toInt` and its like are `$convert` without `onError` and `onNull`. */
export const CONVERSION: Record<string, Operator> = {
  $convert: convert,
  ...Object.fromEntries(
    Object.entries(CONVERSIONS).map(([type, compute]) => [
      `$to${type[0]?.toUpperCase()}${type.slice(1)}`,
      conversion(compute),
    ]),
  ),
}

function conversion(compute: Convert): Operator {
  return (argument, context) => {
    const parts = argumentsOf(argument, context)
    if (parts.length !== 1)
      throw new ServerError(50723, `${context.name} requires a single argument, got ${parts.length}`)
    const [{ evaluate }] = parts as [Expression]
    return folded((doc) => {
      const value = evaluate(doc)
      return isNothing(value) ? null : compute(value)
    }, parts)
  }
}

function convert(argument: Value, { compile }: Parameters<Operator>[1]): Expression {
  const given = namedArguments(argument, '$convert', {
    object: 9,
    unknown: 9,
    required: { input: 9, to: 9 },
    optional: ['onError', 'onNull'],
  })
  const [input, to] = [compile(given['input']), compile(given['to'])]
  const onNull = 'onNull' in given ? compile(given['onNull']) : undefined
  const onError = 'onError' in given ? compile(given['onError']) : undefined
  return folded(
    (doc) => {
      const wanted = to.evaluate(doc)
      const value = input.evaluate(doc)
      const type = isNothing(wanted) ? undefined : targetType(wanted)
      if (isNothing(value)) return onNull ? onNull.evaluate(doc) : null
      if (type === undefined) return null
      try {
        const compute = CONVERSIONS[type]
        if (!compute) throw unsupported(value, type)
        return compute(value)
      } catch (error) {
        if (onError && error instanceof ServerError && error.code === CONVERSION_FAILURE) return onError.evaluate(doc)
        throw error
      }
    },
    [input, to, onNull, onError],
  )
}

function targetType(to: Value): string {
  if (to === 'missing') return to
  if (typeof to !== 'string' && !isNumeric(to))
    throw failedToParse(`$convert's 'to' argument must be a string or number, but is ${typeName(to)}`)
  if (isNumeric(to) && !isWhole(to)) throw failedToParse("In $convert, numeric 'to' argument is not an integer")
  try {
    const [type = ''] = parseTypes(to)
    return type
  } catch (error) {
    if (isNumeric(to))
      throw failedToParse(`In $convert, numeric value for 'to' does not correspond to a BSON type: ${print(to)}`)
    throw error
  }
}

function failure(message: string): ServerError {
  return new ServerError(CONVERSION_FAILURE, message)
}

const NO_ON_ERROR = 'in $convert with no onError value'

function unsupported(value: Value, to: string): ServerError {
  return failure(`Unsupported conversion from ${typeName(value)} to ${to} ${NO_ON_ERROR}`)
}

function unparsable(text: string, reason: string): ServerError {
  const what = text.startsWith('0x') ? 'Illegal hexadecimal input' : `Failed to parse number '${text}'`
  return failure(`${what} ${NO_ON_ERROR}: ${text.startsWith('0x') ? text : reason}`)
}

const DECIMAL_TEXT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const SPECIAL_TEXT = /^([+-]?)(inf|infinity|nan)$/i

function toDouble(value: Value): Value {
  if (typeof value === 'boolean') return double(Number(value))
  if (value instanceof Date) return double(value.getTime())
  if (typeof value === 'string') return double(numberOf(value))
  if (!isNumeric(value)) throw unsupported(value, 'double')
  const result = approximate(value)
  if (!Number.isFinite(result) && exact(value)) throw overflow(value)
  return double(result)
}

function numberOf(text: string): number {
  const special = SPECIAL_TEXT.exec(text)
  if (special) {
    if (special[2]?.toLowerCase() === 'nan') return Number.NaN
    return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  }
  if (!DECIMAL_TEXT.test(text)) throw unparsable(text, 'Did not consume whole string.')
  const number = Number(text)
  if (!Number.isFinite(number)) throw unparsable(text, 'Out of range')
  return number
}

function overflow(value: BsonNumber): ServerError {
  return failure(`Conversion would overflow target type ${NO_ON_ERROR}: ${numberText(value)}`)
}

function toWhole(value: Value, type: 'int' | 'long'): Value {
  if (typeof value === 'boolean') return type === 'int' ? Number(value) : Long.fromNumber(Number(value))
  if (value instanceof Date && type === 'long') return Long.fromNumber(value.getTime())
  if (typeof value === 'string') return parseWhole(value, type)
  if (!isNumeric(value)) throw unsupported(value, type)
  return inRange(truncated(value), type) ?? fail(overflow(value))
}

function fail(error: Error): never {
  throw error
}

function parseWhole(text: string, type: 'int' | 'long'): Value {
  if (!/^[+-]?\d+$/.test(text)) throw unparsable(text, 'Did not consume whole string.')
  return inRange(BigInt(text.replace(/^\+/, '')), type) ?? fail(unparsable(text, 'Overflow'))
}

function inRange(whole: bigint, type: 'int' | 'long'): Value {
  if (type === 'int') return isInt32(Number(whole)) ? Number(whole) : undefined
  return whole >= -(2n ** 63n) && whole < 2n ** 63n ? Long.fromBigInt(whole) : undefined
}

function truncated(value: BsonNumber): bigint {
  const number = exact(value)
  if (!number) {
    const what = Number.isNaN(approximate(value)) ? 'NaN' : 'infinity'
    throw failure(`Attempt to convert ${what} value to integer type ${NO_ON_ERROR}`)
  }
  if (number.exponent > 40) throw overflow(value)
  const { coefficient, exponent }: Exact = number.exponent < 0 ? quantizeExact(number, 0, 'zero') : number
  return coefficient * 10n ** BigInt(exponent)
}

function toDecimal128(value: Value): Value {
  if (typeof value === 'boolean') return Decimal128.fromString(String(Number(value)))
  if (value instanceof Date) return Decimal128.fromString(String(value.getTime()))
  if (isNumeric(value)) return asDecimal(value)
  if (typeof value !== 'string') throw unsupported(value, 'decimal')
  if (!DECIMAL_TEXT.test(value) && !SPECIAL_TEXT.test(value)) throw unparsable(value, 'Did not consume whole string.')
  return Decimal128.fromStringWithRounding(value)
}

function toText(value: Value): Value {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (value instanceof Date) return value.toISOString()
  if (isNumeric(value)) return numberText(value)
  if (typeof value === 'object' && value !== null && tagOf(value) === 'ObjectId') return String(value)
  throw unsupported(value, 'string')
}

function toObjectId(value: Value): Value {
  if (typeof value === 'object' && value !== null && tagOf(value) === 'ObjectId') return value
  if (typeof value !== 'string') throw unsupported(value, 'objectId')
  if (!/^[0-9a-f]{24}$/i.test(value)) {
    const reason =
      value.length === 24
        ? 'Invalid character found in hex string'
        : `Invalid string length for parsing to OID, expected 24 but found ${value.length}`
    throw failure(`Failed to parse objectId '${value}' ${NO_ON_ERROR}: ${reason}`)
  }
  return new ObjectId(value)
}

function toDate(value: Value): Value {
  if (typeof value === 'string') return parseDate(value, UTC)
  if (isNumeric(value)) {
    if (rankOf(value) === 'int') throw unsupported(value, 'date')
    const ms = truncated(value)
    if (inRange(ms, 'long') === undefined) throw overflow(value)
    return new Date(Number(ms))
  }
  try {
    return coerceDate(value)
  } catch {
    throw unsupported(value, 'date')
  }
}
