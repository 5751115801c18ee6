export interface Counter {
  /** Adds one step and gives the new value. */
  increment(): number
  /** Takes one step off and gives the new value. */
  decrement(): number
  /** The value now. It cannot be assigned. */
  readonly value: number
  /** All values so far, the first one included, in a list of the caller's own. */
  history(): number[]
}

/**
 * Gives a counter whose state only its methods can change.
 *
 * - No property, no list that it hands out, and no option changed later leads to the state.
 * - The methods work when they are taken off the counter: `const { increment } = counter`.
 * - A counter cannot be given other methods.
 * - Two counters have nothing in common.
 * - `JSON.stringify(counter)` is `{"value":…}`.
 *
 * @example
 * const visits = createCounter({ start: 10, step: 5 })
 * visits.increment() // 15
 * visits.history() // [10, 15]
 */
export function createCounter(options: { start?: number; step?: number } = {}): Counter {
  return { value: 0, increment: () => 0, decrement: () => 0, history: () => [] }
}
