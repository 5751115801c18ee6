import { failedToParse, ServerError } from '../../errors.ts'
import type { Context, Evaluate } from '../../expressions/expression.ts'
import { follow } from '../../expressions/path.ts'
import type { SortField } from '../../query/sort.ts'
import { type Doc, typeName, type Value } from '../../values/bson.ts'
import { type BsonNumber, isNumeric } from '../../values/numbers.ts'
import type { WindowSpec } from './bounds.ts'

/** One value for each document of a sorted partition. */
export type WindowFunction = (docs: Doc[]) => Value[]

export interface Given extends Context {
  argument: Value
  order: SortField[]
  /** Undefined when the pipeline names none. */
  window: WindowSpec | undefined
}

export type CompileFunction = (given: Given) => WindowFunction

export function inputOf({ name, argument, compile, window }: Given): Evaluate {
  if (window) throw failedToParse(`'window' field is not allowed in ${name}`)
  return compile(argument).evaluate
}

/** What documents are ordered by: a number, or a date in ms. */
export function axis(doc: Doc, { parts }: SortField): BsonNumber | Date | null {
  const value = follow(doc, parts)
  if (value === null || value === undefined) return null
  if (value instanceof Date || isNumeric(value)) return value
  throw new ServerError(5429413, `The sortBy value must be numeric or a date, but it is of type ${typeName(value)}`)
}

export function onlyField({ name, order }: Given, code: number): SortField {
  const [field] = order
  if (order.length !== 1 || !field) throw new ServerError(code, `${name} requires a sortBy with exactly one element`)
  return field
}

export function overWindows(
  docs: Doc[],
  window: WindowSpec | undefined,
  compute: (from: number, to: number) => Value,
): Value[] {
  const { from, to } = window?.windows(docs) ?? { from: () => 0, to: () => docs.length }
  return docs.map((_, i) => compute(from(i), to(i)))
}
