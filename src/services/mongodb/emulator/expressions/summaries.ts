import { ServerError } from '../errors.ts'
import { double, isDoc, toNumber, typeName, type Value } from '../values/bson.ts'
import { compareValues } from '../values/compare.ts'
import { approximate, isNumeric, isWhole } from '../values/numbers.ts'
import { print } from '../values/print.ts'
import { RUNNING } from '../values/running.ts'
import { argumentsOf, valuesOf } from './arguments.ts'
import { type Context, type Expression, folded, isNothing, type Operator } from './expression.ts'

/** One value of many, as accumulators and the expressions of their names compute it. */
export type Summary = (values: Value[]) => Value

export const SUMMARIES: Record<string, Summary> = Object.fromEntries(
  Object.entries(RUNNING).map(([name, start]) => [
    name,
    (values: Value[]) => {
      const running = start()
      for (const value of values) running.add(value)
      return running.value()
    },
  ]),
)

/** The values at these shares of the ordered numbers: an exact answer, where MongoDB approximates in large groups. */
export function percentiles(values: Value[], shares: number[]): Value[] {
  const numbers = values.filter(isNumeric).map(approximate)
  const ordered = Float64Array.from(numbers.filter((value) => !Number.isNaN(value))).sort()
  return shares.map((share) => {
    if (ordered.length === 0) return null
    const rank = Math.max(0, Math.ceil(share * ordered.length) - 1)
    return double(ordered[Math.min(rank, ordered.length - 1)] ?? 0)
  })
}

/** The n least or greatest; null and missing do not count. */
export function extremes(values: Value[], count: number, direction: 1 | -1): Value[] {
  const present = values.filter((value) => !isNothing(value))
  return present.sort((a, b) => compareValues(a, b) * direction).slice(0, count)
}

/** `$firstN`, `$lastN`, `$minN` and `$maxN` on what there is. */
export function takeN(name: string, values: Value[], count: number): Value[] {
  if (name === '$minN' || name === '$maxN') return extremes(values, count, name === '$minN' ? 1 : -1)
  const taken = name === '$firstN' ? values.slice(0, count) : values.slice(-count)
  return taken.map((value) => value ?? null)
}

/** @throws ServerError 5787902, 5787903, 5787908 */
export function countOf(value: Value): number {
  if (!isNumeric(value))
    throw new ServerError(5787902, `Value for 'n' must be of integral type, but found ${print(value)}`)
  if (!isWhole(value))
    throw new ServerError(5787903, `Value for 'n' must be of integral type, but found ${print(value)}`)
  const count = toNumber(value) ?? 0
  if (count < 1) throw new ServerError(5787908, `'n' must be greater than 0, found ${count}`)
  return count
}

/** The parts of `{ input, n }`. @throws ServerError 5787900, 5787901, 5787906, 5787907 */
export function partsOfN(name: string, argument: Value): { input: Value; n: Value } {
  if (!isDoc(argument))
    throw new ServerError(5787900, `specification must be an object; found ${name}: ${print(argument)}`)
  const stray = Object.keys(argument).find((key) => key !== 'input' && key !== 'n')
  if (stray !== undefined) throw new ServerError(5787901, `Unknown argument to ${name}: ${stray}`)
  if (!('n' in argument)) throw new ServerError(5787906, `Missing value for 'n'`)
  if (!('input' in argument)) throw new ServerError(5787907, `Missing value for 'input'`)
  return { input: argument['input'], n: argument['n'] }
}

export interface Quantiles {
  input: Expression
  shares: number[]
}

/** The parts of `$percentile` and `$median`, which must be known beforehand but for the input. */
export function compileQuantiles(argument: Value, { name, compile }: Context): Quantiles {
  if (!isDoc(argument))
    throw new ServerError(7429703, `specification must be an object; found ${name} :${print(argument)}`)
  const required = name === '$median' ? ['input', 'method'] : ['input', 'p', 'method']
  for (const key of required)
    if (!(key in argument)) throw new ServerError(40414, `BSON field '${name}.${key}' is missing but a required field`)
  const stray = Object.keys(argument).find((key) => !required.includes(key))
  if (stray !== undefined) throw new ServerError(40415, `BSON field '${name}.${stray}' is an unknown field.`)
  if (argument['method'] !== 'approximate')
    throw new ServerError(2, "Currently only 'approximate' can be used as percentile 'method'.")
  const shares = name === '$median' ? [0.5] : sharesOf(compile(argument['p']).evaluate({}))
  return { input: compile(argument['input']), shares }
}

function sharesOf(list: Value): number[] {
  if (!Array.isArray(list) || list.length === 0)
    throw new ServerError(
      7750301,
      `The $percentile 'p' field must be an array of constant values, but found value: ${print(list)}`,
    )
  return list.map((value) => {
    if (!isNumeric(value))
      throw new ServerError(
        7750302,
        `The $percentile 'p' field must be an array of numbers, but found: ${print(value)}`,
      )
    const share = approximate(value)
    if (!(share >= 0 && share <= 1))
      throw new ServerError(
        7750303,
        `The $percentile 'p' field must be an array of numbers from [0.0, 1.0], but found: ${print(value)}`,
      )
    return share
  })
}

/** `$sum: ['$a', '$b']` adds its arguments; `$sum: '$list'` the elements of the list. */
function ofArguments(summary: Summary): Operator {
  return (argument, context) => {
    const parts = argumentsOf(argument, context)
    const [only] = parts
    if (parts.length !== 1 || !only) return folded((doc) => summary(valuesOf(parts, doc)), parts)
    return folded((doc) => {
      const value = only.evaluate(doc)
      return summary(Array.isArray(value) ? value : [value])
    }, parts)
  }
}

function ofList(argument: Value, { name, compile }: Context): Expression {
  const given = partsOfN(name, argument)
  const [input, n] = [compile(given.input), compile(given.n)]
  return folded(
    (doc) => {
      const count = countOf(n.evaluate(doc))
      const list = input.evaluate(doc)
      if (!Array.isArray(list)) throw new ServerError(5788200, `Input must be an array, but found ${typeName(list)}`)
      return takeN(name, list, count)
    },
    [input, n],
  )
}

function quantiles(argument: Value, context: Context): Expression {
  const { input, shares } = compileQuantiles(argument, context)
  return folded(
    (doc) => {
      const value = input.evaluate(doc)
      const found = percentiles(Array.isArray(value) ? value : [value], shares)
      return context.name === '$median' ? found[0] : found
    },
    [input],
  )
}

/** docs: "Accumulators (in Other Stages)", and the array operators that take several elements. */
export const SUMMARY_OPERATORS: Record<string, Operator> = {
  ...Object.fromEntries(Object.entries(SUMMARIES).map(([name, summary]) => [name, ofArguments(summary)])),
  $firstN: ofList,
  $lastN: ofList,
  $minN: ofList,
  $maxN: ofList,
  $median: quantiles,
  $percentile: quantiles,
}
