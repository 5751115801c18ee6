/**
 * The runner keeps the `setTimeout` that it finds when it loads, and has a timer of its own running most of the time.
 * One that keeps no process alive is not listed among the active resources either: what is listed there is the learner's.
 */
export function withQuietTimers<T>(load: () => T): T {
  const { setTimeout } = globalThis
  const quiet = (...args: Parameters<typeof setTimeout>) => setTimeout(...args).unref()
  globalThis.setTimeout = Object.defineProperties(
    quiet,
    Object.getOwnPropertyDescriptors(setTimeout),
  ) as typeof setTimeout
  const loaded = load()
  globalThis.setTimeout = setTimeout
  return loaded
}
