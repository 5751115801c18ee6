/* mistake
wrong: toJSON gives the object in which the counter keeps its state.
why: JSON.stringify only reads it, so it seems to stay inside. But anybody can call toJSON.
fails:
  - its JSON is its value and no way in
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
  const state = { value: start }
  const values = [start]

  function moveBy(amount: number): number {
    state.value += amount
    values.push(state.value)
    return state.value
  }

  return Object.freeze({
    increment: () => moveBy(step),
    decrement: () => moveBy(-step),
    get value() {
      return state.value
    },
    toJSON: () => state,
    history: () => [...values],
  })
}
