import { double, type Value } from './bson.ts'
import { compareValues } from './compare.ts'
import { approximate, divide, isNumeric } from './numbers.ts'
import { Sum } from './sum.ts'

/** A summary of values that come one after the other, for windows that only grow. */
export interface Running {
  add: (value: Value) => void
  value: () => Value
}

export const RUNNING: Record<string, () => Running> = {
  $sum: () => {
    const sum = new Sum()
    return { add: (value) => sum.add(value), value: () => sum.total }
  },
  $avg: () => {
    const sum = new Sum()
    return { add: (value) => sum.add(value), value: () => (sum.count === 0 ? null : divide(sum.total, sum.count)) }
  },
  $min: () => extreme(-1),
  $max: () => extreme(1),
  $stdDevPop: () => deviation(0),
  $stdDevSamp: () => deviation(1),
}

function extreme(direction: 1 | -1): Running {
  let best: Value
  return {
    add: (value) => {
      if (value === null || value === undefined) return
      if (best === undefined || compareValues(value, best) * direction > 0) best = value
    },
    value: () => best ?? null,
  }
}

/** Of the whole population (0), or of a sample of it (1). */
function deviation(lessThanAll: 0 | 1): Running {
  let [count, mean, squares] = [0, 0, 0]
  return {
    add: (value) => {
      if (!isNumeric(value)) return
      const x = approximate(value)
      const distance = x - mean
      count++
      mean += distance / count
      squares += distance * (x - mean)
    },
    value: () => (count <= lessThanAll ? null : double(Math.sqrt(squares / (count - lessThanAll)))),
  }
}
