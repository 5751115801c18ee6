export interface BarScale {
  kind: 'linear' | 'log'
  /** The values at the left and the right end. */
  from: number
  to: number
}

/** Values further apart than this (two decades) are drawn on a logarithmic scale, or the small ones would vanish. */
const WIDEST_LINEAR = 100

/** The scale for these values; a logarithmic one begins a whole decade below or at the smallest. */
export function scaleOf(values: readonly number[]): BarScale {
  const positive = values.filter((value) => value > 0)
  const to = Math.max(...positive, Number.MIN_VALUE)
  const smallest = Math.min(...positive, to)
  if (to / smallest <= WIDEST_LINEAR) return { kind: 'linear', from: 0, to }
  const decade = 10 ** Math.floor(Math.log10(smallest))
  // A value that is the decade itself would have no bar at all.
  return { kind: 'log', from: smallest / decade < 1.5 ? decade / 10 : decade, to }
}

/** 0 to 1: how long the bar of a value is. */
export function shareOf(value: number, { kind, from, to }: BarScale): number {
  if (!(value > 0)) return 0
  return Math.min(1, kind === 'linear' ? value / to : Math.max(0, Math.log(value / from) / Math.log(to / from)))
}

/** Where the marks of a logarithmic scale stand, from 0 to 1: a bar twice as long is not twice as much. */
export function decadesOf({ kind, from, to }: BarScale): { share: number; value: number }[] {
  if (kind === 'linear') return []
  const decades = Math.log10(to / from)
  const marks = Math.floor(decades) + 1
  return Array.from({ length: marks }, (_, decade) => ({ share: decade / decades, value: from * 10 ** decade }))
}

/** `ms, log scale: each mark is 10 times the last` */
export function sayLogScale(unit: string): string {
  return `${unit}, log scale: each mark is 10 times the last`
}
