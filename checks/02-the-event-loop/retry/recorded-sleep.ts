/** A sleep that takes no time and writes down how long it was asked to. Rejects for an aborted signal. */
export function recordedSleep() {
  const waits: number[] = []
  return {
    waits,
    sleep: async (ms: number, signal: AbortSignal | undefined) => {
      waits.push(ms)
      signal?.throwIfAborted()
    },
  }
}

export const failure = (attempt: number) => new Error(`try ${attempt} failed`)
