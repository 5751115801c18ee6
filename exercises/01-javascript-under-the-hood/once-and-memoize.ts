/**
 * Gives a function that runs `fn` at its first call and hands out that first result at every later call.
 *
 * - `this` and the arguments of the first call reach `fn`; those of later calls do not matter.
 * - A call that fails does not count: when `fn` throws, or its promise rejects, the caller sees the error and the next
 *   call runs `fn` again.
 * - While a promise is pending, every caller gets that same promise.
 *
 * @example
 * const connect = once(() => openConnection())
 * connect() === connect() // true, and one connection was opened
 */
export function once<This, Args extends unknown[], Result>(
  fn: (this: This, ...args: Args) => Result,
): (this: This, ...args: Args) => Result {
  return fn
}

/**
 * Gives a function that runs `fn` once for each different list of arguments and remembers the result.
 *
 * - Arguments are the same when `===` says so, and NaN is the same as NaN. Their number and order count.
 * - `this` reaches `fn`, and counts as one more argument: a method memoized on a class does not mix up its instances.
 * - Every memoized function has a memory of its own.
 * - A call that fails is not remembered, as with `once`. While a promise is pending, callers with the same arguments
 *   share it.
 * - The memory keeps no object alive: an argument that nobody else uses can be garbage collected.
 *
 * @example
 * const area = memoize((width: number, height: number) => width * height)
 * area(2, 3) // 6, computed
 * area(2, 3) // 6, remembered
 */
export function memoize<This, Args extends unknown[], Result>(
  fn: (this: This, ...args: Args) => Result,
): (this: This, ...args: Args) => Result {
  return fn
}
