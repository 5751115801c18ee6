import { ServerError } from '../errors.ts'
import { TextIndex } from '../index/text.ts'
import { conjuncts, type Filter, type Leaf, textOf } from '../query/filter.ts'
import type { Collection } from '../storage/collection.ts'
import { Or } from './combine.ts'
import { Fetch } from './operators.ts'
import { type Access, conditionOf, type Query } from './query.ts'
import { TextMatch, TextOr, TextScan } from './text.ts'

/** Docs: "Explain Results", TEXT_MATCH. Documents are fetched before they are tested, by TEXT_OR when weights are wanted. */
export function textAccess(collection: Collection, query: Query): Access {
  const index = collection.indexes.find((candidate) => candidate instanceof TextIndex)
  const text = textOf(query.filter)
  if (!(index instanceof TextIndex) || !text) throw new ServerError(27, 'text index required for $text query')
  const parts = conjuncts(query.filter).filter((part) => part.kind !== 'text')
  const fixed = prefixFilters(index, parts)
  const rest = conditionOf(
    parts.filter((part) => !fixed.includes(part as Leaf)),
    query,
  )
  const prefix = index.prefixOf(fixed.map(({ value }) => value))
  const scans = [...new Set(index.parse(text).terms)].map((term) => new TextScan(index, prefix, term))
  const [only] = scans
  const found = query.wantsScore
    ? new TextOr(scans, collection, rest)
    : new Fetch(only && scans.length === 1 ? only : new Or(scans), collection, rest)
  const match = new TextMatch(found, index, text, Object.fromEntries(fixed.map(({ path, value }) => [path, value])))
  return { stage: match, sorted: query.sort.length === 0, fetched: true }
}

function prefixFilters({ spec }: TextIndex, parts: Filter[]): Leaf[] {
  return spec.prefix.map((path) => {
    const found = parts.find(
      (part): part is Leaf => part.kind === 'leaf' && part.path === path && part.operator === 'eq',
    )
    if (!found)
      throw new ServerError(
        291,
        'error processing query: planner returned error :: caused by :: failed to use text index to satisfy $text query (if text index is compound, are equality predicates given for all prefix fields?)',
      )
    return found
  })
}
