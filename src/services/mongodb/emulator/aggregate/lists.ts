import { ServerError } from '../errors.ts'
import { sorterOf } from '../update/arrays.ts'
import { isDoc, toNumber, typeName, type Value } from '../values/bson.ts'
import { equalValues, keyOf } from '../values/compare.ts'
import type { Compute } from './arithmetic.ts'

/** Operators on arrays that compare or keep values of BSON's own types. */
export const LISTS: Record<string, Compute> = {
  $arrayElemAt: ([list, index]) => elementAt(list, index),
  $slice: sliced,
  $in: ([value, list]) => isIn(value, list),
  $indexOfArray: indexOf,
  $sortArray: ([argument]) => sortedList(argument),
  $setUnion: (lists) => onSets('$setUnion', lists, (sets) => distinct(sets.flat())),
  $setIntersection: (lists) => onSets('$setIntersection', lists, ([first = [], ...rest]) => common(first, rest)),
  $setDifference: (lists) =>
    onSets('$setDifference', lists, ([first = [], second = []]) => distinct(first).filter(notOf(second))),
  $setIsSubset: (lists) => onSets('$setIsSubset', lists, ([first = [], second = []]) => !first.some(notOf(second))),
  $setEquals: (lists) =>
    onSets('$setEquals', lists, ([first = [], ...rest]) =>
      rest.every((other) => !first.some(notOf(other)) && !other.some(notOf(first))),
    ),
}

function isNothing(value: Value): boolean {
  return value === null || value === undefined
}

function elementAt(list: Value, index: Value): Value {
  if (isNothing(list) || isNothing(index)) return null
  if (!Array.isArray(list))
    throw new ServerError(28689, `$arrayElemAt's first argument must be an array, but is ${typeName(list)}`)
  const at = toNumber(index)
  if (at === undefined || !Number.isInteger(at))
    throw new ServerError(28690, `$arrayElemAt's second argument must be a numeric value, but is ${typeName(index)}`)
  return list.at(at)
}

function sliced(values: Value[]): Value {
  const [list, first, second] = values
  if (isNothing(list) || isNothing(first) || (values.length > 2 && isNothing(second))) return null
  if (!Array.isArray(list))
    throw new ServerError(28724, `First argument to $slice must be an array, but is of type: ${typeName(list)}`)
  const [a, b] = [whole(28725, 'Second', first), second === undefined ? undefined : whole(28727, 'Third', second)]
  if (b === undefined) return a < 0 ? list.slice(a) : list.slice(0, a)
  if (b <= 0) throw new ServerError(28729, `Third argument to $slice must be positive: ${b}`)
  const start = a < 0 ? Math.max(0, list.length + a) : a
  return list.slice(start, start + b)
}

function whole(code: number, which: string, value: Value): number {
  const number = toNumber(value)
  if (number === undefined || !Number.isInteger(number))
    throw new ServerError(code, `${which} argument to $slice must be numeric, but is of type: ${typeName(value)}`)
  return number
}

function isIn(value: Value, list: Value): boolean {
  if (!Array.isArray(list))
    throw new ServerError(40081, `$in requires an array as a second argument, found: ${typeName(list)}`)
  return list.some((item) => equalValues(item, value))
}

function indexOf([list, wanted, start, end]: Value[]): Value {
  if (isNothing(list)) return null
  if (!Array.isArray(list))
    throw new ServerError(40090, `$indexOfArray requires an array as a first argument, found: ${typeName(list)}`)
  const [from, to] = [toNumber(start) ?? 0, toNumber(end) ?? list.length]
  if (from < 0 || to < 0) throw new ServerError(40097, '$indexOfArray requires a nonnegative starting and ending index')
  const at = list.slice(0, to).findIndex((item, i) => i >= from && equalValues(item, wanted ?? null))
  return at
}

function sortedList(argument: Value): Value {
  if (!isDoc(argument)) throw new ServerError(2942500, '$sortArray requires an object as an argument')
  const { input, sortBy } = argument
  if (sortBy === undefined) throw new ServerError(2942503, "$sortArray requires 'sortBy' to be specified")
  if (isNothing(input)) return null
  if (!Array.isArray(input))
    throw new ServerError(
      2942504,
      `The input argument to $sortArray must be an array, but was of type: ${typeName(input)}`,
    )
  return sorterOf(sortBy)(input)
}

function onSets(name: string, lists: Value[], compute: (sets: Value[][]) => Value): Value {
  if (lists.some(isNothing)) return null
  const stray = lists.find((list) => !Array.isArray(list))
  if (stray !== undefined)
    throw new ServerError(17043, `All operands of ${name} must be arrays. One argument is of type: ${typeName(stray)}`)
  return compute(lists as Value[][])
}

function distinct(list: Value[]): Value[] {
  return [...new Map(list.map((item) => [keyOf(item), item])).values()]
}

function common(first: Value[], rest: Value[][]): Value[] {
  const absent = rest.map(notOf)
  return distinct(first).filter((item) => !absent.some((test) => test(item)))
}

function notOf(list: Value[]): (item: Value) => boolean {
  const keys = new Set(list.map(keyOf))
  return (item) => !keys.has(keyOf(item))
}
