import { badValue, failedToParse, ServerError } from '../errors.ts'
import type { Filter } from '../query/filter.ts'
import { compileFilter } from '../query/match.ts'
import { parseFilter } from '../query/parse.ts'
import { clone, type Doc, isDoc, setOwn, typeName, type Value } from '../values/bson.ts'
import { identical } from '../values/compare.ts'
import { overlap } from '../values/paths.ts'
import { print } from '../values/print.ts'
import type { Operator } from './operator.ts'
import { OPERATORS } from './operators.ts'
import { childOf, expandPath, type Own, type Positions, setAt, unsetAt, valueAtPath } from './paths.ts'
import { matchedElement } from './positional.ts'

/** Gives the document as it is to be; the same object when nothing changes. Never changes what it is given. */
export type Update = (doc: Doc, options?: { inserting?: boolean }) => Doc

/** Runs the stages of a pipeline-style update on one document. */
export type RunPipeline = (pipeline: Doc[], doc: Doc) => Doc

interface Change {
  name: string
  path: string
  parts: string[]
  operate?: Operator
  /** Of `$rename`. */
  to?: string
}

export interface UpdateOptions {
  filter: Filter
  arrayFilters?: Value
  runPipeline?: RunPipeline
}

/** @throws ServerError for an update that MongoDB refuses whatever the document */
export function compileUpdate(spec: Value, options: UpdateOptions): Update {
  if (Array.isArray(spec)) return pipelineUpdate(spec as Doc[], options)
  if (!isDoc(spec)) throw failedToParse('Update argument must be either an object or an array')
  const isModifier = (Object.keys(spec)[0] ?? '').startsWith('$')
  return isModifier ? modifierUpdate(spec, options) : replacement(spec)
}

function replacement(spec: Doc): Update {
  const stray = Object.keys(spec).find((key) => key.startsWith('$'))
  if (stray)
    throw new ServerError(
      52,
      `The dollar ($) prefixed field '${stray}' in '${stray}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    )
  return (doc) => {
    if (Object.hasOwn(spec, '_id') && Object.hasOwn(doc, '_id') && !identical(spec['_id'], doc['_id'])) {
      throw new ServerError(
        66,
        `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${print(spec['_id'])}`,
      )
    }
    return withId(doc['_id'] ?? spec['_id'], clone(spec), doc)
  }
}

function pipelineUpdate(pipeline: Doc[], { runPipeline }: UpdateOptions): Update {
  return (doc) => {
    if (!runPipeline) throw failedToParse('A pipeline cannot be used here')
    const result = runPipeline(pipeline, clone(doc))
    if (Object.hasOwn(result, '_id') && !identical(result['_id'], doc['_id'])) throw changesId()
    return withId(doc['_id'], result, doc)
  }
}

/** The id stays and comes first. */
function withId(id: Value, next: Doc, before: Doc): Doc {
  const { _id, ...rest } = next
  const result: Doc = id === undefined ? rest : { _id: id }
  if (id !== undefined) for (const key of Object.keys(next)) if (key !== '_id') setOwn(result, key, next[key])
  return identical(result, before) ? before : result
}

function modifierUpdate(spec: Doc, { filter, arrayFilters }: UpdateOptions): Update {
  const changes = Object.keys(spec).flatMap((name) => parseModifier(name, spec[name]))
  checkConflicts(changes)
  changes.sort((a, b) => comparePaths(a.parts, b.parts))
  const filters = compileArrayFilters(arrayFilters, changes)
  const positional = changes.some(({ parts }) => parts.includes('$'))
  return (doc, { inserting = false } = {}) => {
    const positions = { matched: positional ? matchedElement(filter, doc) : undefined, filters }
    const next = { ...doc }
    const own = new WeakSet<object>([next])
    for (const change of changes) {
      if (change.name !== '$setOnInsert' || inserting) applyChange(next, change, positions, own)
    }
    if (Object.hasOwn(doc, '_id') && !identical(next['_id'], doc['_id'])) throw changesId()
    return identical(next, doc) ? doc : next
  }
}

function changesId(): ServerError {
  return new ServerError(66, "Performing an update on the path '_id' would modify the immutable field '_id'")
}

function parseModifier(name: string, fields: Value): Change[] {
  const known = Object.hasOwn(OPERATORS, name) || name === '$unset' || name === '$rename'
  if (!known)
    throw failedToParse(
      `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
    )
  if (!isDoc(fields)) {
    throw failedToParse(
      `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${name}: ${print(fields)}}`,
    )
  }
  return Object.keys(fields).flatMap((path) => {
    const parts = path.split('.')
    checkPath(path, parts)
    if (name === '$unset') return [{ name, path, parts }]
    if (name === '$rename') return renameChanges(path, parts, fields[path])
    const operate = OPERATORS[name]?.(fields[path], path)
    return [{ name, path, parts, ...(operate && { operate }) }]
  })
}

function renameChanges(path: string, parts: string[], to: Value): Change[] {
  if (typeof to !== 'string') throw badValue(`The 'to' field for $rename must be a string: ${path}: ${print(to)}`)
  checkPath(to, to.split('.'))
  if (overlap(path, to)) throw badValue(`The source and target field for $rename must differ: ${path}: ${print(to)}`)
  return [{ name: '$rename', path, parts, to }]
}

