import { badValue, ServerError } from '../errors.ts'
import { matchedElement } from '../update/positional.ts'
import { type Doc, isDoc, setOwn, toBoolean, toNumber, type Value } from '../values/bson.ts'
import { isNumeric } from '../values/numbers.ts'
import type { Filter } from './filter.ts'
import { type CompileExpression, compileTest } from './match.ts'
import { isOperators, parseFilter } from './parse.ts'

export type Project = (doc: Doc, score?: number) => Doc

export interface Projection {
  project: Project
  /** For an inclusion of plain fields: their paths. An index that holds them all can answer without the documents. */
  plainPaths?: string[]
  /** `simple` when it takes or drops top-level fields and does no more. */
  isSimple: boolean
}

interface Tree {
  children: Map<string, Tree>
}

interface Parts {
  included: string[]
  excluded: string[]
  computed: [string, (doc: Doc, score: number) => Value][]
  slices: Map<string, (list: Value[]) => Value[]>
  /** Whether computed fields make this an inclusion. */
  inclusive: boolean
  id: boolean | undefined
}

interface Context {
  filter: Filter
  compileExpression: CompileExpression
  /** A `$project` stage: there a score alone leaves the other fields out, in a find it does not. */
  isStage?: boolean
}

/** Undefined when the whole document is asked for. */
export function compileProjection(spec: Value, context: Context): Projection | undefined {
  if (!isDoc(spec) || Object.keys(spec).length === 0) return undefined
  const parts: Parts = { included: [], excluded: [], computed: [], slices: new Map(), inclusive: false, id: undefined }
  for (const path of Object.keys(spec)) parseField(path, spec[path], parts, context)
  checkMix(parts)
  const isInclusion = parts.included.length > 0 || parts.inclusive || (parts.id === true && parts.excluded.length === 0)
  const withId = parts.id ?? true
  const paths = isInclusion ? [...(withId ? ['_id'] : []), ...parts.included, ...parts.slices.keys()] : parts.excluded
  if (!isInclusion && !withId) paths.push('_id')
  const tree = treeOf(paths)
  const pick = isInclusion ? include : exclude
  const isPlain = parts.computed.length === 0 && parts.slices.size === 0
  return {
    project: (doc, score = 0) =>
      finish(isInclusion && paths.length === 0 ? {} : (pick(doc, tree) as Doc), doc, score, parts),
    ...(isInclusion && isPlain && { plainPaths: paths }),
    isSimple: isPlain && paths.every((path) => !path.includes('.')),
  }
}

function finish(result: Doc, doc: Doc, score: number, { computed, slices }: Parts): Doc {
  for (const [path, slice] of slices)
    replaceAt(result, path.split('.'), (value) => (Array.isArray(value) ? slice(value) : value))
  for (const [path, compute] of computed) {
    const value = compute(doc, score)
    if (value !== undefined) setComputed(result, path.split('.'), value)
  }
  return result
}

function parseField(path: string, value: Value, parts: Parts, context: Context): void {
  if (path === '') throw new ServerError(40352, 'FieldPath cannot be constructed with empty string')
  if (path.startsWith('$'))
    throw new ServerError(16410, "FieldPath field names may not start with '$'. Consider using $getField or $setField.")
  if (isDoc(value) && !isOperators(value)) {
    if (Object.keys(value).length === 0)
      throw new ServerError(51270, 'An empty sub-projection is not a valid value. Found empty object at path')
    for (const key of Object.keys(value)) parseField(`${path}.${key}`, value[key], parts, context)
  } else if (isOperators(value)) {
    parseOperator(path, value, parts, context)
  } else if (isNumeric(value) || typeof value === 'boolean') {
    parseFlag(path, toBoolean(value), parts, context)
  } else {
    compute(path, context.compileExpression(value), parts)
  }
}

function parseFlag(path: string, wanted: boolean, parts: Parts, { filter }: Context): void {
  if (path === '_id') {
    parts.id = wanted
  } else if (path.endsWith('.$')) {
    const field = path.slice(0, -2)
    parts.included.push(field)
    parts.slices.set(field, (list) => list)
    const first = field.split('.')
    parts.computed.push([field, (doc) => positionalElement(doc, first, filter)])
  } else {
    ;(wanted ? parts.included : parts.excluded).push(path)
  }
}

function positionalElement(doc: Doc, path: string[], filter: Filter): Value {
  const index = matchedElement(filter, doc)
  if (index === undefined)
    throw new ServerError(
      51246,
      "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
    )
  const array = path.reduce<Value>((value, part) => (isDoc(value) ? value[part] : undefined), doc)
  return Array.isArray(array) ? array.slice(index, index + 1) : array
}

