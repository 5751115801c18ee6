import { failedToParse, ServerError } from '../../errors.ts'
import { sortKeys } from '../../query/sort.ts'
import { type Doc, isDoc, toNumber } from '../../values/bson.ts'
import { compareValues } from '../../values/compare.ts'
import { isNumeric, isWhole } from '../../values/numbers.ts'
import { print } from '../../values/print.ts'
import type { CompileFunction, Given, WindowFunction } from './given.ts'

export function ranking(ranks: (docs: Doc[], isTie: (i: number) => boolean) => number[]): CompileFunction {
  return ({ name, argument, order, window }) => {
    if (window) throw new ServerError(5371601, `Rank style window functions take no other arguments: ${name}`)
    if (!isDoc(argument) || Object.keys(argument).length > 0)
      throw new ServerError(5371603, `${name} must be specified with '{}' as the value`)
    const needsOne = name !== '$documentNumber'
    if (needsOne ? order.length !== 1 : order.length === 0)
      throw new ServerError(
        5371602,
        `${name} must be specified with a top level sortBy expression with exactly one element`,
      )
    return (docs) => {
      const keys = docs.map((doc) => sortKeys(order, doc))
      const isTie = (i: number) => (keys[i] ?? []).every((key, n) => compareValues(key, keys[i - 1]?.[n]) === 0)
      return ranks(docs, isTie)
    }
  }
}

export function shift({ name, argument, compile, order, window }: Given): WindowFunction {
  if (window || !isDoc(argument)) throw failedToParse(`${name} takes an object and no window: ${print(argument)}`)
  const stray = Object.keys(argument).find((key) => !['output', 'by', 'default'].includes(key))
  if (stray !== undefined) throw failedToParse(`Unknown argument in ${name}: ${stray}`)
  if (!('output' in argument)) throw failedToParse(`${name} requires an 'output' expression.`)
  if (order.length === 0) throw failedToParse(`${name} requires a sortBy`)
  const by = argument['by']
  if (!isNumeric(by) || !isWhole(by))
    throw failedToParse(`${name}'s 'by' field must be an integer, but found ${print(by)}`)
  const { evaluate } = compile(argument['output'])
  const fallback = compile(argument['default'] ?? null)
  if (!fallback.constant) throw failedToParse("'default' expression must yield a constant value.")
  const distance = toNumber(by) ?? 0
  return (docs) =>
    docs.map((_, i) => {
      const other = docs[i + distance]
      return other ? (evaluate(other) ?? null) : (fallback.evaluate({}) ?? null)
    })
}
