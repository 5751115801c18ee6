/* mistake
wrong: The value is copied into the object when the object is made, and stays what it was then.
why: '{ value } reads like a window on the variable. It is a photograph of it.'
fails:
  - counts up and down in steps
  - no other property leads to its state
  - its JSON is its value and no way in
  - it cannot be given other methods
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
    value,
    history: () => [...values],
  })
}
