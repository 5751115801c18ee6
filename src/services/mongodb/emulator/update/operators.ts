import { Long, Timestamp } from 'bson'
import { badValue, ServerError, typeMismatch } from '../errors.ts'
import { isDoc, toNumber, typeName, type Value } from '../values/bson.ts'
import { compareValues } from '../values/compare.ts'
import { add, integer, isNumeric, multiply, rankOf } from '../values/numbers.ts'
import { print } from '../values/print.ts'
import { addToSet, pop, pull, pullAll, push } from './arrays.ts'
import type { Operator } from './operator.ts'

/** Takes an operator's argument and checks it, once for all documents. `$unset`, `$rename` are not functions of a value. */
export const OPERATORS: Record<string, (argument: Value, path: string) => Operator> = {
  $set: (argument) => () => argument,
  $setOnInsert: (argument) => () => argument,
  $inc: (argument, path) => arithmetic('$inc', argument, path),
  $mul: (argument, path) => arithmetic('$mul', argument, path),
  $min: (argument) => (present) => (present === undefined || compareValues(argument, present) < 0 ? argument : present),
  $max: (argument) => (present) => (present === undefined || compareValues(argument, present) > 0 ? argument : present),
  $currentDate: (argument) => currentDate(argument),
  $bit: (argument, path) => bit(argument, path),
  $push: push,
  $addToSet: addToSet,
  $pop: pop,
  $pull: pull,
  $pullAll: pullAll,
}

function arithmetic(name: '$inc' | '$mul', argument: Value, path: string): Operator {
  const verb = name === '$inc' ? 'increment' : 'multiply'
  if (!isNumeric(argument)) {
    throw typeMismatch(`Cannot ${verb} with non-numeric argument: {${path}: ${print(argument)}}`)
  }
  return (present, place) => {
    if (present === undefined) return name === '$inc' ? argument : multiply(argument, 0)
    if (!isNumeric(present)) {
      throw typeMismatch(
        `Cannot apply ${name} to a value of non-numeric type. {_id: ${print(place.id)}} has the field '${place.path.split('.').at(-1)}' of non-numeric type ${typeName(present)}`,
      )
    }
    const result = name === '$inc' ? add(present, argument) : multiply(present, argument)
    const whole = [present, argument].every((value) => ['int', 'long'].includes(rankOf(value)))
    if (whole && rankOf(result) === 'double') {
      throw badValue(
        `Failed to apply ${name} operations to current value ((NumberLong)${print(present)}) for document {_id: ${print(place.id)}}`,
      )
    }
    return result
  }
}

function currentDate(argument: Value): Operator {
  const type = isDoc(argument) ? argument['$type'] : 'date'
  if (typeof argument !== 'boolean' && !isDoc(argument)) {
    throw badValue(
      `${typeName(argument)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
    )
  }
  if (type !== 'date' && type !== 'timestamp') {
    throw badValue(
      "The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}",
    )
  }
  return () => (type === 'date' ? new Date() : new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 }))
}

function bit(argument: Value, path: string): Operator {
  if (!isDoc(argument) || Object.keys(argument).length === 0) {
    throw badValue(
      `The $bit modifier is not compatible with a ${typeName(argument)}. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}`,
    )
  }
  const steps = Object.keys(argument).map((name) => ({ name, mask: wholeNumber(argument[name], path) }))
  return (present, place) => {
    const start = present === undefined ? 0n : wholeNumber(present, place.path)
    const result = steps.reduce((value, { name, mask }) => combineBits(name, value, mask), start)
    return integer(
      result,
      present instanceof Long || Object.values(argument).some((value) => value instanceof Long) ? 'long' : 'int',
    )
  }
}

function combineBits(name: string, value: bigint, mask: bigint): bigint {
  if (name === 'and') return value & mask
  if (name === 'or') return value | mask
  if (name === 'xor') return value ^ mask
  throw badValue(
    `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator: {${name}: ${mask}}`,
  )
}

function wholeNumber(value: Value, path: string): bigint {
  const isWhole = isNumeric(value) && ['int', 'long'].includes(rankOf(value))
  if (!isWhole)
    throw new ServerError(
      2,
      `Cannot apply $bit to a value of non-integral type. The field '${path}' has the value ${print(value)}`,
    )
  return value instanceof Long ? value.toBigInt() : BigInt(toNumber(value) ?? 0)
}
