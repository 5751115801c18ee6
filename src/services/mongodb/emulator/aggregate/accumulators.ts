import { ServerError } from '../errors.ts'
import { type Doc, double, isDoc, typeName, type Value } from '../values/bson.ts'
import { compareValues, keyOf } from '../values/compare.ts'
import { add, approximate, type BsonNumber, divide, isNumeric, rankOf } from '../values/numbers.ts'

/** Accumulators on the computed values of a group, keeping the types of numbers; the others are mingo's. */
export const ACCUMULATORS: Record<string, (values: Value[]) => Value> = {
  $sum: total,
  $avg: average,
  $min: (values) => extreme(values, -1),
  $max: (values) => extreme(values, 1),
  $first: (values) => values[0] ?? null,
  $last: (values) => values.at(-1) ?? null,
  $push: (values) => values.filter((value) => value !== undefined),
  $mergeObjects: (values) => Object.assign({}, ...values.map(documentOrNothing)),
  $stdDevPop: (values) => deviation(values, 0),
  $stdDevSamp: (values) => deviation(values, 1),
  $addToSet: (values) => [
    ...new Map(values.filter((value) => value !== undefined).map((value) => [keyOf(value), value])).values(),
  ],
}

function average(values: Value[]): Value {
  const numbers = values.filter(isNumeric)
  return numbers.length === 0 ? null : divide(total(numbers), numbers.length)
}

/** What doubles lose when they are added is kept beside the sum, as MongoDB does it: ten times 0.1 is 1. */
function total(values: Value[]): BsonNumber {
  const numbers = values.filter(isNumeric)
  const doubles = numbers.filter((value) => rankOf(value) === 'double').map(approximate)
  const others = numbers.filter((value) => rankOf(value) !== 'double').reduce<BsonNumber>(add, 0)
  if (doubles.length === 0) return others
  const isDecimal = rankOf(others) === 'decimal'
  if (!isDecimal) doubles.push(approximate(others))
  let [sum, lost] = [0, 0]
  for (const value of doubles) {
    const next = sum + value
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum
    sum = next
  }
  const result = double(Number.isFinite(sum) ? sum + lost : sum)
  return isDecimal ? add(others, result) : result
}

function documentOrNothing(value: Value): Doc {
  if (value === null || value === undefined) return {}
  if (!isDoc(value))
    throw new ServerError(40400, `$mergeObjects requires object inputs, but input is of type ${typeName(value)}`)
  return value
}

/** Of the whole population (0), or of a sample of it (1). */
function deviation(values: Value[], lessThanAll: 0 | 1): Value {
  const numbers = values.filter(isNumeric).map(approximate)
  if (numbers.length <= lessThanAll) return null
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return double(Math.sqrt(squares / (numbers.length - lessThanAll)))
}

/** Null and missing do not count, unless there is nothing else. */
function extreme(values: Value[], direction: 1 | -1): Value {
  const present = values.filter((value) => value !== null && value !== undefined)
  if (present.length === 0) return null
  return present.reduce((best, value) => (compareValues(value, best) * direction > 0 ? value : best))
}
