/* mistake
wrong: The state hangs on the counter as _state, hidden from loops and from JSON, and not from anyone who knows
  the name.
why: An underscore asks others to keep their hands off, and enumerable false keeps the property out of sight.
  Neither is a lock.
fails:
  - no other property leads to its state
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

/** Gives a counter whose state is in a property that does not show up in loops or in JSON. */
export function createCounter({ start = 0, step = 1 }: { start?: number; step?: number } = {}): Counter {
  const _state = { value: start, values: [start] }

  function moveBy(amount: number): number {
    _state.value += amount
    _state.values.push(_state.value)
    return _state.value
  }

  const counter = {
    increment: () => moveBy(step),
    decrement: () => moveBy(-step),
    get value() {
      return _state.value
    },
    history: () => [..._state.values],
  }
  Object.defineProperty(counter, '_state', { value: _state })
  return Object.freeze(counter)
}
