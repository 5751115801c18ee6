import { badValue, failedToParse, ServerError } from '../errors.ts'
import { type Doc, isDoc, toNumber, type Value } from '../values/bson.ts'
import { compareValues } from '../values/compare.ts'
import { reach } from '../values/paths.ts'

export interface SortField {
  path: string
  parts: string[]
  /** 1, -1, or `score` for `{ $meta: 'textScore' }`. */
  direction: 1 | -1 | 'score'
}

export function parseSort(sort: Value): SortField[] {
  if (sort === undefined || sort === null) return []
  if (!isDoc(sort)) throw failedToParse('Expected field sort to be of type object')
  return Object.keys(sort).map((path) => {
    const value = sort[path]
    if (path === '') throw badValue('FieldPath cannot be constructed with empty string')
    if (isDoc(value)) {
      if (value['$meta'] === 'textScore') return { path, parts: [path], direction: 'score' }
      throw badValue(`Illegal key in $sort specification: ${path}`)
    }
    const direction = toNumber(value)
    if (direction === undefined)
      throw new ServerError(15974, `Illegal key in $sort specification: ${path}: ${String(value)}`)
    if (direction !== 1 && direction !== -1)
      throw new ServerError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)')
    if (path === '$natural') return { path, parts: [path], direction }
    return { path, parts: path.split('.'), direction }
  })
}

/** Sorts by what each item's document holds; equal items stay in their order. */
export function sortBy<T>(
  items: T[],
  fields: SortField[],
  docOf: (item: T) => Doc,
  scoreOf: (item: T) => number = () => 0,
): T[] {
  const keyed = items.map((item) => ({ item, keys: fields.map((field) => sortKey(field, docOf(item), scoreOf(item))) }))
  keyed.sort((a, b) => {
    for (const [i, { direction }] of fields.entries()) {
      const order = compareValues(a.keys[i], b.keys[i])
      if (order !== 0) return direction === 1 ? order : -order
    }
    return 0
  })
  return keyed.map(({ item }) => item)
}

/** What a document is ordered by, field by field. */
export function sortKeys(fields: SortField[], doc: Doc): Value[] {
  return fields.map((field) => sortKey(field, doc, 0))
}

/** Of an array, the smallest element counts when ascending and the largest when descending. */
function sortKey({ parts, direction }: SortField, doc: Doc, score: number): Value {
  if (direction === 'score') return score
  const found = reach(doc, parts).flatMap((value) =>
    Array.isArray(value) ? (value.length === 0 ? [undefined] : value) : [value ?? null],
  )
  if (found.length === 0) return null
  return found.reduce((best, value) => (compareValues(value, best) * direction < 0 ? value : best))
}
