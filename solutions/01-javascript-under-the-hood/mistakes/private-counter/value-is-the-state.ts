/* mistake
wrong: The count is the public property itself, so whoever can read it can write it.
why: A property that is there to be read is the natural place to keep the number.
fails:
  - its value cannot be assigned
*/
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

/** Gives a counter that keeps the count in its property `value`. */
export function createCounter({ start = 0, step = 1 }: { start?: number; step?: number } = {}): Counter {
  const values = [start]

  function moveBy(amount: number): number {
    counter.value += amount
    values.push(counter.value)
    return counter.value
  }

  const counter = {
    increment: () => moveBy(step),
    decrement: () => moveBy(-step),
    value: start,
    history: () => [...values],
  }
  for (const method of ['increment', 'decrement', 'history']) {
    Object.defineProperty(counter, method, { writable: false })
  }
  return Object.seal(counter)
}
