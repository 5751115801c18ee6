/* mistake
wrong: It keeps the options object and reads the step from it at each call, and the object belongs to the
  caller.
why: options.step is where the step is, so why copy it? Because two names for one object are two hands on it.
fails:
  - options that change later do not change it
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
export function createCounter(options: { start?: number; step?: number } = {}): Counter {
  const { start = 0 } = options
  let value = start
  const values = [start]

  function moveBy(amount: number): number {
    value += amount
    values.push(value)
    return value
  }

  return Object.freeze({
    increment: () => moveBy(options.step ?? 1),
    decrement: () => moveBy(-(options.step ?? 1)),
    get value() {
      return value
    },
    history: () => [...values],
  })
}
