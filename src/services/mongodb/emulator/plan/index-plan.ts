import type { BtreeIndex } from '../index/btree.ts'
import type { IndexField } from '../index/spec.ts'
import { conjuncts, type Filter, type Leaf } from '../query/filter.ts'
import { parseFilter } from '../query/parse.ts'
import { isRegex } from '../query/regex.ts'
import type { SortField } from '../query/sort.ts'
import { isDoc } from '../values/bson.ts'
import { activeCollation } from '../values/collation.ts'
import { identical } from '../values/compare.ts'
import { type Bounds, boundsOf } from './bounds.ts'
import { ALL, type Interval, intersect, isAll, isPoint, isWithin } from './intervals.ts'

/** What one index can do for a query. */
export interface IndexPlan {
  index: BtreeIndex
  intervals: Interval[][]
  /** Conditions that the keys have to be tested for, and those that the documents have to. */
  onKeys: Filter[]
  onDocuments: Filter[]
  /** False when the index was only taken for its order. */
  isBounded: boolean
}

/** @returns undefined when the index says nothing about the filter and `whole` is not wanted */
export function planIndex(index: BtreeIndex, filter: Filter, whole = false): IndexPlan | undefined {
  const { spec } = index
  if (spec.hidden || !servesFilter(index, filter)) return undefined
  const plan: IndexPlan = { index, intervals: [], onKeys: [], onDocuments: [], isBounded: false }
  const left = new Set(conjuncts(filter))
  const sources: Set<Filter>[] = []
  for (const i of spec.fields.keys()) {
    const source = new Set<Filter>()
    const intervals = fieldIntervals(index, i, left, plan, { earlier: sources, own: source })
    if (i === 0 && !intervals && !whole) return undefined
    if (intervals) plan.isBounded = true
    plan.intervals.push(intervals ?? ALL)
    sources.push(source)
  }
  plan.onDocuments.push(...left)
  return plan
}

/** The conditions that have narrowed the fields so far, and the field at hand. */
interface Sources {
  earlier: Set<Filter>[]
  own: Set<Filter>
}

/** Narrows one field by every condition on it, and takes those off the list that the bounds fully answer. */
function fieldIntervals(
  index: BtreeIndex,
  at: number,
  left: Set<Filter>,
  plan: IndexPlan,
  sources: Sources,
): Interval[] | undefined {
  const field = index.spec.fields[at]
  if (!field) return undefined
  const multikey = (index.arrays[at]?.size ?? 0) > 0
  const rivals = multikey ? arraySharers(index, at).filter((i) => !isAll(plan.intervals[i] ?? ALL)) : []
  let result: Interval[] | undefined
  for (const part of [...left]) {
    if (!rivals.every((i) => joins(part, index, [i, at], sources.earlier[i]))) continue
    if (!comparesAlike(part, index)) continue
    const bounds = partBounds(part, field, { sparse: index.spec.sparse, multikey })
    if (!bounds || (multikey && result)) continue
    sources.own.add(part)
    result = result ? intersect(result, bounds.intervals) : bounds.intervals
    if (bounds.tightness === 'fetch' || (bounds.tightness === 'covered' && multikey)) continue
    left.delete(part)
    if (bounds.tightness === 'covered') plan.onKeys.push(part)
  }
  return result
}

/** Texts are found in an index only in the order that the query compares by; patterns never by another than bytes. */
function comparesAlike(part: Filter, { spec }: BtreeIndex): boolean {
  if (spec.collation === undefined && activeCollation() === undefined) return true
  if (hasPattern(part)) return spec.collation === undefined
  return spec.collation === activeCollation() || !hasText(part)
}

function hasPattern(part: Filter): boolean {
  if (part.kind === 'not') return hasPattern(part.filter)
  if (part.kind === 'and') return part.filters.some(hasPattern)
  if (part.kind !== 'leaf') return false
  return part.operator === 'regex' || (Array.isArray(part.value) && part.value.some(isRegex))
}

function hasText(value: unknown): boolean {
  if (typeof value === 'string') return true
  if (Array.isArray(value)) return value.some(hasText)
  if (!isDoc(value)) return false
  if (value['kind'] === 'leaf') return hasText(value['value'])
  return Object.values(value).some(hasText)
}

function partBounds(
  part: Filter,
  field: IndexField,
  index: { sparse: boolean; multikey: boolean },
): Bounds | undefined {
  const leaf = part.kind === 'not' ? leafOf(part.filter) : part
  if (leaf?.kind !== 'leaf') return undefined
  if (leaf.path === field.path) return boundsOf(part, index)
  if (part.kind !== 'leaf' || part.operator !== 'elemMatchObject' || !field.path.startsWith(`${part.path}.`))
    return undefined
  const inner = field.path.slice(part.path.length + 1)
  const found = conjuncts(part.value as Filter).find(
    (condition) => condition.kind === 'leaf' && condition.path === inner,
  )
  const bounds = found && boundsOf(found, index)
  return bounds && { intervals: bounds.intervals, tightness: 'fetch' }
}

