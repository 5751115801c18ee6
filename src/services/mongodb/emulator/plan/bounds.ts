import { BSONRegExp } from 'bson'
import type { Filter, Leaf } from '../query/filter.ts'
import { isRegex, prefixOf, type ServerRegExp, toRegExp } from '../query/regex.ts'
import type { Value } from '../values/bson.ts'
import { ALL, between, complement, type Interval, intersect, point, union, wholeType } from './intervals.ts'

/**
 * How far the bounds say all that the condition says. exact: every key within them matches. covered: the key must be
 * tested too. fetch: the document must.
 */
export type Tightness = 'exact' | 'covered' | 'fetch'

export interface Bounds {
  intervals: Interval[]
  tightness: Tightness
}

/** What a condition on one field leaves of an index on that field; undefined when an index is of no use. */
export function boundsOf(filter: Filter, index: { sparse: boolean; multikey: boolean }): Bounds | undefined {
  if (filter.kind === 'not') return negated(filter.filter, index)
  if (filter.kind !== 'leaf') return undefined
  const { operator, value } = filter
  switch (operator) {
    case 'eq':
      return equality(value)
    case 'in':
      return inBounds(value as Value[])
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return range(operator, value)
    case 'regex':
      return regexBounds(value as ServerRegExp)
    case 'exists':
      return { intervals: ALL, tightness: index.sparse && !index.multikey ? 'exact' : 'fetch' }
    case 'mod':
      return { intervals: [between(Number.NaN, Number.POSITIVE_INFINITY)], tightness: 'covered' }
    case 'elemMatchValue':
      return elementBounds(value as Filter, index)
    default:
      return undefined
  }
}

function equality(value: Value): Bounds {
  if (value === null) return { intervals: [point(undefined), point(null)], tightness: 'fetch' }
  if (!Array.isArray(value)) return { intervals: [point(value)], tightness: 'exact' }
  return { intervals: union([point(value.length > 0 ? value[0] : undefined), point(value)]), tightness: 'fetch' }
}

function inBounds(list: Value[]): Bounds {
  const all = list.map((entry) => (isRegex(entry) ? regexBounds(toRegExp(entry)) : equality(entry)))
  const tightness =
    (['fetch', 'covered'] as const).find((kind) => all.some((bounds) => bounds.tightness === kind)) ?? 'exact'
  return { intervals: union(all.flatMap(({ intervals }) => intervals)), tightness }
}

function range(operator: 'gt' | 'gte' | 'lt' | 'lte', value: Value): Bounds | undefined {
  if (value === null) return operator.endsWith('e') ? equality(null) : { intervals: [], tightness: 'exact' }
  if (Number.isNaN(value)) return { intervals: operator.endsWith('e') ? [point(Number.NaN)] : [], tightness: 'exact' }
  const whole = wholeType(value)
  if (!whole || Array.isArray(value)) return undefined
  const included = operator.endsWith('e')
  const interval = operator.startsWith('g')
    ? { ...whole, low: value, lowIncluded: included }
    : { ...whole, high: value, highIncluded: included }
  return { intervals: union([interval]), tightness: 'exact' }
}

/** A regular expression that is only a beginning gives a range; any other has to be tested on the keys. */
function regexBounds(pattern: ServerRegExp): Bounds {
  const start = prefixOf(pattern)
  const itself = point(new BSONRegExp(pattern.source, pattern.options))
  if (!start) return { intervals: [between('', {}, true, false), itself], tightness: 'covered' }
  return {
    intervals: [between(start.prefix, after(start.prefix), true, false), itself],
    tightness: start.whole ? 'exact' : 'covered',
  }
}

/** The first string after all that begin so. */
function after(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)
}

function negated(filter: Filter, index: { sparse: boolean; multikey: boolean }): Bounds | undefined {
  const [only] = filter.kind === 'and' ? filter.filters : [filter]
  if ((filter.kind === 'and' && filter.filters.length !== 1) || only?.kind !== 'leaf') return undefined
  if (only.operator === 'exists') {
    return index.sparse ? undefined : { intervals: [point(undefined), point(null)], tightness: 'fetch' }
  }
  if (!['eq', 'in', 'gt', 'gte', 'lt', 'lte'].includes(only.operator) || hasRegex(only)) return undefined
  // The key of an empty array is that of null.
  if (index.multikey && hasNull(only)) return undefined
  const bounds = boundsOf(only, index)
  if (!bounds) return undefined
  const tightness = bounds.tightness === 'exact' && !index.multikey ? 'exact' : 'fetch'
  return { intervals: complement(bounds.intervals), tightness }
}

function hasNull({ value }: Leaf): boolean {
  return Array.isArray(value) ? value.includes(null) : value === null
}

function hasRegex({ value }: Leaf): boolean {
  return Array.isArray(value) && value.some((entry) => isRegex(entry) || Array.isArray(entry))
}

/** `$elemMatch: { $gt: 1, $lt: 5 }`: one element is within both, so the bounds narrow each other. */
function elementBounds(filter: Filter, index: { sparse: boolean; multikey: boolean }): Bounds | undefined {
  const parts = filter.kind === 'and' ? filter.filters : [filter]
  const all = parts.map((part) => boundsOf(part, index)).filter((bounds) => bounds !== undefined)
  const [first, ...rest] = all
  if (!first) return undefined
  const intervals = rest.reduce((left, { intervals: right }) => intersect(left, right), first.intervals)
  return { intervals, tightness: 'fetch' }
}
