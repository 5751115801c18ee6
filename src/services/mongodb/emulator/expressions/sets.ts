import { ServerError } from '../errors.ts'
import { isTrue } from '../query/match.ts'
import { typeName, type Value } from '../values/bson.ts'
import { keyOf } from '../values/compare.ts'
import { many, one, several, two } from './arguments.ts'
import { isNothing, type Operator } from './expression.ts'

/** docs: "Set Expression Operators". Elements are equal as values are; nested arrays are elements. */
export const SETS: Record<string, Operator> = {
  $setUnion: many((lists) => union(lists)),
  $setIntersection: many((lists) => intersection(lists)),
  $setDifference: two((first, second) => {
    if (isNothing(first) || isNothing(second)) return null
    const absent = notIn(checkList(second, 17049, 'both operands of $setDifference must be arrays. Second argument is'))
    return distinct(
      checkList(first, 17048, 'both operands of $setDifference must be arrays. First argument is'),
    ).filter(absent)
  }),
  $setIsSubset: two((first, second) => {
    const list = checkList(first, 17046, 'both operands of $setIsSubset must be arrays. First argument is')
    return !list.some(
      notIn(checkList(second, 17042, 'both operands of $setIsSubset must be arrays. Second argument is')),
    )
  }),
  $setEquals: (argument, context) => {
    if (Array.isArray(argument) && argument.length < 2)
      throw new ServerError(17045, `$setEquals needs at least two arguments had: ${argument.length}`)
    return several(2, Number.POSITIVE_INFINITY, (lists) => areEqual(lists))(argument, context)
  },
  $allElementsTrue: one((list, name) =>
    checkList(list, 17040, `${name}'s argument must be an array, but is`).every(isTrue),
  ),
  $anyElementTrue: one((list, name) =>
    checkList(list, 17041, `${name}'s argument must be an array, but is`).some(isTrue),
  ),
}

function checkList(list: Value, code: number, message: string): Value[] {
  if (!Array.isArray(list)) throw new ServerError(code, `${message} of type: ${typeName(list)}`)
  return list
}

function union(lists: Value[]): Value {
  const all: Value[] = []
  for (const list of lists) {
    if (isNothing(list)) return null
    for (const item of checkList(list, 17043, 'All operands of $setUnion must be arrays. One argument is'))
      all.push(item)
  }
  return distinct(all)
}

function intersection(lists: Value[]): Value {
  let common: Value[] | undefined
  for (const list of lists) {
    if (isNothing(list)) return null
    const items = checkList(list, 17047, 'All operands of $setIntersection must be arrays. One argument is')
    const absent = notIn(items)
    common = common ? common.filter((item) => !absent(item)) : distinct(items)
  }
  return common ?? []
}

function areEqual(lists: Value[]): boolean {
  const sets = lists.map(
    (list) => new Set(checkList(list, 17044, 'All operands of $setEquals must be arrays. One argument is').map(keyOf)),
  )
  const [first = new Set<string>(), ...others] = sets
  return others.every((other) => other.size === first.size && [...other].every((key) => first.has(key)))
}

/** Each value once, where it came first. */
export function distinct(list: Value[]): Value[] {
  const seen = new Map<string, Value>()
  for (const item of list) {
    const key = keyOf(item)
    if (!seen.has(key)) seen.set(key, item)
  }
  return [...seen.values()]
}

function notIn(list: Value[]): (item: Value) => boolean {
  const keys = new Set(list.map(keyOf))
  return (item) => !keys.has(keyOf(item))
}