function leafOf(filter: Filter): Leaf | undefined {
  if (filter.kind === 'leaf') return filter
  return filter.kind === 'and' && filter.filters.length === 1 && filter.filters[0]
    ? leafOf(filter.filters[0])
    : undefined
}

/** Two fields in the elements of one array: a condition on each may be met by different elements, of different keys. */
function arraySharers({ spec, arrays }: BtreeIndex, at: number): number[] {
  const own = prefixes(spec.fields[at], arrays[at])
  return [...spec.fields.keys()].filter(
    (i) => i < at && prefixes(spec.fields[i], arrays[i]).some((prefix) => own.includes(prefix)),
  )
}

/** One element meets both conditions when a `$elemMatch` on the innermost array says both. */
function joins(part: Filter, { arrays }: BtreeIndex, fields: number[], source: Set<Filter> | undefined): boolean {
  if (part.kind !== 'leaf' || part.operator !== 'elemMatchObject') return false
  const depth = part.parts.length
  const isInnermost = fields.every((i) => [...(arrays[i] ?? [])].every((other) => other <= depth))
  return isInnermost && source?.size === 1 && source.has(part)
}

function prefixes(field: IndexField | undefined, depths: Set<number> | undefined): string[] {
  return [...(depths ?? [])].map((depth) => field?.parts.slice(0, depth).join('.') ?? '')
}

/** A sparse or partial index lacks documents: it serves only queries that do not want those. */
function servesFilter({ spec }: BtreeIndex, filter: Filter): boolean {
  const conditions = conjuncts(filter)
  if (spec.partial) return conjuncts(parseFilter(spec.partial)).every((demand) => isImplied(demand, conditions))
  if (!spec.sparse) return true
  return spec.fields.some(({ path }) =>
    conditions.some((part) => part.kind === 'leaf' && part.path === path && !wantsMissing(part)),
  )
}

function wantsMissing({ operator, value }: Leaf): boolean {
  if (operator === 'in') return (value as unknown[]).includes(null)
  return value === null
}

function isImplied(demand: Filter, conditions: Filter[]): boolean {
  if (demand.kind !== 'leaf') return conditions.some((part) => JSON.stringify(part) === JSON.stringify(demand))
  return conditions.some((part) => {
    if (part.kind !== 'leaf' || part.path !== demand.path) return false
    if (part.operator === demand.operator && identical(part.value, demand.value)) return true
    if (demand.operator === 'exists') return !wantsMissing(part)
    const index = { sparse: false, multikey: false }
    const [inner, outer] = [boundsOf(part, index), boundsOf(demand, index)]
    if (!inner || !outer || outer.tightness !== 'exact') return false
    return isWithin(inner.intervals, outer.intervals)
  })
}

/** Whether scanning the index gives the order that is asked for: forward, backward, or neither. */
export function orderOf({ index, intervals }: IndexPlan, sort: SortField[]): 'forward' | 'backward' | undefined {
  if (index.spec.collation !== activeCollation()) return undefined
  const wanted = [...sort]
  let turned: boolean | undefined
  for (const [i, field] of index.spec.fields.entries()) {
    const next = wanted[0]
    if (!next) break
    const list = intervals[i] ?? []
    const isFixed = list.length === 1 && list[0] !== undefined && isPoint(list[0])
    const isArray = (index.arrays[i]?.size ?? 0) > 0
    if (next.path !== field.path || next.direction === 'score') {
      // Entries of one value are in the order of what follows, also where the value is one of an array's (docs: "Multikey Indexes").
      if (isFixed && !(isArray && firstPart(field.path) === firstPart(next.path))) continue
      return undefined
    }
    if (isArray && !isAll(list)) return undefined
    wanted.shift()
    if (isFixed) continue
    const isTurned = next.direction !== field.direction
    if (turned !== undefined && turned !== isTurned) return undefined
    turned = isTurned
  }
  // What is fixed by an equality needs no place in the index's order.
  const fixed = index.spec.fields.filter(
    (_, i) => intervals[i]?.length === 1 && intervals[i]?.[0] && isPoint(intervals[i][0]),
  )
  const rest = wanted.filter(({ path }) => !fixed.some((field) => field.path === path))
  return rest.length > 0 ? undefined : turned ? 'backward' : 'forward'
}

function firstPart(path: string): string {
  return path.split('.', 1)[0] ?? path
}
