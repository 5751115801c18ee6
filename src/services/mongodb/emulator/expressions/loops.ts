import { ServerError } from '../errors.ts'
import { isTrue } from '../query/match.ts'
import { isDoc, typeName, type Value } from '../values/bson.ts'
import { print } from '../values/print.ts'
import { namedArguments } from './arguments.ts'
import { asInt32 } from './coerce.ts'
import { type Expression, folded, isNothing, type Operator, type Scope } from './expression.ts'
import { checkVariableName } from './path.ts'

/** A place for the value of a variable while what it is bound in is computed. */
export interface Cell {
  value: Value
}

/** The scope with one more variable, and the cell that it reads. */
export function bind(scope: Scope, name: string): { scope: Scope; cell: Cell } {
  const cell: Cell = { value: undefined }
  return { cell, scope: new Map(scope).set(name, { evaluate: () => cell.value, constant: false }) }
}

/** Operators that bind variables (docs: "$filter", "$map", "$reduce", "$let", "$zip"). */
export const LOOPS: Record<string, Operator> = {
  $map: (argument, { name, scope, compile }) => {
    const given = namedArguments(argument, name, {
      object: 16878,
      unknown: 16879,
      required: { input: 16880, in: 16882 },
      optional: ['as'],
    })
    const inner = bind(scope, elementName(given['as']))
    const input = compile(given['input'])
    const { evaluate } = compile(given['in'], inner.scope)
    return changing((doc) => {
      const list = listOf(input.evaluate(doc), 16883, 'input to $map must be an array not')
      if (!list) return null
      const result = new Array<Value>(list.length)
      for (let i = 0; i < list.length; i++) {
        inner.cell.value = list[i]
        result[i] = evaluate(doc) ?? null
      }
      return result
    })
  },
  $filter: (argument, { name, scope, compile }) => {
    const given = namedArguments(argument, name, {
      object: 28646,
      unknown: 28647,
      required: { input: 28648, cond: 28650 },
      optional: ['as', 'limit'],
    })
    const inner = bind(scope, elementName(given['as']))
    const input = compile(given['input'])
    const { evaluate } = compile(given['cond'], inner.scope)
    const limit = 'limit' in given ? compile(given['limit']) : undefined
    return changing((doc) => {
      const list = listOf(input.evaluate(doc), 28651, 'input to $filter must be an array not')
      if (!list) return null
      const most = limit ? limitOf(limit.evaluate(doc)) : Number.POSITIVE_INFINITY
      const result: Value[] = []
      for (const item of list) {
        inner.cell.value = item
        if (isTrue(evaluate(doc)) && result.push(item) >= most) break
      }
      return result
    })
  },
  $reduce: (argument, { name, scope, compile }) => {
    const given = namedArguments(argument, name, {
      object: 40075,
      unknown: 40076,
      required: { input: 40077, initialValue: 40078, in: 40079 },
    })
    const element = bind(scope, 'this')
    const total = bind(element.scope, 'value')
    const [input, initial] = [compile(given['input']), compile(given['initialValue'])]
    const { evaluate } = compile(given['in'], total.scope)
    return changing((doc) => {
      const found = input.evaluate(doc)
      if (isNothing(found)) return null
      if (!Array.isArray(found))
        throw new ServerError(40080, `$reduce requires that 'input' be an array, found: ${print(found)}`)
      let value = initial.evaluate(doc)
      for (const item of found) {
        element.cell.value = item
        total.cell.value = value
        value = evaluate(doc)
      }
      return value
    })
  },
  $let: (argument, { name, scope, compile }) => {
    const given = namedArguments(argument, name, {
      object: 16874,
      unknown: 16875,
      required: { vars: 16876, in: 16877 },
    })
    const { vars } = given
    if (!isDoc(vars)) throw new ServerError(10065, `invalid parameter: expected an object (vars)`)
    const names = Object.keys(vars)
    const parts = names.map((key) => compile(vars[key]))
    const inner = new Map(scope)
    const cells = names.map((key, i) => {
      checkVariableName(key)
      const bound = bind(scope, key)
      const isConstant = parts[i]?.constant === true
      inner.set(key, isConstant ? (parts[i] as Expression) : (bound.scope.get(key) as Expression))
      return bound.cell
    })
    const body = compile(given['in'], inner)
    return changing((doc) => {
      const values = parts.map(({ evaluate }) => evaluate(doc))
      for (const [i, cell] of cells.entries()) cell.value = values[i]
      return body.evaluate(doc)
    })
  },
  $zip: zip,
}

/** What depends on cells is no constant, whatever it is computed from. */
function changing(evaluate: Expression['evaluate']): Expression {
  return { evaluate, constant: false }
}

function elementName(as: Value): string {
  const name = as === undefined ? 'this' : String(as)
  checkVariableName(name)
  return name
}

function listOf(list: Value, code: number, message: string): Value[] | undefined {
  if (isNothing(list)) return undefined
  if (!Array.isArray(list)) throw new ServerError(code, `${message} ${typeName(list)}`)
  return list
}

function limitOf(value: Value): number {
  if (isNothing(value)) return Number.POSITIVE_INFINITY
  const limit = asInt32(value)
  if (limit === undefined)
    throw new ServerError(327391, `$filter: limit must be represented as a 32-bit integral value: ${print(value)}`)
  if (limit < 1) throw new ServerError(327392, `$filter: limit must be greater than 0: ${limit}`)
  return limit
}

function zip(argument: Value, context: Parameters<Operator>[1]): Expression {
  const given = namedArguments(argument, '$zip', {
    object: 34460,
    unknown: 34464,
    required: {},
    optional: ['inputs', 'defaults', 'useLongestLength'],
  })
  const inputs = partsOf(given['inputs'] ?? [], 34461, 'inputs', context)
  const defaults = partsOf(given['defaults'] ?? [], 34462, 'defaults', context)
  const { useLongestLength = false } = given
  if (typeof useLongestLength !== 'boolean')
    throw new ServerError(34463, `useLongestLength must be a bool, found ${typeName(useLongestLength)}`)
  if (inputs.length === 0) throw new ServerError(34465, '$zip requires at least one input array')
  if (defaults.length > 0 && !useLongestLength)
    throw new ServerError(34466, 'cannot specify defaults unless useLongestLength is true')
  if (defaults.length > 0 && defaults.length !== inputs.length)
    throw new ServerError(34467, 'defaults and inputs must have the same length')
  return folded(
    (doc) => {
      const lists = inputs.map(({ evaluate }) => evaluate(doc))
      if (lists.some(isNothing)) return null
      const stray = lists.find((list) => !Array.isArray(list))
      if (stray !== undefined)
        throw new ServerError(34468, `$zip found a non-array expression in input: ${print(stray)}`)
      const sizes = (lists as Value[][]).map(({ length }) => length)
      const length = useLongestLength ? Math.max(...sizes) : Math.min(...sizes)
      return Array.from({ length }, (_, row) =>
        (lists as Value[][]).map((list, i) => (row < list.length ? list[row] : (defaults[i]?.evaluate(doc) ?? null))),
      )
    },
    [...inputs, ...defaults],
  )
}

function partsOf(list: Value, code: number, name: string, { compile }: Parameters<Operator>[1]): Expression[] {
  if (!Array.isArray(list))
    throw new ServerError(code, `${name} must be an array of expressions, found ${typeName(list)}`)
  return list.map((part) => compile(part))
}
