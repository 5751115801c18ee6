/* mistake
wrong: Arguments are compared by their JSON.
why: 'JSON.stringify(args) is one line and keeps 1 and "1" apart. But two objects that look alike now are not
  one object: the next change to one of them is not a change to the other.'
fails:
  - memoize tells two objects with equal contents apart
*/
type Fn<This, Args extends unknown[], Result> = (this: This, ...args: Args) => Result

/** Runs `fn` at the first call that succeeds, and hands out that result ever after. */
export function once<This, Args extends unknown[], Result>(fn: Fn<This, Args, Result>): Fn<This, Args, Result> {
  const memory: Memory<Result> = {}
  return function (...args) {
    return recall(memory, () => fn.apply(this, args))
  }
}

/** Runs `fn` once for each list of arguments (`this` is the first of them), compared as `===` does. */
export function memoize<This, Args extends unknown[], Result>(fn: Fn<This, Args, Result>): Fn<This, Args, Result> {
  const receivers = new Receivers<Result>()
  return function (...args) {
    const memories = receivers.of(this)
    const key = JSON.stringify(args)
    const memory = memories.get(key) ?? {}
    memories.set(key, memory)
    return recall(memory, () => fn.apply(this, args))
  }
}

/** At most one result. The box tells "nothing yet" from "the result is undefined". */
interface Memory<Result> {
  box?: { result: Result }
}

function recall<Result>(memory: Memory<Result>, run: () => Result): Result {
  if (memory.box) return memory.box.result
  const box = { result: run() } // when run throws, nothing has been remembered
  memory.box = box
  if (box.result instanceof Promise) box.result.catch(() => delete memory.box)
  return box.result
}

/** The memories of each `this`. */
class Receivers<Result> {
  readonly #none = new Map<string, Memory<Result>>()
  readonly #objects = new WeakMap<object, Map<string, Memory<Result>>>()

  of(receiver: unknown): Map<string, Memory<Result>> {
    if (typeof receiver !== 'object' || receiver === null) return this.#none
    const memories = this.#objects.get(receiver) ?? new Map<string, Memory<Result>>()
    this.#objects.set(receiver, memories)
    return memories
  }
}
