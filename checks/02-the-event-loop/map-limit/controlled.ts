import { type Deferred, deferred, until } from '../support.ts'

/** A mapper whose calls the check ends one by one, by position. */
export function controlled() {
  const started: number[] = []
  const calls: Deferred<string>[] = []
  let running = 0
  let mostRunning = 0
  return {
    started,
    mostRunning: () => mostRunning,
    async mapper(_item: unknown, index: number): Promise<string> {
      started.push(index)
      running += 1
      mostRunning = Math.max(mostRunning, running)
      const call = deferred<string>()
      calls[index] = call
      try {
        return await call.promise
      } finally {
        running -= 1
      }
    },
    last: () => started.at(-1) ?? 0,
    finish: (index: number) => calls[index]?.resolve(`result ${index}`),
    fail: (index: number, error: unknown) => calls[index]?.reject(error),
    /** Ends every call as soon as it starts, until `count` have ended; the order within a turn is backwards. */
    async finishAll(count: number) {
      const ended = new Set<number>()
      while (ended.size < count) {
        const before = ended.size
        await until(() => calls.some((_, index) => !ended.has(index)), 10)
        for (const index of [...calls.keys()].reverse()) {
          if (calls[index] && !ended.has(index)) {
            calls[index].resolve(`result ${index}`)
            ended.add(index)
          }
        }
        if (ended.size === before) return
      }
    },
  }
}
