import { Decimal128, Double, Long } from 'bson'

/** What an expression must give: a value, type and all, or the code of an error. */
export type Expected = { value: unknown } | { code: number }

/**
 * One proof of one operator. The page is the one of its name: `$abs` stands for reference/operator/aggregation/abs of
 * MongoDB 7.0's manual. Codes that no page shows are those of the server's own tests and sources.
 */
export interface Row {
  operator: string
  expression: unknown
  expected: Expected
  doc: Record<string, unknown>
}

/** What an expression gives, for a document. */
export function gives(operator: string, expression: unknown, value: unknown, doc: Row['doc'] = {}): Row {
  return { operator, expression, expected: { value }, doc }
}

export function fails(operator: string, expression: unknown, code: number, doc: Row['doc'] = {}): Row {
  return { operator, expression, expected: { code }, doc }
}

export const double = (value: number) => new Double(value)
export const long = (value: number | string) => Long.fromString(String(value))
export const decimal = (text: string) => Decimal128.fromString(text)
export const date = (text: string) => new Date(text)

/** For a field that the result is to be without. */
export const MISSING = Symbol('missing')
