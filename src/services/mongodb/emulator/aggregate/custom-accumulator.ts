import { Code } from 'bson'
import { ServerError } from '../errors.ts'
import type { Context } from '../expressions/expression.ts'
import { compileJavaScript, type JavaScript } from '../expressions/javascript.ts'
import { type Doc, isDoc, typeName, type Value } from '../values/bson.ts'

const FIELDS = ['init', 'initArgs', 'accumulate', 'accumulateArgs', 'merge', 'finalize', 'lang']

/** docs: "$accumulator". There is one part of every group, so that `merge` is checked and never called. */
export function compileCustom(argument: Value, { compile }: Context): (docs: Doc[]) => Value {
  if (!isDoc(argument))
    throw new ServerError(4544703, `$accumulator expects an object as an argument; found: ${typeName(argument)}`)
  const stray = Object.keys(argument).find((key) => !FIELDS.includes(key))
  if (stray !== undefined) throw new ServerError(4544706, `$accumulator got an unexpected field: ${stray}`)
  const required = { init: 4544707, accumulate: 4544708, merge: 4544709, lang: 4544710 }
  for (const [key, code] of Object.entries(required))
    if (!(key in argument)) throw new ServerError(code, `$accumulator missing required argument '${key}'`)
  if (argument['lang'] !== 'js') throw new ServerError(4544701, "$accumulator lang must be 'js'")
  const [init, accumulate] = [functionOf(argument, 'init'), functionOf(argument, 'accumulate')]
  functionOf(argument, 'merge')
  const finalize = 'finalize' in argument ? functionOf(argument, 'finalize') : undefined
  const initial = listOf(compile(argument['initArgs'] ?? []).evaluate({}), 'initArgs')
  const args = compile(argument['accumulateArgs'] ?? [])
  return (docs) => {
    let state = init(initial)
    for (const doc of docs) state = accumulate([state, ...listOf(args.evaluate(doc), 'accumulateArgs')])
    return finalize ? finalize([state]) : state
  }
}

function functionOf(argument: Doc, key: string): JavaScript {
  const body = argument[key]
  if (typeof body !== 'string' && !(body instanceof Code))
    throw new ServerError(4544702, `$accumulator '${key}' must be a string or code, but found: ${typeName(body)}`)
  return compileJavaScript(body)
}

function listOf(value: Value, key: string): Value[] {
  if (!Array.isArray(value))
    throw new ServerError(4544711, `$accumulator ${key} must evaluate to an array: ${typeName(value)}`)
  return value
}
