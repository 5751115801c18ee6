import { Binary, MaxKey, MinKey, ObjectId } from 'bson'
import type { Value } from '../values/bson.ts'
import { bracketOf, compareValues } from '../values/compare.ts'
import { print } from '../values/print.ts'

/** A stretch of the values of one field of an index, lowest first. */
export interface Interval {
  low: Value
  high: Value
  lowIncluded: boolean
  highIncluded: boolean
}

export const ALL: Interval[] = [between(new MinKey(), new MaxKey())]

export function between(low: Value, high: Value, lowIncluded = true, highIncluded = true): Interval {
  return { low, high, lowIncluded, highIncluded }
}

export function point(value: Value): Interval {
  return between(value, value)
}

export function isPoint({ low, high, lowIncluded, highIncluded }: Interval): boolean {
  return lowIncluded && highIncluded && compareValues(low, high) === 0
}

export function isAll(intervals: Interval[]): boolean {
  const [only] = intervals
  return intervals.length === 1 && only !== undefined && bracketOf(only.low) === -1 && bracketOf(only.high) === 127
}

/** The values of one type: what `$gt` and `$lt` are open to on their other side. Undefined for rare types. */
export function wholeType(value: Value): Interval | undefined {
  switch (bracketOf(value)) {
    case 10:
      return between(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
    case 15:
      return between('', {}, true, false)
    case 20:
      return between({}, [], true, false)
    case 25:
      return between([], new Binary(new Uint8Array(0)), true, false)
    case 35:
      return between(new ObjectId('0'.repeat(24)), new ObjectId('f'.repeat(24)))
    case 40:
      return between(false, true)
    case 45:
      return between(new Date(-8.64e15), new Date(8.64e15))
    default:
      return undefined
  }
}

/** In order, without overlaps. */
export function union(intervals: Interval[]): Interval[] {
  const sorted = intervals.filter((interval) => !isEmpty(interval)).sort(compareLows)
  const result: Interval[] = []
  for (const next of sorted) {
    const last = result.at(-1)
    if (last && touches(last, next)) result[result.length - 1] = { ...last, ...higher(last, next) }
    else result.push(next)
  }
  return result
}

export function intersect(a: Interval[], b: Interval[]): Interval[] {
  return union(a.flatMap((x) => b.map((y) => ({ ...higherLow(x, y), ...lowerHigh(x, y) }))))
}

/** Whether nothing of `inner` is outside `outer`. */
export function isWithin(inner: Interval[], outer: Interval[]): boolean {
  return intersect(inner, complement(outer)).length === 0
}

/** Everything but these. */
export function complement(intervals: Interval[]): Interval[] {
  const cuts = intervals.map(({ low, high, lowIncluded, highIncluded }) => [
    between(new MinKey(), low, true, !lowIncluded),
    between(high, new MaxKey(), !highIncluded, true),
  ])
  return cuts.reduce((rest, cut) => intersect(rest, cut), ALL)
}

/** As explain shows it, in the direction of the scan: `(5, inf]`. */
export function printInterval({ low, high, lowIncluded, highIncluded }: Interval, backwards: boolean): string {
  const [from, to] = backwards ? [high, low] : [low, high]
  const [fromIncluded, toIncluded] = backwards ? [highIncluded, lowIncluded] : [lowIncluded, highIncluded]
  return `${fromIncluded ? '[' : '('}${printBound(from)}, ${printBound(to)}${toIncluded ? ']' : ')'}`
}

function printBound(value: Value): string {
  if (value === Number.POSITIVE_INFINITY) return 'inf.0'
  if (value === Number.NEGATIVE_INFINITY) return '-inf.0'
  if (value instanceof Date && value.getTime() === 8.64e15) return 'new Date(9223372036854775807)'
  if (value instanceof Date && value.getTime() === -8.64e15) return 'new Date(-9223372036854775808)'
  return print(value)
}

function isEmpty(interval: Interval): boolean {
  const order = compareValues(interval.low, interval.high)
  return order > 0 || (order === 0 && !(interval.lowIncluded && interval.highIncluded))
}

function compareLows(a: Interval, b: Interval): number {
  return compareValues(a.low, b.low) || Number(b.lowIncluded) - Number(a.lowIncluded)
}

function touches(a: Interval, b: Interval): boolean {
  const order = compareValues(b.low, a.high)
  return order < 0 || (order === 0 && (a.highIncluded || b.lowIncluded))
}

function higher(a: Interval, b: Interval): Pick<Interval, 'high' | 'highIncluded'> {
  const order = compareValues(a.high, b.high)
  if (order === 0) return { high: a.high, highIncluded: a.highIncluded || b.highIncluded }
  const { high, highIncluded } = order > 0 ? a : b
  return { high, highIncluded }
}

function higherLow(a: Interval, b: Interval): Pick<Interval, 'low' | 'lowIncluded'> {
  const order = compareValues(a.low, b.low)
  if (order === 0) return { low: a.low, lowIncluded: a.lowIncluded && b.lowIncluded }
  const { low, lowIncluded } = order > 0 ? a : b
  return { low, lowIncluded }
}

function lowerHigh(a: Interval, b: Interval): Pick<Interval, 'high' | 'highIncluded'> {
  const order = compareValues(a.high, b.high)
  if (order === 0) return { high: a.high, highIncluded: a.highIncluded && b.highIncluded }
  const { high, highIncluded } = order < 0 ? a : b
  return { high, highIncluded }
}