function checkPath(path: string, parts: string[]): void {
  if (path === '') throw new ServerError(56, 'An empty update path is not valid.')
  if (parts.includes(''))
    throw new ServerError(56, `The update path '${path}' contains an empty field name, which is not allowed.`)
  if (parts[0]?.startsWith('$')) {
    const isPosition = parts[0] === '$' || parts[0].startsWith('$[')
    if (isPosition) throw badValue(`Cannot have positional (i.e. '$') element in the first position in path '${path}'`)
    throw new ServerError(
      52,
      `The dollar ($) prefixed field '${parts[0]}' in '${path}' is not allowed in the context of an update's document. Consider using an aggregation pipeline with $replaceWith.`,
    )
  }
}

function checkConflicts(changes: Change[]): void {
  const paths = changes.flatMap(({ path, to }) => (to === undefined ? [path] : [path, to]))
  for (const [i, path] of paths.entries()) {
    const other = paths.slice(0, i).find((earlier) => overlap(path, earlier))
    if (other === undefined) continue
    const common = other.length < path.length ? other : path
    throw new ServerError(40, `Updating the path '${path}' would create a conflict at '${common}'`)
  }
}

/** Fields are written in the order of their names, indexes in that of the numbers (docs: "Update Operators", Behavior). */
function comparePaths(a: string[], b: string[]): number {
  for (const [i, part] of a.entries()) {
    const other = b[i]
    if (other === undefined) return 1
    if (part === other) continue
    const numbers = [Number(part), Number(other)] as const
    if (numbers.every(Number.isInteger)) return numbers[0] - numbers[1]
    return part < other ? -1 : 1
  }
  return a.length - b.length
}

function applyChange(doc: Doc, change: Change, positions: Positions, own: Own): void {
  for (const parts of expandPath(doc, change.parts, positions)) {
    if (change.name === '$unset') unsetAt(doc, parts, own)
    else if (change.to !== undefined) rename(doc, parts, change.to, own)
    else if (change.operate) operateAt(doc, parts, change.operate, own)
  }
}

function operateAt(doc: Doc, parts: string[], operate: Operator, own: Own): void {
  const present = valueAtPath(doc, parts)
  const next = operate(present, { path: parts.join('.'), id: doc['_id'] })
  if (next === undefined && present === undefined) return
  setAt(doc, parts, next, own)
}

function rename(doc: Doc, parts: string[], to: string, own: Own): void {
  const value = valueAtPath(doc, parts)
  if (value === undefined) return
  const through = [parts, to.split('.')].find((path) =>
    path.some((_, i) => i > 0 && Array.isArray(valueAtPath(doc, path.slice(0, i)))),
  )
  if (through)
    throw badValue(
      `The source field cannot be an array element, '${through.join('.')}' in doc with _id: ${print(doc['_id'])}`,
    )
  unsetAt(doc, parts, own)
  setAt(doc, to.split('.'), value, own)
}

function compileArrayFilters(list: Value, changes: Change[]): Positions['filters'] {
  const filters: Positions['filters'] = new Map()
  for (const entry of Array.isArray(list) ? list : []) {
    const name = isDoc(entry) ? identifierOf(entry) : ''
    if (!/^[a-z][A-Za-z0-9]*$/.test(name)) {
      throw badValue(
        `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
      )
    }
    if (filters.has(name))
      throw failedToParse(`Found multiple array filters with the same top-level field name ${name}`)
    if (!changes.some(({ parts }) => parts.includes(`$[${name}]`))) {
      throw failedToParse(`The array filter for identifier '${name}' was not used in the update`)
    }
    const test = compileFilter(parseFilter(entry))
    filters.set(name, (element) => test({ [name]: element }))
  }
  return filters
}

/** Array filters look like `{ 'item.qty': { $gt: 5 } }` or `{ $or: [{ item: 1 }, …] }`. */
function identifierOf(filter: Doc): string {
  const key = Object.keys(filter)[0] ?? ''
  const list = filter[key]
  if (!key.startsWith('$')) return key.split('.')[0] ?? ''
  return Array.isArray(list) && isDoc(list[0]) ? identifierOf(list[0]) : ''
}

/** The document that an upsert starts from: what the filter demands by equality. */
export function documentOf(filter: Filter, doc: Doc = {}): Doc {
  if (filter.kind === 'and' || (filter.kind === 'or' && filter.filters.length === 1)) {
    for (const part of filter.filters) documentOf(part, doc)
  }
  if (filter.kind === 'leaf') {
    const only =
      filter.operator === 'in' && (filter.value as Value[]).length === 1 ? (filter.value as Value[])[0] : undefined
    const value = filter.operator === 'eq' ? filter.value : only
    if (value !== undefined) {
      if (childOf(doc, filter.path) !== undefined)
        throw new ServerError(54, `cannot infer query fields to set, path '${filter.path}' is matched twice`)
      setAt(doc, filter.parts, clone(value))
    }
  }
  return doc
}
