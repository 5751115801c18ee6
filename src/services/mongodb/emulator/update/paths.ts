import { badValue, ServerError } from '../errors.ts'
import { type Doc, isDoc, setOwn, type Value } from '../values/bson.ts'
import { isIndex } from '../values/paths.ts'
import { print } from '../values/print.ts'

const ARRAY_LIMIT = 1_500_000

/** What the positional parts of a path stand for in this document. */
export interface Positions {
  /** The element that the filter matched, for `$`. */
  matched: number | undefined
  /** Tests of the array filters, by identifier. */
  filters: Map<string, (element: Value) => boolean>
}

/** Replaces `$`, `$[]` and `$[name]` by the indexes of the elements they mean: one path may become many. */
export function expandPath(doc: Value, parts: string[], positions: Positions, from = 0): string[][] {
  const at = parts.findIndex((part, i) => i >= from && part.startsWith('$'))
  const part = parts[at]
  if (part === undefined) return [parts]
  const indexes = part === '$' ? [matchedIndex(positions)] : elementsOf(doc, parts.slice(0, at), part, positions)
  return indexes.flatMap((index) =>
    expandPath(doc, [...parts.slice(0, at), String(index), ...parts.slice(at + 1)], positions, at + 1),
  )
}

function matchedIndex({ matched }: Positions): number {
  if (matched === undefined) throw badValue('The positional operator did not find the match needed from the query.')
  return matched
}

function elementsOf(doc: Value, path: string[], part: string, positions: Positions): number[] {
  const array = valueAtPath(doc, path)
  const name = path.join('.')
  if (array === undefined)
    throw badValue(`The path '${name}' must exist in the document in order to apply array updates.`)
  if (!Array.isArray(array)) {
    throw badValue(`Cannot apply array updates to non-array element ${path.at(-1)}: ${print(array)}`)
  }
  if (part === '$[]') return [...array.keys()]
  const identifier = /^\$\[([a-z][A-Za-z0-9]*)\]$/.exec(part)?.[1] ?? ''
  const test = positions.filters.get(identifier)
  if (!test) throw badValue(`No array filter found for identifier '${identifier}' in path '${name}.${part}'`)
  return [...array.keys()].filter((i) => test(array[i]))
}

export function valueAtPath(doc: Value, path: string[]): Value {
  return path.reduce<Value>((value, part) => childOf(value, part), doc)
}

export function childOf(value: Value, part: string): Value {
  if (Array.isArray(value)) return isIndex(part) ? value[Number(part)] : undefined
  return isDoc(value) && Object.hasOwn(value, part) ? value[part] : undefined
}

/** Documents and arrays that an update has made itself, and may change. */
export type Own = WeakSet<object>

/** Sets the value at a path without wildcards, making the documents on the way. Changes `doc` and what is its own. */
export function setAt(doc: Doc, parts: string[], value: Value, own?: Own): void {
  let holder: Value = doc
  for (const [i, part] of parts.entries()) {
    const last = i === parts.length - 1
    if (Array.isArray(holder)) checkIndex(holder, part, parts.slice(0, i))
    else if (!isDoc(holder)) throw notViable(part, parts.slice(0, i), holder)
    const child = childOf(holder, part)
    const next: Value = last ? value : child === undefined ? {} : owned(child, own)
    if (next !== child) place(holder, part, next)
    holder = next
  }
}

/** The container itself when it may be changed, else a copy of it. */
function owned(container: Value, own: Own | undefined): Value {
  if (!own || typeof container !== 'object' || container === null || own.has(container)) return container
  const copy = Array.isArray(container) ? container.slice() : isDoc(container) ? { ...container } : container
  own.add(copy as object)
  return copy
}

function place(holder: Value, part: string, value: Value): void {
  if (!Array.isArray(holder)) {
    setOwn(holder as Doc, part, value)
    return
  }
  while (holder.length < Number(part)) holder.push(null)
  holder[Number(part)] = value
}

function checkIndex(array: Value[], part: string, path: string[]): void {
  if (!isIndex(part)) throw notViable(part, path, array)
  if (Number(part) > array.length + ARRAY_LIMIT) {
    throw badValue(`can't backfill more than ${ARRAY_LIMIT} elements`)
  }
}

function notViable(part: string, path: string[], value: Value): ServerError {
  return new ServerError(28, `Cannot create field '${part}' in element {${path.at(-1)}: ${print(value)}}`)
}

/** Takes the field away; in an array null takes its place. Changes `doc`. */
export function unsetAt(doc: Doc, parts: string[], own?: Own): void {
  if (valueAtPath(doc, parts) === undefined) return
  let holder: Value = doc
  for (const part of parts.slice(0, -1)) {
    const child = owned(childOf(holder, part), own)
    place(holder, part, child)
    holder = child
  }
  const part = parts.at(-1) ?? ''
  if (childOf(holder, part) === undefined) return
  if (Array.isArray(holder)) holder[Number(part)] = null
  else delete (holder as Doc)[part]
}
