import { ServerError } from '../errors.ts'
import { sorterOf } from '../update/arrays.ts'
import { isDoc, toNumber, typeName, type Value } from '../values/bson.ts'
import { equalValues, keyOf } from '../values/compare.ts'
import { isNumeric } from '../values/numbers.ts'
import { print } from '../values/print.ts'
import { argumentsOf, many, namedArguments, one, several, two } from './arguments.ts'
import { toObject } from './array-to-object.ts'
import { asInt32 } from './coerce.ts'
import { type Context, type Expression, folded, isNothing, type Operator } from './expression.ts'
import { rangeOf } from './text.ts'

/** docs: "Array Expression Operators", without those that bind variables. */
export const LISTS: Record<string, Operator> = {
  $arrayElemAt: two((list, index, name) => elementAt(list, index, name)),
  $first: one((list, name) => elementAt(list, 0, name)),
  $last: one((list, name) => elementAt(list, -1, name)),
  $concatArrays: many(concatenated),
  $in: isIn,
  $indexOfArray: several(2, 4, indexOf),
  $isArray: one((value) => Array.isArray(value)),
  $range: several(2, 3, range),
  $reverseArray: one((list) => {
    if (isNothing(list)) return null
    return [...checkList(list, 34435, 'The argument to $reverseArray must be an array, but was of type')].reverse()
  }),
  $size: one((list) => checkList(list, 17124, 'The argument to $size must be an array, but was of type').length),
  $slice: several(2, 3, sliced),
  $sortArray: sortArray,
  $arrayToObject: one(toObject),
  $objectToArray: one((doc) => {
    if (isNothing(doc)) return null
    if (!isDoc(doc)) throw new ServerError(40390, `$objectToArray requires a document input, found: ${typeName(doc)}`)
    return Object.keys(doc).map((k) => ({ k, v: doc[k] }))
  }),
}

function checkList(list: Value, code: number, message: string): Value[] {
  if (!Array.isArray(list)) throw new ServerError(code, `${message}: ${typeName(list)}`)
  return list
}

function elementAt(list: Value, index: Value, name: string): Value {
  if (isNothing(list) || isNothing(index)) return null
  if (!Array.isArray(list)) {
    const which = name === '$arrayElemAt' ? 'first argument' : 'argument'
    throw new ServerError(28689, `${name}'s ${which} must be an array, but is ${typeName(list)}`)
  }
  if (!isNumeric(index))
    throw new ServerError(28690, `${name}'s second argument must be a numeric value, but is ${typeName(index)}`)
  const at = asInt32(index)
  if (at === undefined)
    throw new ServerError(28691, `${name}'s second argument must be representable as a 32-bit integer: ${print(index)}`)
  return list.at(at)
}

function concatenated(lists: Value[]): Value {
  const result: Value[] = []
  for (const list of lists) {
    if (isNothing(list)) return null
    if (!Array.isArray(list)) throw new ServerError(28664, `$concatArrays only supports arrays, not ${typeName(list)}`)
    for (const item of list) result.push(item)
  }
  return result
}

/** A constant list is searched by its keys. */
function isIn(argument: Value, context: Context): Expression {
  const parts = argumentsOf(argument, context)
  if (parts.length !== 2)
    throw new ServerError(16020, `Expression $in takes exactly 2 arguments. ${parts.length} were passed in.`)
  const [value, list] = parts as [Expression, Expression]
  const fixed = list.constant ? list.evaluate({}) : undefined
  if (Array.isArray(fixed) && fixed.length > 8) {
    const keys = new Set(fixed.map(keyOf))
    return folded((doc) => keys.has(keyOf(value.evaluate(doc))), parts)
  }
  return folded((doc) => {
    const [wanted, items] = [value.evaluate(doc), list.evaluate(doc)]
    if (!Array.isArray(items))
      throw new ServerError(40081, `$in requires an array as a second argument, found: ${typeName(items)}`)
    return items.some((item) => equalValues(item, wanted))
  }, parts)
}

function indexOf([list, wanted, from, to]: Value[], name: string): Value {
  if (isNothing(list)) return null
  const items = checkList(list, 40090, '$indexOfArray requires an array as a first argument, found')
  const [start, end] = rangeOf(from, to, items.length, name)
  for (let at = start; at < end; at++) if (equalValues(items[at], wanted)) return at
  return -1
}

function range([from, to, by]: Value[]): Value {
  const start = rangeArgument(from, 'starting value', [34443, 34444])
  const end = rangeArgument(to, 'ending value', [34445, 34446])
  const step = by === undefined ? 1 : rangeArgument(by, 'step value', [34447, 34448])
  if (step === 0) throw new ServerError(34449, '$range requires a non-zero step value')
  const result: number[] = []
  for (let at = start; step > 0 ? at < end : at > end; at += step) {
    // 64 MB of ints, where MongoDB gives up too.
    if (result.length > 8_000_000) throw new ServerError(146, '$range would use too much memory and cannot spill')
    result.push(at)
  }
  return result
}

function rangeArgument(value: Value, what: string, [notNumeric, notWhole]: [number, number]): number {
  if (!isNumeric(value))
    throw new ServerError(notNumeric, `$range requires a numeric ${what}, found value of type: ${typeName(value)}`)
  const number = asInt32(value)
  if (number === undefined)
    throw new ServerError(
      notWhole,
      `$range requires a ${what} that can be represented as a 32-bit integer, found value: ${print(value)}`,
    )
  return number
}

function sliced(values: Value[]): Value {
  const [list, first, second] = values
  if (isNothing(list) || isNothing(first)) return null
  const items = checkList(list, 28724, 'First argument to $slice must be an array, but is of type')
  const a = sliceArgument(first, 'Second', [28725, 28726])
  if (values.length === 2) return a < 0 ? items.slice(a) : items.slice(0, a)
  if (isNothing(second)) return null
  const count = sliceArgument(second, 'Third', [28727, 28728])
  if (count <= 0) throw new ServerError(28729, `Third argument to $slice must be positive: ${count}`)
  const start = a < 0 ? Math.max(0, items.length + a) : a
  return items.slice(start, start + count)
}

function sliceArgument(value: Value, which: string, [notNumeric, notWhole]: [number, number]): number {
  if (!isNumeric(value))
    throw new ServerError(notNumeric, `${which} argument to $slice must be numeric, but is of type: ${typeName(value)}`)
  const number = asInt32(value)
  if (number === undefined)
    throw new ServerError(
      notWhole,
      `${which} argument to $slice can't be represented as a 32-bit integer: ${print(value)}`,
    )
  return number
}

function sortArray(argument: Value, { name, compile }: Context): Expression {
  const given = namedArguments(argument, name, {
    object: 2942500,
    unknown: 2942501,
    required: { input: 2942502, sortBy: 2942503 },
  })
  const { sortBy } = given
  const direction = toNumber(sortBy)
  if (!isDoc(sortBy) && direction !== 1 && direction !== -1)
    throw new ServerError(2942507, '$sortArray: sortBy must be 1, -1, or a document of fields with 1 or -1')
  const sort = sorterOf(sortBy)
  const input = compile(given['input'])
  return folded(
    (doc) => {
      const list = input.evaluate(doc)
      if (isNothing(list)) return null
      return sort(checkList(list, 2942504, 'The input argument to $sortArray must be an array, but was of type'))
    },
    [input],
  )
}
