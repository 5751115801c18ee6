import { ServerError } from '../errors.ts'
import { type Doc, isDoc, toNumber, typeName, type Value } from '../values/bson.ts'
import { bracketOf, compareValues, equalValues, keyOf } from '../values/compare.ts'
import { reach } from '../values/paths.ts'
import { bitsOf } from './bits.ts'
import type { Filter, Leaf } from './filter.ts'
import { isRegex, type ServerRegExp, toRegExp } from './regex.ts'
import { compileSchema } from './schema.ts'

export type Predicate = (doc: Doc) => boolean
type Test = (value: Value) => boolean

/** Turns an aggregation expression into a function; handed in because it needs the whole aggregation engine. */
export type CompileExpression = (expression: Value) => (doc: Doc) => Value

/** A function that says whether a document matches. */
export function compileFilter(filter: Filter, compileExpression?: CompileExpression): Predicate {
  const compile = (part: Filter) => compileFilter(part, compileExpression)
  switch (filter.kind) {
    case 'and':
    case 'or':
    case 'nor':
      return compileList(filter.kind, filter.filters.map(compile))
    case 'not': {
      const inner = compile(filter.filter)
      return (doc) => !inner(doc)
    }
    case 'where':
    case 'expr': {
      if (!compileExpression) throw new ServerError(224, '$expr is not allowed in this context')
      const evaluate = compileExpression(filter.expression)
      return (doc) => isTrue(evaluate(doc))
    }
    case 'schema':
      return compileSchema(filter.schema)
    case 'text':
      // The text index has already decided.
      return () => true
    case 'constant':
      return () => filter.value
    case 'leaf':
      return compileLeaf(filter, compileExpression)
  }
}

function compileList(kind: 'and' | 'or' | 'nor', predicates: Predicate[]): Predicate {
  if (kind === 'or') return (doc) => predicates.some((test) => test(doc))
  if (kind === 'nor') return (doc) => !predicates.some((test) => test(doc))
  const [first, second] = predicates
  if (predicates.length === 1 && first) return first
  if (predicates.length === 2 && first && second) return (doc) => first(doc) && second(doc)
  return (doc) => predicates.every((test) => test(doc))
}

/** Null, undefined, false and 0 are not true; everything else is. */
export function isTrue(value: Value): boolean {
  return value !== undefined && value !== null && value !== false && toNumber(value) !== 0
}

function compileLeaf(leaf: Leaf, compileExpression?: CompileExpression): Predicate {
  const test = compileTest(leaf, compileExpression)
  const { parts } = leaf
  const [only] = parts
  if (parts.length > 1 || only === undefined) return (doc) => reach(doc, parts).some(test)
  // Elements of $elemMatch are tested under the empty path; all others are fields of a document.
  return (doc) => test(Object.hasOwn(doc, only) ? doc[only] : undefined)
}

/** Tests what a path leads to. An array passes when it does so itself or one of its elements does. */
export function compileTest({ operator, value }: Leaf, compileExpression?: CompileExpression): Test {
  switch (operator) {
    case 'exists':
      return (found) => found !== undefined
    case 'size':
      return (found) => Array.isArray(found) && found.length === value
    case 'elemMatchObject': {
      const matches = compileFilter(value as Filter, compileExpression)
      return (found) => Array.isArray(found) && found.some((item) => isContainer(item) && matches(item as Doc))
    }
    case 'elemMatchValue': {
      const matches = compileFilter(value as Filter, compileExpression)
      return (found) => Array.isArray(found) && found.some((item) => matches({ '': item }))
    }
    case 'type':
      return anyElement((found) => (value as string[]).includes(typeName(found)))
    case 'eq':
      return value === null ? anyElement(isNull) : anyElement((found) => equalValues(found, value))
    case 'in':
      return anyElement(compileIn(value as Value[]))
    case 'regex':
      return anyElement((found) => matchesRegex(value as ServerRegExp, found))
    case 'mod':
      return anyElement((found) => matchesMod(value as [number, number], found))
    case 'bits':
      return anyElement((found) => matchesBits(value as { test: string; mask: bigint }, found))
    default:
      return compileRange(operator, value)
  }
}

function anyElement(test: Test): Test {
  return (found) => test(found) || (Array.isArray(found) && found.some(test))
}

function isContainer(value: Value): boolean {
  return isDoc(value) || Array.isArray(value)
}

function isNull(value: Value): boolean {
  return value === null || value === undefined
}

/** Only values of the same kind compare; null also stands for fields that are not there. */
function compileRange(operator: 'gt' | 'gte' | 'lt' | 'lte', value: Value): Test {
  if (value === null) return operator.endsWith('e') ? anyElement(isNull) : () => false
  const bracket = bracketOf(value)
  const anyType = bracket === -1 || bracket === 127
  const holds = {
    gt: (order: number) => order > 0,
    gte: (order: number) => order >= 0,
    lt: (order: number) => order < 0,
    lte: (order: number) => order <= 0,
  }[operator]
  const wantsNaN = Number.isNaN(toNumber(value))
  return anyElement((found) => {
    if (!anyType && bracketOf(found) !== bracket) return false
    if (found === undefined) return false
    if (wantsNaN !== Number.isNaN(toNumber(found))) return false
    return holds(compareValues(found, value))
  })
}

function compileIn(list: Value[]): Test {
  const patterns = list.filter(isRegex).map((entry) => toRegExp(entry))
  const keys = new Set(list.filter((entry) => !isRegex(entry)).map(keyOf))
  if (keys.has('null')) keys.add('undefined')
  return (found) => keys.has(keyOf(found)) || patterns.some((pattern) => matchesRegex(pattern, found))
}

function matchesRegex(pattern: ServerRegExp, value: Value): boolean {
  if (typeof value === 'string') return pattern.test(value)
  if (!isRegex(value)) return false
  const other = toRegExp(value)
  return other.source === pattern.source && other.options === pattern.options
}

function matchesMod([divisor, rest]: [number, number], value: Value): boolean {
  const number = toNumber(value)
  return number !== undefined && Number.isFinite(number) && Math.trunc(number) % divisor === rest
}

function matchesBits({ test, mask }: { test: string; mask: bigint }, value: Value): boolean {
  const bits = bitsOf(value)
  if (bits === undefined) return false
  const common = bits & mask
  if (test === '$bitsAllSet') return common === mask
  if (test === '$bitsAnySet') return common !== 0n
  return test === '$bitsAllClear' ? common === 0n : common !== mask
}
