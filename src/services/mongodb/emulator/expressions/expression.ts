import type { Doc, Value } from '../values/bson.ts'

export type Evaluate = (doc: Doc) => Value

/** An expression, compiled: a function of the document that is `$$ROOT`. A constant one is the same for every document. */
export interface Expression {
  evaluate: Evaluate
  constant: boolean
}

/** The variables that an expression may name, CURRENT and ROOT among them. */
export type Scope = ReadonlyMap<string, Expression>

/** A variable whose value changes from document to document of an outer pipeline (docs: "$lookup", let). */
export class LiveVariable {
  value: Value
}

/** What the compiler hands to an operator beside its argument. */
export interface Context {
  /** With its dollar. */
  name: string
  scope: Scope
  compile: (expression: Value, scope?: Scope) => Expression
}

export type Operator = (argument: Value, context: Context) => Expression

export function constant(value: Value): Expression {
  return { evaluate: () => value, constant: true }
}

/** Computed once when everything that it is computed from is constant; an error waits for the first document. */
export function folded(evaluate: Evaluate, parts: (Expression | undefined)[]): Expression {
  for (const part of parts) if (part && !part.constant) return { evaluate, constant: false }
  try {
    return constant(evaluate({}))
  } catch {
    return { evaluate, constant: false }
  }
}

export function isNothing(value: Value): value is null | undefined {
  return value === null || value === undefined
}
