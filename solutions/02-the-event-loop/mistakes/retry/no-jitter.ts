/* mistake
wrong: It always waits the longest time, so callers that failed together come back together.
why: Exponential backoff seems to be enough. With one caller it is; with a thousand that failed in the same moment it is not.
fails:
  - draws every wait at random, between nothing and the longest
*/
import { setTimeout as timer } from 'node:timers/promises'

export interface RetryOptions {
  tries?: number
  baseMs?: number
  capMs?: number
  timeoutMs?: number | undefined
  signal?: AbortSignal | undefined
  retryable?: (error: unknown) => boolean
  random?: () => number
  sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<unknown>
}

export interface Try {
  attempt: number
  signal: AbortSignal
}

export async function retry<T>(work: (current: Try) => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const { tries = 5, baseMs = 100, capMs = 10_000, timeoutMs, signal } = options
  const { retryable = () => true, sleep = realSleep } = options

  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted()
    try {
      return await tryOnce(work, attempt, timeoutMs, signal)
    } catch (error) {
      // An abort is not a failed try. Asking the signal is surer than asking what kind of error this is.
      signal?.throwIfAborted()
      if (attempt >= tries || !retryable(error)) throw error
    }
    const ceiling = Math.min(capMs, baseMs * 2 ** (attempt - 1))
    try {
      await sleep(ceiling, signal)
    } catch (error) {
      // A timer's AbortError only wraps the reason; the caller wants the reason itself.
      signal?.throwIfAborted()
      throw error
    }
  }
}

const realSleep = (ms: number, signal: AbortSignal | undefined) => timer(ms, undefined, { signal })

async function tryOnce<T>(
  work: (current: Try) => Promise<T>,
  attempt: number,
  timeoutMs: number | undefined,
  outer: AbortSignal | undefined,
): Promise<T> {
  const controller = new AbortController()
  const { signal } = controller
  const givenUp = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
  })
  const onAbort = () => controller.abort(outer?.reason)
  outer?.addEventListener('abort', onAbort)
  const deadline = timeoutMs === undefined ? undefined : setTimeout(() => controller.abort(tookTooLong()), timeoutMs)

  try {
    // The inner async function turns a throw into a rejection, so that both promises always reach the race. The race
    // handles the loser's rejection too: a try that was given up may still fail later, and nobody should crash.
    return await Promise.race([(async () => work({ attempt, signal }))(), givenUp])
  } finally {
    clearTimeout(deadline)
    outer?.removeEventListener('abort', onAbort)
  }

  function tookTooLong(): DOMException {
    return new DOMException(`try ${attempt} took longer than ${timeoutMs} ms`, 'TimeoutError')
  }
}
