/**
 * Vitest keeps the `setTimeout` that it finds when it loads, and has a timer of its own running most of the time. One
 * that keeps no process alive is not listed among the active resources either: what is listed there is the learner's.
 */
export async function withQuietTimers(load: () => Promise<unknown>): Promise<void> {
  const { setTimeout } = globalThis
  const quiet = (...args: Parameters<typeof setTimeout>) => setTimeout(...args).unref()
  globalThis.setTimeout = Object.defineProperties(
    quiet,
    Object.getOwnPropertyDescriptors(setTimeout),
  ) as typeof setTimeout
  await load()
  globalThis.setTimeout = setTimeout
}
