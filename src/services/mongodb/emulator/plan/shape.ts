import type { Filter } from '../query/filter.ts'
import type { Collection } from '../storage/collection.ts'
import { activeCollation } from '../values/collation.ts'
import type { Query } from './query.ts'

/** The hash of a query without its values (docs: "Query Plans", Plan Cache): queries that differ in values share it. */
export function queryHash({ filter, sort, projectionSpec }: Query): string {
  return hash(
    JSON.stringify([
      shapeOf(filter),
      sort.map(({ path, direction }) => [path, direction]),
      projectionSpec,
      activeCollation()?.spec,
    ]),
  )
}

/** Like `queryHash`, and different when other indexes are there to choose from. */
export function planCacheKey(query: Query, collection: Collection | undefined): string {
  return hash(queryHash(query) + (collection?.indexes.map(({ spec }) => spec.name).join() ?? ''))
}

function shapeOf(filter: Filter): unknown {
  switch (filter.kind) {
    case 'and':
    case 'or':
    case 'nor':
      return [filter.kind, filter.filters.map(shapeOf)]
    case 'not':
      return ['not', shapeOf(filter.filter)]
    case 'leaf':
      return [filter.operator, filter.path]
    case 'expr':
      return ['expr', filter.expression]
    default:
      return filter.kind
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): string {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return (value >>> 0).toString(16).toUpperCase().padStart(8, '0')
}
