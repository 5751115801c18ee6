import { isTrue } from '../query/match.ts'
import type { Value } from '../values/bson.ts'
import { compareValues } from '../values/compare.ts'
import { argumentsOf, one, two } from './arguments.ts'
import { type Expression, folded, type Operator } from './expression.ts'

/** docs: "Comparison Expression Operators". Values of all types compare, in the order of types. */
export const COMPARISON: Record<string, Operator> = {
  $cmp: two((a, b) => Math.sign(compareValues(a, b))),
  $eq: two((a, b) => a === b || compareValues(a, b) === 0),
  $ne: two((a, b) => a !== b && compareValues(a, b) !== 0),
  $gt: two((a, b) => order(a, b) > 0),
  $gte: two((a, b) => order(a, b) >= 0),
  $lt: two((a, b) => order(a, b) < 0),
  $lte: two((a, b) => order(a, b) <= 0),
}

function order(a: Value, b: Value): number {
  // The common case first; NaN gives NaN, and is left to the rest.
  if (typeof a === 'number' && typeof b === 'number') return a - b || compareValues(a, b)
  return compareValues(a, b)
}

/** docs: "Boolean Expression Operators". What comes after the deciding argument is not computed. */
export const BOOLEAN: Record<string, Operator> = {
  $and: (argument, context) => {
    const parts = argumentsOf(argument, context)
    return folded((doc) => {
      for (const { evaluate } of parts as Expression[]) if (!isTrue(evaluate(doc))) return false
      return true
    }, parts)
  },
  $or: (argument, context) => {
    const parts = argumentsOf(argument, context)
    return folded((doc) => {
      for (const { evaluate } of parts as Expression[]) if (isTrue(evaluate(doc))) return true
      return false
    }, parts)
  },
  $not: one((value) => !isTrue(value)),
}
