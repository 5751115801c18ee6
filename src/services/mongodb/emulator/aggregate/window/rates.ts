import { Decimal128, Long } from 'bson'
import { failedToParse, ServerError } from '../../errors.ts'
import { argumentsOf } from '../../expressions/arguments.ts'
import { MS_OF, type Unit } from '../../expressions/date-math.ts'
import { type Doc, double, isDoc, typeName, type Value } from '../../values/bson.ts'
import {
  add,
  approximate,
  type BsonNumber,
  divide,
  isNumeric,
  isWhole,
  multiply,
  subtract,
} from '../../values/numbers.ts'
import { print } from '../../values/print.ts'
import { axis, type Given, onlyField, overWindows, type WindowFunction } from './given.ts'

export function movingAverage({ name, argument, compile, order, window }: Given): WindowFunction {
  if (window) throw failedToParse(`'window' field is not allowed in ${name}`)
  if (order.length === 0) throw failedToParse(`${name} requires an explicit 'sortBy'`)
  if (!isDoc(argument) || !('input' in argument) || Object.keys(argument).length !== 2)
    throw failedToParse(
      `${name} sub object must have exactly two fields: An 'input' field, and either an 'N' field or an 'alpha' field`,
    )
  const alpha = alphaOf(argument, name)
  const { evaluate } = compile(argument['input'])
  return (docs) => {
    let average: BsonNumber | undefined
    return docs.map((doc) => {
      const value = evaluate(doc)
      if (!isNumeric(value)) return null
      average = average === undefined ? value : blended(value, average, alpha)
      return average
    })
  }
}

function alphaOf(argument: Doc, name: string): number {
  if ('N' in argument) {
    const count = argument['N']
    if (!isNumeric(count) || !isWhole(count) || approximate(count) < 1)
      throw failedToParse(`'N' field must be an integer greater than zero, but found ${print(count)} in ${name}`)
    return 2 / (approximate(count) + 1)
  }
  const alpha = argument['alpha']
  if (!isNumeric(alpha) || approximate(alpha) <= 0 || approximate(alpha) >= 1)
    throw failedToParse(`'alpha' must be between 0 and 1 (exclusive), found ${print(alpha)} in ${name}`)
  return approximate(alpha)
}

/** In decimals, so that 0.5 · 13 + 0.5 · 15.4 is no more and no less. */
function blended(value: BsonNumber, average: BsonNumber, alpha: number): BsonNumber {
  const weight = Decimal128.fromString(String(alpha))
  const rest = subtract(Decimal128.fromString('1'), weight)
  const result = add(multiply(value, weight), multiply(average, rest))
  const isDecimal = value instanceof Decimal128 || average instanceof Decimal128
  return isDecimal ? result : double(approximate(result))
}

type Point = { x: BsonNumber | Date; y: BsonNumber }

/** `$derivative` and `$integral`: a value of the points in the window, by the unit of time. */
export function overTime(
  given: Given,
  compute: (points: Point[], msPerUnit: number | undefined) => Value,
): WindowFunction {
  const { name, argument, compile, window } = given
  if (!isDoc(argument) || !('input' in argument)) throw failedToParse(`${name} requires an 'input' expression`)
  const stray = Object.keys(argument).find((key) => key !== 'input' && key !== 'unit')
  if (stray !== undefined) throw failedToParse(`${name} got unexpected argument: ${stray}`)
  const field = onlyField(given, 5490704)
  if (!window && name === '$derivative') throw failedToParse(`${name} requires explicit window bounds`)
  const ms = unitMs(argument['unit'], name)
  const { evaluate } = compile(argument['input'])
  return (docs) => {
    const points = docs.map((doc): Point | undefined => {
      const [x, y] = [axis(doc, field), evaluate(doc)]
      if (x === null || y === null || y === undefined) return undefined
      if (ms !== undefined && !(x instanceof Date))
        throw new ServerError(
          name === '$integral' ? 5423901 : 5624900,
          `${name} with 'unit' expects the sortBy field to be a Date`,
        )
      if (ms === undefined && x instanceof Date)
        throw new ServerError(
          name === '$integral' ? 5423902 : 5624901,
          `${name} where the sortBy is a Date requires a 'unit'`,
        )
      const number = y instanceof Date ? Long.fromNumber(y.getTime()) : y
      if (!isNumeric(number)) throw new ServerError(5624902, `${name} expects numbers, but got ${typeName(y)}`)
      return { x, y: number }
    })
    return overWindows(docs, window, (from, to) =>
      compute(
        points.slice(from, to).filter((point) => point !== undefined),
        ms,
      ),
    )
  }
}

function unitMs(unit: Value, name: string): number | undefined {
  if (unit === undefined) return undefined
  const ms = { week: 604_800_000, day: 86_400_000, ...MS_OF }[String(unit) as Unit]
  if (ms === undefined) throw new ServerError(5490710, `unit must be 'week' or smaller in ${name}: ${print(unit)}`)
  return ms
}

function distance(a: Point, b: Point, ms: number | undefined): BsonNumber {
  if (a.x instanceof Date && b.x instanceof Date) return double((b.x.getTime() - a.x.getTime()) / (ms ?? 1))
  return subtract(b.x as BsonNumber, a.x as BsonNumber)
}

export function derivative(points: Point[], ms: number | undefined): Value {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || points.length < 2) return null
  const run = distance(first, last, ms)
  if (approximate(run) === 0) return null
  return divide(subtract(last.y, first.y), run)
}

/** The trapezoids under the points. */
export function integral(points: Point[], ms: number | undefined): Value {
  let total: BsonNumber = double(0)
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]] as [Point, Point]
    total = add(total, divide(multiply(distance(a, b, ms), add(a.y, b.y)), 2))
  }
  return points.length === 0 ? null : total
}

export function covariance(given: Given, lessThanAll: 0 | 1): WindowFunction {
  const { name, argument, window } = given
  const parts = argumentsOf(argument, given)
  const [a, b] = parts
  if (!a || !b || parts.length !== 2) throw failedToParse(`${name} takes an array of two expressions`)
  return (docs) => {
    const pairs = docs.map((doc) => [a.evaluate(doc), b.evaluate(doc)] as const)
    return overWindows(docs, window, (from, to) => {
      const known = pairs.slice(from, to).filter(([x, y]) => isNumeric(x) && isNumeric(y))
      const xs = known.map(([x]) => approximate(x as BsonNumber))
      const ys = known.map(([, y]) => approximate(y as BsonNumber))
      if (xs.length <= lessThanAll) return null
      const [meanX, meanY] = [mean(xs), mean(ys)]
      const products = xs.reduce((sum, x, i) => sum + (x - meanX) * ((ys[i] ?? 0) - meanY), 0)
      return double(products / (xs.length - lessThanAll))
    })
  }
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
