import { Timestamp } from 'bson'
import { ServerError } from '../errors.ts'
import { type Doc, isDoc, setOwn, type Value } from '../values/bson.ts'
import { print } from '../values/print.ts'
import { constant, type Evaluate, type Expression, folded, LiveVariable, type Scope } from './expression.ts'
import { checkFieldName, checkVariableName, compilePath, ROOT } from './path.ts'
import { OPERATORS } from './table.ts'

/**
 * A function of a document.
 * @param variables their values by name: those of `let`, NOW and what a stage binds
 * @throws ServerError 168 for operators that do not exist, and the codes of arguments that are wrong
 */
export function compileExpression(expression: Value, variables?: Doc): Evaluate {
  return compileIn(expression, scopeOf(variables)).evaluate
}

/** The same with its scope given, as for `$redact`, and with what the compiler knows of it. */
export function compileIn(expression: Value, scope: Scope): Expression {
  if (typeof expression === 'string') {
    return expression.startsWith('$') ? compilePath(expression, scope) : constant(expression)
  }
  if (Array.isArray(expression)) return compileList(expression, scope)
  return isDoc(expression) ? compileDocument(expression, scope) : constant(expression)
}

const SYSTEM: [string, Expression][] = [
  ['ROOT', ROOT],
  ['CURRENT', ROOT],
  ['REMOVE', constant(undefined)],
  ['USER_ROLES', constant([])],
]

const PLAIN: Scope = new Map(SYSTEM)

export function scopeOf(variables: Doc | undefined): Scope {
  const scope = new Map<string, Expression>(PLAIN)
  for (const name of Object.keys(variables ?? {})) scope.set(name, variableOf(variables?.[name]))
  if (!scope.has('NOW')) for (const [name, value] of Object.entries(clock())) scope.set(name, constant(value))
  return scope
}

function variableOf(value: Value): Expression {
  return value instanceof LiveVariable ? { evaluate: () => value.value, constant: false } : constant(value)
}

function clock(): Doc {
  const now = new Date()
  return { NOW: now, CLUSTER_TIME: new Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 }) }
}

const remembered = new WeakMap<Doc, Doc>()

/** The variables of a command: its `let` (`c` of an update), computed once, and one time for all of it. */
export function variablesOf(command: Doc): Doc {
  const known = remembered.get(command)
  if (known) return known
  const variables = clock()
  remembered.set(command, variables)
  const given = command['c'] ?? command['let']
  if (isDoc(given)) addVariables(variables, given)
  return variables
}

/** @throws ServerError 4890500 for an expression that needs a document: a command has none */
function addVariables(variables: Doc, given: Doc): void {
  const scope = scopeOf(variables)
  for (const name of Object.keys(given)) {
    checkVariableName(name)
    const { evaluate, constant: isConstant } = compileIn(given[name], scope)
    if (!isConstant && needsDocument(given[name]))
      throw new ServerError(4890500, 'Command let Expression tried to access a field, but this is not allowed')
    setOwn(variables, name, evaluate({}))
  }
}

function needsDocument(expression: Value): boolean {
  if (typeof expression === 'string') return /^\$([^$]|\$(ROOT|CURRENT)\b)/.test(expression)
  if (Array.isArray(expression)) return expression.some(needsDocument)
  if (!isDoc(expression) || '$literal' in expression) return false
  return Object.keys(expression).some((key) => needsDocument(expression[key]))
}

function compileList(list: Value[], scope: Scope): Expression {
  const parts = list.map((item) => compileIn(item, scope))
  return folded((doc) => parts.map(({ evaluate }) => evaluate(doc) ?? null), parts)
}

function compileDocument(doc: Doc, scope: Scope): Expression {
  const keys = Object.keys(doc)
  const [name = ''] = keys
  if (!name.startsWith('$')) return compileObject(doc, keys, scope)
  if (keys.length > 1)
    throw new ServerError(15983, `An object representing an expression must have exactly one field: ${print(doc)}`)
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined
  if (!operator) throw new ServerError(168, `Unrecognized expression '${name}'`)
  return operator(doc[name], { name, scope, compile: (part, inner = scope) => compileIn(part, inner) })
}

function compileObject(doc: Doc, keys: string[], scope: Scope): Expression {
  for (const key of keys) {
    checkFieldName(key)
    if (key.includes('.'))
      throw new ServerError(16405, "FieldPath field names may not contain '.'. Consider using $getField or $setField.")
  }
  const parts = keys.map((key) => compileIn(doc[key], scope))
  return folded((root) => {
    const result: Doc = {}
    for (let i = 0; i < keys.length; i++) {
      const value = (parts[i] as Expression).evaluate(root)
      if (value !== undefined) setOwn(result, keys[i] as string, value)
    }
    return result
  }, parts)
}
