import type { Value } from '../values/bson.ts'
import { compareValues } from '../values/compare.ts'
import { type Interval, isAll, isPoint } from './intervals.ts'

/** The bounds of one field, in the order in which the scan meets them. */
interface FieldBounds {
  intervals: Interval[]
  /** Whether the scan goes from high to low. */
  backwards: boolean
}

/** Where to go on: the first key that has these values in front, or with `past` the first after all that have. */
export interface Seek {
  values: Value[]
  past: boolean
}

export type Judgement = 'inside' | 'end' | Seek

/** Says of each key of a scan whether it is within the bounds, and if not where the next one can be. */
export class IndexBounds {
  readonly fields: FieldBounds[]
  /** One run of keys without gaps: equalities, then at most one range. Its end is known beforehand. */
  readonly isSingleRun: boolean

  constructor(intervals: Interval[][], backwards: boolean[]) {
    this.fields = intervals.map((list, i) => ({
      intervals: backwards[i] ? [...list].reverse() : list,
      backwards: backwards[i] ?? false,
    }))
    const open = intervals.findIndex((list) => list.length !== 1 || !list[0] || !isPoint(list[0]))
    const rest = open < 0 ? [] : intervals.slice(open + 1)
    this.isSingleRun = (open < 0 || intervals[open]?.length === 1) && rest.every(isAll)
  }

  get isEmpty(): boolean {
    return this.fields.some(({ intervals }) => intervals.length === 0)
  }

  first(): Seek {
    return this.enter([], 0)
  }

  judge(key: Value[]): Judgement {
    for (const [i, field] of this.fields.entries()) {
      const place = locate(field, key[i])
      if (place === 'inside') continue
      if (place !== 'past') return this.enter(key.slice(0, i), i, place)
      return i === 0 ? 'end' : { values: key.slice(0, i), past: true }
    }
    return 'inside'
  }

  /** The start of an interval of field `at`, and of the first intervals of the fields after it. */
  private enter(prefix: Value[], at: number, interval = this.fields[at]?.intervals[0]): Seek {
    const values = [...prefix]
    let next: Interval | undefined = interval
    for (let i = at; next; next = this.fields[++i]?.intervals[0]) {
      const { backwards } = this.fields[i] as FieldBounds
      values.push(backwards ? next.high : next.low)
      if (!(backwards ? next.highIncluded : next.lowIncluded)) return { values, past: true }
    }
    return { values, past: false }
  }
}

/** In one of the intervals, past the last, or before the one that is given. */
function locate({ intervals, backwards }: FieldBounds, value: Value): 'inside' | 'past' | Interval {
  for (const interval of intervals) {
    const low = compareValues(value, interval.low)
    const high = compareValues(value, interval.high)
    const isLow = low < 0 || (low === 0 && !interval.lowIncluded)
    const isHigh = high > 0 || (high === 0 && !interval.highIncluded)
    if (!isLow && !isHigh) return 'inside'
    if (backwards ? isHigh : isLow) return interval
  }
  return 'past'
}
