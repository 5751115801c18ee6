import { ServerError } from '../errors.ts'
import { type Doc, isDoc, setOwn, typeName, type Value } from '../values/bson.ts'
import { argumentsOf, namedArguments } from './arguments.ts'
import { type Context, type Expression, folded, isNothing, type Operator } from './expression.ts'

/** docs: "Object Expression Operators", and `$getField`. */
export const OBJECTS: Record<string, Operator> = {
  $mergeObjects: (argument, context) => {
    const parts = argumentsOf(argument, context)
    return folded((doc) => {
      const result: Doc = {}
      for (const { evaluate } of parts) mergeInto(result, evaluate(doc))
      return result
    }, parts)
  },
  $getField: getField,
  $setField: setField,
  $unsetField: setField,
}

/** @throws ServerError 40400 for what is neither a document nor nothing */
export function mergeInto(result: Doc, value: Value): void {
  if (isNothing(value)) return
  if (!isDoc(value))
    throw new ServerError(40400, `$mergeObjects requires object inputs, but input ${typeName(value)} is not an object`)
  for (const key of Object.keys(value)) setOwn(result, key, value[key])
}

function getField(argument: Value, context: Context): Expression {
  const { scope, compile } = context
  const isNamed = isDoc(argument) && !Object.keys(argument)[0]?.startsWith('$')
  const given = isNamed
    ? namedArguments(argument, '$getField', {
        object: 3041701,
        unknown: 3041701,
        required: { field: 3041702, input: 3041703 },
      })
    : { field: argument }
  const field = fieldName(given['field'], context, [5654600, 5654601, 5654602])
  const input = isNamed ? compile(given['input']) : scope.get('CURRENT')
  return folded(
    (doc) => {
      const value = input?.evaluate(doc)
      if (value === null) return null
      return isDoc(value) && Object.hasOwn(value, field) ? value[field] : undefined
    },
    [input],
  )
}

function setField(argument: Value, context: Context): Expression {
  const { name, compile } = context
  const removes = name === '$unsetField'
  const required = { field: 4161102, ...(!removes && { value: 4161103 }), input: 4161109 }
  const given = namedArguments(argument, name, { object: 4161100, unknown: 4161101, required })
  const field = fieldName(given['field'], context, [4161108, 4161106, 4161107])
  const input = compile(given['input'])
  const value = removes ? undefined : compile(given['value'])
  return folded(
    (doc) => {
      const found = input.evaluate(doc)
      if (isNothing(found)) return null
      if (!isDoc(found)) throw new ServerError(4161105, `${name} requires 'input' to evaluate to type Object`)
      const result = { ...found }
      const next = value?.evaluate(doc)
      if (next === undefined) delete result[field]
      else setOwn(result, field, next)
      return result
    },
    [input, value],
  )
}

/** A name that is known beforehand. A path is refused: it is most often a `$literal` forgotten. */
function fieldName(field: Value, { name, compile }: Context, codes: [number, number, number]): string {
  const [isPath, notConstant, notText] = codes
  if (typeof field === 'string' && field.startsWith('$'))
    throw new ServerError(
      isPath,
      `'${field}' is a field path reference which is not allowed in this context. Did you mean {$literal: '${field}'}?`,
    )
  const isLiteral = !isDoc(field) || '$literal' in field || '$const' in field
  if (!isLiteral)
    throw new ServerError(
      notConstant,
      `${name} requires 'field' to evaluate to a constant, but got a non-constant argument`,
    )
  const value = compile(field).evaluate({})
  if (typeof value !== 'string')
    throw new ServerError(notText, `${name} requires 'field' to evaluate to type String, but got ${typeName(value)}`)
  return value
}
