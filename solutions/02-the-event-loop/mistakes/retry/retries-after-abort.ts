/* mistake
wrong: An abort ends the wait, or the try, and then it tries again as if nothing had happened.
why: The catch takes every error for a failed try. Nobody asks whether the caller still wants an answer.
fails:
  - rejects at once when the signal aborts during a wait
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
    if (attempt === 1) signal?.throwIfAborted()
    try {
      return await tryOnce(work, attempt, timeoutMs, signal)
    } catch (error) {
      if (attempt >= tries || !retryable(error)) throw error
    }
    const ceiling = Math.min(capMs, baseMs * 2 ** (attempt - 1))
    // Rejects when the signal aborts; either way the wait is over.
    await sleep(random() * ceiling, signal).catch(() => {})
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
