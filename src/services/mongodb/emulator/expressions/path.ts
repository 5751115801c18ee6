import { ServerError } from '../errors.ts'
import { type Doc, isDoc, type Value } from '../values/bson.ts'
import type { Evaluate, Expression, Scope } from './expression.ts'

/** `$a.b` or `$$name.a.b` (docs: "Aggregation Expressions", Field Paths). */
export function compilePath(text: string, scope: Scope): Expression {
  if (text.length < 2) throw new ServerError(16872, "'$' by itself is not a valid FieldPath")
  if (text.startsWith('$$')) {
    const [name = '', ...parts] = text.slice(2).split('.')
    checkReadable(name)
    checkParts(parts)
    return within(variable(name, scope), parts)
  }
  const parts = text.slice(1).split('.')
  checkParts(parts)
  return within(variable('CURRENT', scope), parts)
}

function variable(name: string, scope: Scope): Expression {
  const found = scope.get(name)
  if (!found) throw new ServerError(17276, `Use of undefined variable: ${name}`)
  return found
}

/** The root itself: a path in it needs no step through a variable. */
export const ROOT: Expression = { evaluate: (doc) => doc, constant: false }

function within(start: Expression, parts: string[]): Expression {
  if (parts.length === 0) return start
  if (start === ROOT) return { evaluate: inRoot(parts), constant: false }
  const { evaluate, constant } = start
  const read: Evaluate = (doc) => follow(evaluate(doc), parts)
  if (!constant) return { evaluate: read, constant }
  const value = read({})
  return { evaluate: () => value, constant }
}

function inRoot(parts: string[]): Evaluate {
  const [only = ''] = parts
  if (parts.length === 1) return (doc) => (Object.hasOwn(doc, only) ? doc[only] : undefined)
  return (doc) => inDocument(doc, parts, 0)
}

/** The value at a path as expressions read it: through the elements of arrays, and never by their index. */
export function follow(value: Value, parts: string[], at = 0): Value {
  if (Array.isArray(value)) return inList(value, parts, at)
  return isDoc(value) ? inDocument(value, parts, at) : undefined
}

function inDocument(doc: Doc, parts: string[], at: number): Value {
  const part = parts[at] as string
  const value = Object.hasOwn(doc, part) ? doc[part] : undefined
  return at === parts.length - 1 ? value : follow(value, parts, at + 1)
}

function inList(list: Value[], parts: string[], at: number): Value[] {
  const found: Value[] = []
  for (const item of list) {
    const value = isDoc(item) ? inDocument(item, parts, at) : undefined
    if (value !== undefined) found.push(value)
  }
  return found
}

/** @throws ServerError 15998, 16410, 40353 for parts that no path may have */
export function checkParts(parts: string[]): void {
  for (const [i, part] of parts.entries()) {
    if (part === '' && i === parts.length - 1 && i > 0)
      throw new ServerError(40353, "FieldPath must not end with a '.'.")
    checkFieldName(part)
  }
}

export function checkFieldName(name: string): void {
  if (name === '') throw new ServerError(15998, 'FieldPath field names may not be empty strings.')
  if (name.startsWith('$'))
    throw new ServerError(16410, `FieldPath field names may not start with '$'. Consider using $getField or $setField.`)
  if (name.includes('\0')) throw new ServerError(16411, 'FieldPath field names may not contain null bytes.')
}

function checkReadable(name: string): void {
  if (name === '') throw new ServerError(16869, 'empty variable names are not allowed')
  if (!/^[A-Za-z\u0080-\uffff]/.test(name))
    throw new ServerError(16870, `'${name}' starts with an invalid character for a variable name`)
  if (!/^[\w\u0080-\uffff]*$/.test(name))
    throw new ServerError(16871, `'${name}' contains an invalid character for a variable name`)
}

/** @throws ServerError 16866, 16867, 16868 for a name that a pipeline may not give */
export function checkVariableName(name: string): void {
  if (name === '') throw new ServerError(16866, 'empty variable names are not allowed')
  if (name === 'CURRENT') return
  if (!/^[a-z\u0080-\uffff]/.test(name))
    throw new ServerError(16867, `'${name}' starts with an invalid character for a user variable name`)
  if (!/^[\w\u0080-\uffff]*$/.test(name))
    throw new ServerError(16868, `'${name}' contains an invalid character for a variable name`)
}
