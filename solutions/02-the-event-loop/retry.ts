import { setTimeout as timer } from 'node:timers/promises'

export interface RetryOptions {
  /** How often to try at most, the first time included; 1 or more. Default 5. */
  tries?: number
  /** The most it may wait after the first failure. Doubles with every further failure. Default 100 ms. */
  baseMs?: number
  /** The most it may ever wait. Default 10,000 ms. */
  capMs?: number
  /** How long one try may take. Default: as long as it likes. */
  timeoutMs?: number | undefined
  /** Gives up the whole call. */
  signal?: AbortSignal | undefined
  /** Says whether trying again could help. Default: always. */
  retryable?: (error: unknown) => boolean
  /** A number from 0 to 1. Default Math.random. */
  random?: () => number
  /** Waits, and ends early by rejecting when the signal aborts. Rejecting without an abort ends the call. Default: a real timer. */
  sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<unknown>
}

export interface Try {
  /** 1 for the first try. */
  attempt: number
  /** Aborts when this try takes too long, and when the whole call is given up. */
  signal: AbortSignal
}

/**
 * Does something that may fail until it succeeds: exponential backoff with full jitter.
 *
 * @throws the error of the last try, one that `retryable` refuses, or the reason of the signal
 */
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
