import { badValue, ServerError } from '../errors.ts'
import { checkParts } from '../expressions/path.ts'
import { matchedElement } from '../update/positional.ts'
import { type Doc, isDoc, setOwn, toBoolean, toNumber, type Value } from '../values/bson.ts'
import { isNumeric } from '../values/numbers.ts'
import { metadata } from '../values/text-scores.ts'
import { addToTree, type FieldTree, withFields } from './field-tree.ts'
import { type Filter, textOf } from './filter.ts'
import { type CompileExpression, compileTest } from './match.ts'
import { isOperators, parseFilter } from './parse.ts'
import { exclude, include, PATH_COLLISION, treeOf } from './pick.ts'

export type Project = (doc: Doc, score?: number) => Doc

export interface Projection {
  project: Project
  /** For an inclusion of plain fields: their paths. An index that holds them all can answer without the documents. */
  plainPaths?: string[]
  /** `simple` when it takes or drops top-level fields and does no more. */
  isSimple: boolean
}

interface Parts {
  /** What the first field that is not `_id` made of it. */
  kind: 'inclusion' | 'exclusion' | undefined
  included: string[]
  excluded: string[]
  computed: FieldTree
  /** The score of the document at hand, for `$meta`. */
  score: { value: number | undefined }
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
  const parts: Parts = {
    kind: undefined,
    included: [],
    excluded: [],
    computed: new Map(),
    score: { value: undefined },
    slices: new Map(),
    inclusive: false,
    id: undefined,
  }
  for (const path of Object.keys(spec)) parseField(path, spec[path], parts, context)
  const isInclusion = parts.included.length > 0 || parts.inclusive || (parts.id === true && parts.excluded.length === 0)
  const withId = parts.id ?? true
  const paths = isInclusion ? [...(withId ? ['_id'] : []), ...parts.included, ...parts.slices.keys()] : parts.excluded
  if (!isInclusion && !withId) paths.push('_id')
  const tree = treeOf(paths)
  const pick = isInclusion ? include : exclude
  const isPlain = parts.computed.size === 0 && parts.slices.size === 0
  return {
    project: (doc, score) =>
      finish(isInclusion && paths.length === 0 ? {} : (pick(doc, tree) as Doc), doc, score, parts),
    ...(isInclusion && isPlain && { plainPaths: paths }),
    isSimple: isPlain && paths.every((path) => !path.includes('.')),
  }
}

function finish(result: Doc, doc: Doc, score: number | undefined, { computed, slices, score: current }: Parts): Doc {
  for (const [path, slice] of slices)
    replaceAt(result, path.split('.'), (value) => (Array.isArray(value) ? slice(value) : value))
  if (computed.size === 0) return result
  current.value = score
  return withFields(result, computed, doc)
}

function parseField(path: string, value: Value, parts: Parts, context: Context): void {
  if (context.isStage) checkParts(path.split('.'))
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
    addToTree(parts.computed, field, (doc) => positionalElement(doc, first, filter), PATH_COLLISION)
    setKind(parts, 'inclusion', path)
  } else {
    ;(wanted ? parts.included : parts.excluded).push(path)
    setKind(parts, wanted ? 'inclusion' : 'exclusion', path)
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
  if (name === '$slice' && !context.isStage && isSlice(argument)) {
    parts.slices.set(path, slicer(argument))
  } else if (name === '$elemMatch' && !context.isStage) {
    const test = elementTest(argument)
    compute(path, (doc) => firstElement(doc, path, test), parts)
  } else if (name === '$meta') {
    const read = metadata(argument)
    if (!context.isStage && !textOf(context.filter)) read(undefined)
    addToTree(parts.computed, path, () => read(parts.score.value), PATH_COLLISION)
    parts.inclusive ||= context.isStage === true
  } else {
    compute(path, context.compileExpression(value), parts)
  }
}

function compute(path: string, evaluate: (doc: Doc) => Value, parts: Parts): void {
  if (parts.kind === 'exclusion')
    throw new ServerError(31252, 'Cannot use expression other than $meta in exclusion projection')
  if (path !== '_id') setKind(parts, 'inclusion', path)
  parts.inclusive = true
  addToTree(parts.computed, path, evaluate, PATH_COLLISION)
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

/** @throws ServerError 31253, 31254 for a field that does not go with those before it */
function setKind(parts: Parts, kind: 'inclusion' | 'exclusion', path: string): void {
  parts.kind ??= kind
  if (parts.kind === kind) return
  if (kind === 'exclusion') throw new ServerError(31254, `Cannot do exclusion on field ${path} in inclusion projection`)
  throw new ServerError(31253, `Cannot do inclusion on field ${path} in exclusion projection`)
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
