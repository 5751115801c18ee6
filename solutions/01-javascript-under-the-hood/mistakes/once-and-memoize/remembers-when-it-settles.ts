/* mistake
wrong: A promise goes into the memory when it has settled, so callers in the meantime each start the work again.
why: One waits for the value first and then stores it, as with any value. Between the two lies the whole time of
  the call, and that is when the crowd comes.
fails:
  - all callers share one promise, before it settles and after
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
  const root = new Branch<Result>()
  return function (...args) {
    let branch = root.next(this)
    for (const arg of args) branch = branch.next(arg)
    return recall(branch.memory, () => fn.apply(this, args))
  }
}

/** At most one result. The box tells "nothing yet" from "the result is undefined". */
interface Memory<Result> {
  box?: { result: Result }
}

function recall<Result>(memory: Memory<Result>, run: () => Result): Result {
  if (memory.box) return memory.box.result
  const box = { result: run() } // when run throws, nothing has been remembered
  const remember = () => {
    memory.box = box
  }
  if (box.result instanceof Promise) box.result.then(remember, () => undefined)
  else remember()
  return box.result
}

/** A tree with one level for each argument. Objects are held weakly, so that the tree does not keep them alive. */
class Branch<Result> {
  readonly memory: Memory<Result> = {}
  readonly #values = new Map<unknown, Branch<Result>>()
  readonly #objects = new WeakMap<object, Branch<Result>>()

  next(arg: unknown): Branch<Result> {
    const known = isObject(arg) ? this.#objects.get(arg) : this.#values.get(arg)
    if (known) return known
    const branch = new Branch<Result>()
    if (isObject(arg)) this.#objects.set(arg, branch)
    else this.#values.set(arg, branch)
    return branch
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
