import type { Spread } from './compare.ts'

/** The median; of an even number of values the mean of the middle two. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? upper
  return (lower + upper) / 2
}

/** One value a round to [smallest, median, largest]. */
export function toSpread(rounds: readonly number[]): Spread {
  return [Math.min(...rounds), median(rounds), Math.max(...rounds)]
}
