/* mistake
wrong: history() gives the list itself, and whoever has it can change the past.
why: A function that returns a private variable looks like a private variable. With a list, what it returns is
  the list.
fails:
  - the list it hands out is not its own
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
    increment: () => moveBy(step),
    decrement: () => moveBy(-step),
    get value() {
      return value
    },
    history: () => values,
  })
}
