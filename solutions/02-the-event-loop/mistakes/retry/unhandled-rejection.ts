/* mistake
wrong: The cleanup hangs on a promise of its own, task.finally(…), and that promise rejects with nobody listening.
why: >-
  finally looks as if it only ran some code. But like then and catch it returns a new promise, which rejects when
  the first one does. In Node an unhandled rejection ends the process.
fails:
  - leaves no rejection unhandled
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
  const givenUp = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
  })
  const onAbort = () => controller.abort(outer?.reason)
  outer?.addEventListener('abort', onAbort)
  const deadline = timeoutMs === undefined ? undefined : setTimeout(() => controller.abort(tookTooLong()), timeoutMs)

  try {
    const task = (async () => work({ attempt, signal }))()
    task.finally(() => outer?.removeEventListener('abort', onAbort))
    return await Promise.race([task, givenUp])
  } finally {
    clearTimeout(deadline)
  }

  function tookTooLong(): DOMException {
    return new DOMException(`try ${attempt} took longer than ${timeoutMs} ms`, 'TimeoutError')
  }
}
