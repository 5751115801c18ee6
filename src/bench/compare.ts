/** A spread is over the rounds of one run: [smallest, median, largest]. */
export type Spread = [number, number, number]

/**
 * How many times `a` is `b`. The ends are the widest that the rounds allow: the smallest of `a` against the largest
 * of `b`, and the other way round.
 */
export function ratioOf(a: Spread, b: Spread): Spread {
  return [divide(a[0], b[2]), divide(a[1], b[1]), divide(a[2], b[0])]
}

/** True when the rounds of one reach into the rounds of the other, so that no order between them is proved. */
export function overlaps(a: Spread, b: Spread): boolean {
  return a[0] <= b[2] && b[0] <= a[2]
}

/** `255 times (198 to 310)`. */
export function times(ratio: Spread): string {
  const [low, middle, high] = ratio.map(shortNumber)
  return low === high ? `${middle} times` : `${middle} times (${low} to ${high})`
}

/** `0.7 ms`, `179 ms`, `1.2 s`. */
export function duration(ms: number): string {
  return ms < 1000 ? `${shortNumber(ms)} ms` : `${shortNumber(ms / 1000)} s`
}

/** Two or three significant digits: what a measurement of two seconds can carry. */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'many' : '?'
  if (value >= 9.95) return Number(value.toFixed(0)).toLocaleString('en-US', { maximumSignificantDigits: 3 })
  return value >= 0.995 ? value.toFixed(1) : String(Number(value.toPrecision(value < 0.1 ? 1 : 2)))
}

function divide(a: number, b: number): number {
  return a === b ? 1 : a / b
}
