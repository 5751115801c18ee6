import type { Filter } from '../query/filter.ts'
import { compileTest } from '../query/match.ts'
import type { Doc, Value } from '../values/bson.ts'
import { isDoc } from '../values/bson.ts'
import { isIndex, reach } from '../values/paths.ts'

/** The index of the array element by which a document matched the filter: what `$` stands for. */
export function matchedElement(filter: Filter, doc: Doc): number | undefined {
  if (filter.kind === 'and' || filter.kind === 'or') {
    for (const part of filter.filters) {
      const index = matchedElement(part, doc)
      if (index !== undefined) return index
    }
  }
  if (filter.kind !== 'leaf') return undefined
  if (filter.operator === 'elemMatchObject' || filter.operator === 'elemMatchValue') {
    const single = compileTest(filter)
    return firstMatch(doc, filter.parts, (item) => single([item]))
  }
  return firstMatch(doc, filter.parts, compileTest(filter))
}

/** Goes along the path to its first array, and finds the element from which the rest of the path passes. */
function firstMatch(doc: Doc, parts: string[], test: (value: Value) => boolean): number | undefined {
  let value: Value = doc
  for (const [i, part] of parts.entries()) {
    if (Array.isArray(value)) {
      if (isIndex(part)) return Number(part)
      const rest = parts.slice(i)
      return found(value.findIndex((item) => isDoc(item) && reach(item, rest).some(test)))
    }
    if (!isDoc(value)) return undefined
    value = value[part]
  }
  return Array.isArray(value) ? found(value.findIndex(test)) : undefined
}

function found(index: number): number | undefined {
  return index < 0 ? undefined : index
}
