import { Context, evalExpr, OpType } from 'mingo/core'
import * as accumulators from 'mingo/operators/accumulator'
import * as expressions from 'mingo/operators/expression'
import * as pipeline from 'mingo/operators/pipeline'
import * as window from 'mingo/operators/window'
import { ServerError } from '../errors.ts'
import { type Doc, isDoc, type Value } from '../values/bson.ts'
import { ACCUMULATORS } from './accumulators.ts'
import { ARITHMETIC, type Compute, unboxed } from './arithmetic.ts'
import { CONTROL } from './control.ts'
import { CONVERSIONS } from './conversions.ts'
import { LISTS } from './lists.ts'
import { compileRanked } from './ranked.ts'
import { TEXTS } from './texts.ts'

/** What mingo hands to its operators: the variables, and the document that `$$ROOT` is. */
export interface Locals {
  update: (locals: { root?: unknown; variables?: Doc }) => Locals
  local: { root?: unknown; variables?: Doc }
  context: Context
}

type Operator = (doc: unknown, argument: unknown, options: Locals) => unknown

/** Operators of mingo that know only JavaScript's numbers. */
const ON_PLAIN_NUMBERS = [
  '$pow',
  '$sqrt',
  '$exp',
  '$ln',
  '$log',
  '$log10',
  '$range',
  '$substr',
  '$substrBytes',
  '$substrCP',
  '$sin',
  '$cos',
  '$tan',
  '$asin',
  '$acos',
  '$atan',
  '$atan2',
  '$degreesToRadians',
  '$radiansToDegrees',
  '$bitAnd',
  '$bitOr',
  '$bitXor',
  '$bitNot',
]

/** A score that a text search gave a document, for `$meta`. */
export const textScores = new WeakMap<object, number>()

const context = makeContext()

function makeContext(): Context {
  const own: Record<string, Operator> = {
    $locals: (_doc, _argument, options) => options,
    $meta: (_doc, _argument, options) => textScores.get(options.local.root as object),
  }
  for (const [name, compute] of Object.entries({ ...ARITHMETIC, ...CONVERSIONS, ...LISTS, ...TEXTS })) {
    own[name] = onValues(compute)
  }
  for (const [name, compute] of Object.entries(CONTROL)) {
    own[name] = (doc, argument, options) => compute(argument, (expression) => evaluate(doc, expression, options))
  }
  for (const name of ['$sum', '$avg', '$min', '$max', '$stdDevPop', '$stdDevSamp'])
    own[name] = onList(ACCUMULATORS[name] as Compute)
  for (const name of ON_PLAIN_NUMBERS) {
    const operator = (expressions as unknown as Record<string, Operator>)[name]
    if (operator) own[name] = onPlainNumbers(operator)
  }
  // What is added first stays: our operators come before mingo's of the same name.
  return Context.init({
    expression: own as never,
    accumulator: accumulators as never,
    pipeline: pipeline as never,
    window: window as never,
  }).addExpressionOps(expressions as never)
}

function evaluate(doc: unknown, expression: unknown, options: Locals): Value {
  return evalExpr(doc as never, expression as never, options as never)
}

function onValues(compute: Compute): Operator {
  return (doc, argument, options) => {
    const value = evaluate(doc, argument, options)
    return compute(Array.isArray(argument) && Array.isArray(value) ? value : [value])
  }
}

/** `$sum: ['$a', '$b']` adds its arguments; `$sum: '$list'` the elements of the list. */
function onList(compute: Compute): Operator {
  return (doc, argument, options) => {
    const value = evaluate(doc, argument, options)
    return compute(Array.isArray(value) ? value : [value])
  }
}

function onPlainNumbers(operator: Operator): Operator {
  return (doc, argument, options) => {
    const value = unboxed(evaluate(doc, argument, options))
    return operator(doc, Array.isArray(argument) && Array.isArray(value) ? value.map(literal) : literal(value), options)
  }
}

function literal(value: Value): Doc {
  return { $literal: value }
}

/** Options of mingo for a run of its own, with our operators. */
export function localsFor(variables: Doc = {}): Locals {
  const locals = evalExpr({} as never, { $locals: 1 } as never, { context } as never) as unknown as Locals
  return locals.update({ variables })
}

/** A function of a document. @throws ServerError 168 for operators that do not exist */
export function compileExpression(expression: Value, variables?: Doc): (doc: Doc) => Value {
  checkOperators(expression)
  if (typeof expression === 'string' && /^\$[^$.][^.]*$/.test(expression)) {
    const field = expression.slice(1)
    return (doc) => (Object.hasOwn(doc, field) ? doc[field] : undefined)
  }
  if (typeof expression !== 'string' && (typeof expression !== 'object' || expression === null)) return () => expression
  const locals = localsFor(variables)
  return (doc) => evaluate(doc, expression, locals.update({ root: doc }))
}

/** The value of an accumulator for a group. */
export function compileAccumulator(name: string, argument: Value, variables?: Doc): (docs: Doc[]) => Value {
  const own = ACCUMULATORS[name]
  if (own) {
    const evaluateOne = compileExpression(argument, variables)
    return (docs) => own(docs.map(evaluateOne))
  }
  const ranked = compileRanked(name, argument, (expression) => compileExpression(expression, variables))
  if (ranked) return ranked
  const operator = context.getOperator(OpType.ACCUMULATOR, name) as Operator | null
  if (!operator) throw new ServerError(15952, `unknown group operator '${name}'`)
  const locals = localsFor(variables)
  return (docs) => operator(docs, argument, locals)
}

function checkOperators(expression: Value): void {
  if (Array.isArray(expression)) for (const item of expression) checkOperators(item)
  if (!isDoc(expression)) return
  const names = Object.keys(expression)
  const [name] = names
  if (name === '$literal' || name === undefined) return
  if (name.startsWith('$')) {
    if (names.length > 1)
      throw new ServerError(
        15983,
        `an object representing an expression must have exactly one field: ${JSON.stringify(expression)}`,
      )
    const isKnown = context.getOperator(OpType.EXPRESSION, name) ?? context.getOperator(OpType.ACCUMULATOR, name)
    if (!isKnown) throw new ServerError(168, `Unrecognized expression '${name}'`)
  }
  for (const key of names) checkOperators(expression[key])
}
