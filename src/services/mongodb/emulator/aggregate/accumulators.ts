import type { Value } from '../values/bson.ts'
import { compareValues, keyOf } from '../values/compare.ts'
import { add, type BsonNumber, divide, isNumeric } from '../values/numbers.ts'

/** Accumulators on the computed values of a group, keeping the types of numbers; the others are mingo's. */
export const ACCUMULATORS: Record<string, (values: Value[]) => Value> = {
  $sum: (values) => values.filter(isNumeric).reduce<BsonNumber>(add, 0),
  $avg: average,
  $min: (values) => extreme(values, -1),
  $max: (values) => extreme(values, 1),
  $first: (values) => values[0] ?? null,
  $last: (values) => values.at(-1) ?? null,
  $push: (values) => values.filter((value) => value !== undefined),
  $addToSet: (values) => [
    ...new Map(values.filter((value) => value !== undefined).map((value) => [keyOf(value), value])).values(),
  ],
}

function average(values: Value[]): Value {
  const numbers = values.filter(isNumeric)
  return numbers.length === 0 ? null : divide(numbers.reduce<BsonNumber>(add, 0), numbers.length)
}

/** Null and missing do not count, unless there is nothing else. */
function extreme(values: Value[], direction: 1 | -1): Value {
  const present = values.filter((value) => value !== null && value !== undefined)
  if (present.length === 0) return null
  return present.reduce((best, value) => (compareValues(value, best) * direction > 0 ? value : best))
}
