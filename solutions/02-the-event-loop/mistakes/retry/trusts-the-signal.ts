/* mistake
wrong: It aborts the signal of the try and then goes on waiting for the work. Work that does not listen is never given up.
why: AbortController sounds as if it stopped things. It only raises a flag; whoever holds the flag may ignore it.
fails:
  - gives up a try that takes too long, and tries again
  - rejects at once when the signal aborts during a try
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
  const { retryable = () => true, random = Math.random, sleep = realSleep } = options

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
      await sleep(random() * ceiling, signal)
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
  const onAbort = () => controller.abort(outer?.reason)
  outer?.addEventListener('abort', onAbort)
  const deadline = timeoutMs === undefined ? undefined : setTimeout(() => controller.abort(tookTooLong()), timeoutMs)

  try {
    return await work({ attempt, signal })
  } finally {
    clearTimeout(deadline)
    outer?.removeEventListener('abort', onAbort)
  }

  function tookTooLong(): DOMException {
    return new DOMException(`try ${attempt} took longer than ${timeoutMs} ms`, 'TimeoutError')
  }
}