function parseOperator(path: string, value: Doc, parts: Parts, context: Context): void {
  const name = Object.keys(value)[0] ?? ''
  const argument = value[name]
  if (name === '$slice' && isSlice(argument)) {
    parts.slices.set(path, slicer(argument))
  } else if (name === '$elemMatch') {
    const test = elementTest(argument)
    compute(path, (doc) => firstElement(doc, path, test), parts)
  } else if (name === '$meta') {
    if (argument !== 'textScore') throw badValue(`Unsupported argument to $meta: ${String(argument)}`)
    parts.computed.push([path, (_doc, score) => score])
    parts.inclusive ||= context.isStage === true
  } else {
    compute(path, context.compileExpression(value), parts)
  }
}

function compute(path: string, evaluate: (doc: Doc) => Value, parts: Parts): void {
  parts.inclusive = true
  parts.computed.push([path, evaluate])
}

/** `{ $slice: 5 }` or `[skip, limit]` with numbers; with an array first it is the aggregation expression. */
function isSlice(argument: Value): boolean {
  return isNumeric(argument) || (Array.isArray(argument) && argument.every(isNumeric))
}

function slicer(argument: Value): (list: Value[]) => Value[] {
  if (!Array.isArray(argument)) {
    const count = toNumber(argument) ?? 0
    return (list) => (count < 0 ? list.slice(count) : list.slice(0, count))
  }
  const [skip = 0, limit = 0] = argument.map(toNumber)
  if (limit <= 0) throw new ServerError(28724, '$slice limit must be positive')
  return (list) => {
    const from = skip < 0 ? Math.max(0, list.length + skip) : skip
    return list.slice(from, from + limit)
  }
}

function elementTest(argument: Value): (item: Value) => boolean {
  const filter = parseFilter({ list: { $elemMatch: argument } })
  if (filter.kind !== 'leaf') throw badValue('elemMatch: Invalid argument, object required')
  const test = compileTest(filter)
  return (item) => test([item])
}

function firstElement(doc: Doc, path: string, test: (item: Value) => boolean): Value {
  const list = path.split('.').reduce<Value>((value, part) => (isDoc(value) ? value[part] : undefined), doc)
  const found = Array.isArray(list) ? list.find(test) : undefined
  return found === undefined ? undefined : [found]
}

function checkMix({ included, excluded, inclusive }: Parts): void {
  const [wanted] = included
  const [dropped] = excluded
  if (dropped === undefined || (wanted === undefined && !inclusive)) return
  throw new ServerError(31254, `Cannot do exclusion on field ${dropped} in inclusion projection`)
}

function treeOf(paths: string[]): Tree {
  const root: Tree = { children: new Map() }
  for (const path of paths) {
    let node = root
    for (const part of path.split('.')) {
      const next = node.children.get(part) ?? { children: new Map() }
      node.children.set(part, next)
      node = next
    }
  }
  return root
}

function include(value: Value, tree: Tree): Value {
  if (tree.children.size === 0) return value
  if (Array.isArray(value)) return value.map((item) => include(item, tree)).filter((item) => item !== undefined)
  if (!isDoc(value)) return undefined
  const result: Doc = {}
  for (const key of Object.keys(value)) {
    const child = tree.children.get(key)
    const kept = child ? include(value[key], child) : undefined
    if (kept !== undefined) setOwn(result, key, kept)
  }
  return result
}

function exclude(value: Value, tree: Tree): Value {
  if (Array.isArray(value)) return value.map((item) => exclude(item, tree))
  if (!isDoc(value)) return value
  const result: Doc = {}
  for (const key of Object.keys(value)) {
    const child = tree.children.get(key)
    if (!child) setOwn(result, key, value[key])
    else if (child.children.size > 0) setOwn(result, key, exclude(value[key], child))
  }
  return result
}

/** Replaces what a path leads to, in copies of the documents on the way: stored documents are never changed. */
function replaceAt(holder: Doc, [part, ...rest]: string[], change: (value: Value) => Value): void {
  if (part === undefined || !Object.hasOwn(holder, part)) return
  const value = holder[part]
  if (rest.length === 0) {
    setOwn(holder, part, change(value))
  } else if (isDoc(value)) {
    const copy = { ...value }
    replaceAt(copy, rest, change)
    setOwn(holder, part, copy)
  }
}

function setComputed(holder: Doc, [part = '', ...rest]: string[], value: Value): void {
  if (rest.length === 0) {
    setOwn(holder, part, value)
    return
  }
  const child = isDoc(holder[part]) ? { ...holder[part] } : {}
  setComputed(child, rest, value)
  setOwn(holder, part, child)
}
