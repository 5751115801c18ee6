import { badValue, failedToParse, ServerError } from '../errors.ts'
import { compileFilter } from '../query/match.ts'
import { isOperators, parseFilter } from '../query/parse.ts'
import { isRegex } from '../query/regex.ts'
import { parseSort, sortBy } from '../query/sort.ts'
import { type Doc, isDoc, toNumber, typeName, type Value } from '../values/bson.ts'
import { compareValues, equalValues } from '../values/compare.ts'
import { print } from '../values/print.ts'
import type { Operator, Place } from './operator.ts'

/** `$push`, with `$each`, `$position`, `$sort` and `$slice`, which are done in this order. */
export function push(argument: Value): Operator {
  const each = isDoc(argument) && '$each' in argument
  if (isDoc(argument) && !each) withoutModifiers(argument)
  const { $each, $position, $sort, $slice, ...unknown } = each ? argument : ({ $each: [argument] } as Doc)
  const stray = Object.keys(unknown)[0]
  if (stray !== undefined) throw badValue(`Unrecognized clause in $push: ${stray}`)
  if (!Array.isArray($each))
    throw badValue(`The argument to $each in $push must be an array but it was of type: ${typeName($each)}`)
  const position = wholeOrNothing('$position', $position)
  const slice = wholeOrNothing('$slice', $slice)
  const sorted = $sort === undefined ? undefined : sorterOf($sort)
  return (present, place) => {
    const array = arrayAt(present, place)
    const at = position === undefined ? array.length : position < 0 ? Math.max(0, array.length + position) : position
    array.splice(at, 0, ...$each)
    const ordered = sorted ? sorted(array) : array
    if (slice === undefined) return ordered
    return slice < 0 ? ordered.slice(slice) : ordered.slice(0, slice)
  }
}

/** What only goes with `$each` would be pushed as a value without it, and is refused as a name of a field. */
function withoutModifiers(value: Doc): void {
  const modifier = ['$slice', '$sort', '$position'].find((name) => name in value)
  if (modifier !== undefined)
    throw new ServerError(52, `The dollar ($) prefixed field '${modifier}' is not valid for storage: $push needs $each`)
}

function wholeOrNothing(name: string, value: Value): number | undefined {
  if (value === undefined) return undefined
  const number = toNumber(value)
  if (number === undefined || !Number.isInteger(number)) {
    throw badValue(`The value for ${name} must be an integer value but was given type: ${typeName(value)}`)
  }
  return number
}

/** Sorts as `$push` with `$sort` does, and `$sortArray`: `1` whole elements, `{ field: 1 }` by fields of documents. */
export function sorterOf(sort: Value): (array: Value[]) => Value[] {
  const direction = toNumber(sort)
  if (direction === 1 || direction === -1) return (array) => [...array].sort((a, b) => compareValues(a, b) * direction)
  if (!isDoc(sort))
    throw badValue('The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields')
  const fields = parseSort(sort)
  return (array) => sortBy(array, fields, (item) => (isDoc(item) ? item : {}))
}

export function addToSet(argument: Value): Operator {
  const each = isDoc(argument) && '$each' in argument ? argument['$each'] : [argument]
  if (!Array.isArray(each))
    throw new ServerError(
      14,
      `The argument to $each in $addToSet must be an array but it was of type ${typeName(each)}`,
    )
  return (present, place) => {
    const array = arrayAt(present, place, 'Cannot apply $addToSet to non-array field. Field named')
    for (const item of each) if (!array.some((other) => equalValues(item, other))) array.push(item)
    return array
  }
}

export function pop(argument: Value, path: string): Operator {
  const end = toNumber(argument)
  if (end !== 1 && end !== -1) throw failedToParse(`$pop expects 1 or -1, found: ${print(argument)}`)
  return (present) => {
    if (present === undefined) return undefined
    if (!Array.isArray(present))
      throw new ServerError(14, `Path '${path}' contains an element of non-array type '${typeName(present)}'`)
    return end === 1 ? present.slice(0, -1) : present.slice(1)
  }
}

export function pull(argument: Value): Operator {
  return without('$pull', pullTest(argument))
}

/** A logical operator at the top speaks of elements that are documents; any other of the elements themselves. */
const LOGICAL = ['$and', '$or', '$nor', '$expr']

function pullTest(argument: Value): (item: Value) => boolean {
  const isLogical = isDoc(argument) && LOGICAL.includes(Object.keys(argument)[0] ?? '')
  if (!isLogical && (isOperators(argument) || isRegex(argument))) {
    const test = compileFilter(parseFilter({ '': argument }))
    return (item) => test({ '': item })
  }
  if (!isDoc(argument)) return (item) => equalValues(item, argument)
  const test = compileFilter(parseFilter(argument))
  return (item) => isDoc(item) && test(item)
}

export function pullAll(argument: Value): Operator {
  if (!Array.isArray(argument))
    throw badValue(`$pullAll requires an array argument but was given a ${typeName(argument)}`)
  return without('$pullAll', (item) => argument.some((other) => equalValues(item, other)))
}

function without(name: string, test: (item: Value) => boolean): Operator {
  return (present) => {
    if (present === undefined) return undefined
    if (!Array.isArray(present)) throw badValue(`Cannot apply ${name} to a non-array value`)
    return present.filter((item) => !test(item))
  }
}

function arrayAt(present: Value, { path, id }: Place, start?: string): Value[] {
  if (present === undefined) return []
  if (Array.isArray(present)) return [...present]
  const field = path.split('.').at(-1)
  if (start)
    throw badValue(`${start} '${field}' has a non-array type ${typeName(present)} in the document _id: ${print(id)}`)
  throw badValue(
    `The field '${path}' must be an array but is of type ${typeName(present)} in document {_id: ${print(id)}}`,
  )
}
