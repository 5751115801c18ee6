import { Long } from 'bson'
import { ServerError, typeMismatch } from '../errors.ts'
import { isInt32, typeName, type Value } from '../values/bson.ts'
import { isNumeric } from '../values/numbers.ts'
import { many, one } from './arguments.ts'
import { isNothing, type Operator } from './expression.ts'

/** docs: "Bitwise Operators (Aggregation)". Two ints give an int, a long among them a long. */
export const BITWISE: Record<string, Operator> = {
  $bitAnd: many((values, name) => combined(values, name, -1n, (a, b) => a & b)),
  $bitOr: many((values, name) => combined(values, name, 0n, (a, b) => a | b)),
  $bitXor: many((values, name) => combined(values, name, 0n, (a, b) => a ^ b)),
  $bitNot: one((value) => {
    if (isNothing(value)) return null
    if (!isNumeric(value)) throw new ServerError(28765, `$bitNot only supports numeric types, not ${typeName(value)}`)
    if (!isWholeNumber(value)) throw typeMismatch(`$bitNot only supports int and long, not: ${typeName(value)}.`)
    return typeof value === 'number' ? ~value : value.not()
  }),
}

function isWholeNumber(value: Value): value is number | Long {
  return value instanceof Long || (typeof value === 'number' && isInt32(value))
}

function combined(values: Value[], name: string, start: bigint, combine: (a: bigint, b: bigint) => bigint): Value {
  let [total, hasLong] = [start, false]
  for (const value of values) {
    if (isNothing(value)) return null
    if (!isWholeNumber(value)) throw typeMismatch(`${name} only supports int and long operands.`)
    hasLong ||= typeof value !== 'number'
    total = combine(total, typeof value === 'number' ? BigInt(value) : value.toBigInt())
  }
  return hasLong ? Long.fromBigInt(total) : Number(total)
}
