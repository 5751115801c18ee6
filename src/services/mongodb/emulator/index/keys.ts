import { ServerError } from '../errors.ts'
import { type Doc, isDoc, type Value } from '../values/bson.ts'
import { isIndex } from '../values/paths.ts'
import type { IndexField } from './spec.ts'

export interface DocumentKeys {
  /** One key, or one per element when a field holds an array. */
  keys: Value[][]
  /** For each field, how many parts of its path lead to an array: `tags` in { tags: [] } gives [1]. Empty: none. */
  arrays: number[][]
}

interface Walk {
  value: Value
  /** How many parts of the path are behind. */
  depth: number
  done: boolean
  parts: string[]
}

/** The keys of a document in an index on these fields. @throws ServerError 171 for arrays in two of them */
export function documentKeys(doc: Doc, fields: IndexField[]): DocumentKeys {
  const [only] = fields
  const simple = only && fields.length === 1 && only.parts.length === 1 ? doc[only.path] : undefined
  if (simple !== undefined && !Array.isArray(simple) && Object.hasOwn(doc, only?.path ?? ''))
    return { keys: [[simple]], arrays: [[]] }
  const result: DocumentKeys = { keys: [], arrays: fields.map(() => []) }
  expand(
    fields.map(({ parts }) => ({ value: doc, depth: 0, done: false, parts })),
    result,
  )
  return result
}

function expand(walks: Walk[], result: DocumentKeys): void {
  const ahead = walks.map(advance)
  const stopped = ahead.filter(({ done }) => !done)
  const [first] = stopped
  if (!first) {
    result.keys.push(ahead.map(({ value }) => (value === undefined ? null : value)))
    return
  }
  const other = stopped.find(({ value }) => value !== first.value)
  if (other) {
    throw new ServerError(171, `cannot index parallel arrays [${nameOf(other)}] [${nameOf(first)}]`)
  }
  for (const [i, walk] of ahead.entries()) {
    const seen = result.arrays[i]
    if (!walk.done && seen && !seen.includes(walk.depth)) seen.push(walk.depth)
  }
  const elements = first.value as Value[]
  for (const item of elements)
    expand(
      ahead.map((walk) => (walk.done ? walk : enter(walk, item))),
      result,
    )
  if (elements.length === 0) addEmpty(ahead, result)
}

/** Goes down the path until its end or an array. */
function advance(walk: Walk): Walk {
  if (walk.done) return walk
  let { value, depth } = walk
  const { parts } = walk
  while (depth < parts.length) {
    const part = parts[depth] ?? ''
    if (Array.isArray(value)) {
      if (!isIndex(part)) return { value, depth, done: false, parts }
      value = value[Number(part)]
    } else {
      value = isDoc(value) && Object.hasOwn(value, part) ? value[part] : undefined
    }
    depth++
    if (value === undefined) return { value: null, depth, done: true, parts }
  }
  return { value, depth, done: !Array.isArray(value), parts }
}

/** An array within an array is a value, at the end of a path as on the way. */
function enter({ parts, depth }: Walk, item: Value): Walk {
  if (depth === parts.length) return { value: item, depth, done: true, parts }
  return Array.isArray(item) ? { value: null, depth, done: true, parts } : { value: item, depth, done: false, parts }
}

/** The key of an empty array is undefined, which comes before null. */
function addEmpty(walks: Walk[], result: DocumentKeys): void {
  result.keys.push(
    walks.map(({ done, value, depth, parts }) => (done ? value : depth === parts.length ? undefined : null)),
  )
}

function nameOf({ parts, depth }: Walk): string {
  return parts[depth - 1] ?? parts[0] ?? ''
}
