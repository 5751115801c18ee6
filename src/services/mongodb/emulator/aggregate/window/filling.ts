import { ServerError } from '../../errors.ts'
import { double, type Value } from '../../values/bson.ts'
import { add, approximate, type BsonNumber, divide, isNumeric, multiply, subtract } from '../../values/numbers.ts'
import { print } from '../../values/print.ts'
import { axis, type Given, inputOf, onlyField, type WindowFunction } from './given.ts'

export function linearFill(given: Given): WindowFunction {
  const field = onlyField(given, 605001)
  const evaluate = inputOf(given)
  return (docs) => {
    const values = docs.map((doc) => evaluate(doc) ?? null)
    const xs = docs.map((doc) => {
      const x = axis(doc, field)
      return x instanceof Date ? x.getTime() : x === null ? Number.NaN : approximate(x)
    })
    if (xs.some((x, i) => i > 0 && x === xs[i - 1]))
      throw new ServerError(6050106, 'There can be no repeated values in the sort field')
    const stray = values.find((value) => value !== null && !isNumeric(value))
    if (stray !== undefined)
      throw new ServerError(6050201, `Value to be filled must be numeric or nullish: ${print(stray)}`)
    return interpolated(values as (BsonNumber | null)[], xs)
  }
}

function interpolated(values: (BsonNumber | null)[], xs: number[]): Value[] {
  const result: Value[] = [...values]
  let before = -1
  for (let i = 0; i < values.length; i++) {
    if (values[i] === null) continue
    for (let gap = before + 1; before >= 0 && gap < i; gap++) {
      const [y0, y1] = [values[before], values[i]] as [BsonNumber, BsonNumber]
      const [x0, x1, x] = [xs[before], xs[i], xs[gap]] as [number, number, number]
      const rate = divide(subtract(y1, y0), double(x1 - x0))
      result[gap] = add(multiply(rate, double(x - x0)), y0)
    }
    before = i
  }
  return result
}
