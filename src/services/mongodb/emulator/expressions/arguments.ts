import { ServerError } from '../errors.ts'
import { type Doc, isDoc, typeName, type Value } from '../values/bson.ts'
import { type Context, type Expression, folded, type Operator } from './expression.ts'

/** `[a, b]` are two arguments; anything else is one. */
export function argumentsOf(argument: Value, { compile }: Context): Expression[] {
  return Array.isArray(argument) ? argument.map((part) => compile(part)) : [compile(argument)]
}

function checkCount(name: string, count: number, least: number, most: number): void {
  if (count >= least && count <= most) return
  if (least === most)
    throw new ServerError(16020, `Expression ${name} takes exactly ${least} arguments. ${count} were passed in.`)
  throw new ServerError(
    28667,
    `Expression ${name} takes at least ${least} arguments, and at most ${most}, but ${count} were passed in.`,
  )
}

type Named<T> = (context: Context) => T

export function one(compute: (value: Value, name: string) => Value): Operator {
  return (argument, context) => {
    const parts = argumentsOf(argument, context)
    checkCount(context.name, parts.length, 1, 1)
    const [{ evaluate }] = parts as [Expression]
    const { name } = context
    return folded((doc) => compute(evaluate(doc), name), parts)
  }
}

export function two(compute: (a: Value, b: Value, name: string) => Value): Operator {
  return (argument, context) => {
    const parts = argumentsOf(argument, context)
    checkCount(context.name, parts.length, 2, 2)
    const [a, b] = parts as [Expression, Expression]
    const { name } = context
    return folded((doc) => compute(a.evaluate(doc), b.evaluate(doc), name), parts)
  }
}

/** From `least` to `most` arguments. */
export function several(least: number, most: number, compute: (values: Value[], name: string) => Value): Operator {
  return (argument, context) => {
    const parts = argumentsOf(argument, context)
    checkCount(context.name, parts.length, least, most)
    const { name } = context
    return folded((doc) => compute(valuesOf(parts, doc), name), parts)
  }
}

export function many(compute: (values: Value[], name: string) => Value): Operator {
  return several(0, Number.POSITIVE_INFINITY, compute)
}

export function valuesOf(parts: Expression[], doc: Doc): Value[] {
  const values = new Array<Value>(parts.length)
  for (let i = 0; i < parts.length; i++) values[i] = (parts[i] as Expression).evaluate(doc)
  return values
}

/** The codes of what can be wrong with `{ input: …, as: … }`. */
export interface Rules {
  /** When it is no document. */
  object: number
  unknown: number
  /** The fields that must be there, each with its code. */
  required: Record<string, number>
  optional?: string[]
}

/** @returns the document of arguments, checked but not compiled */
export function namedArguments(argument: Value, name: string, rules: Rules): Doc {
  const { object, unknown, required, optional = [] } = rules
  if (!isDoc(argument))
    throw new ServerError(object, `${name} only supports an object as an argument, found ${typeName(argument)}`)
  for (const key of Object.keys(argument))
    if (!Object.hasOwn(required, key) && !optional.includes(key))
      throw new ServerError(unknown, `Unrecognized argument to ${name}: ${key}`)
  for (const [key, code] of Object.entries(required))
    if (!Object.hasOwn(argument, key)) throw new ServerError(code, `Missing '${key}' parameter to ${name}`)
  return argument
}

/** An operator on named arguments that are all computed before it: `get` gives their values by name. */
export function named(rules: Rules, build: Named<(values: Record<string, Value>) => Value>): Operator {
  return (argument, context) => {
    const given = namedArguments(argument, context.name, rules)
    const keys = Object.keys(given)
    const parts = keys.map((key) => context.compile(given[key]))
    const compute = build(context)
    return folded((doc) => {
      const values: Record<string, Value> = {}
      for (let i = 0; i < keys.length; i++) values[keys[i] as string] = (parts[i] as Expression).evaluate(doc)
      return compute(values)
    }, parts)
  }
}
