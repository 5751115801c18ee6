/* mistake
wrong: The methods find each other through this, so taken off the counter they find nothing.
why: Methods of an object call each other with this. What this is, the caller decides, with what stands before
  the dot.
fails:
  - its methods work without the counter in front of them
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

/** Gives a counter whose state lives in this call's variables, where only the functions written here can see it. */
export function createCounter({ start = 0, step = 1 }: { start?: number; step?: number } = {}): Counter {
  let value = start
  const values = [start]

  function moveBy(amount: number): number {
    value += amount
    values.push(value)
    return value
  }

  return Object.freeze({
    increment() {
      return this.moveBy(step)
    },
    decrement() {
      return this.moveBy(-step)
    },
    moveBy,
    get value() {
      return value
    },
    history: () => [...values],
  })
}
