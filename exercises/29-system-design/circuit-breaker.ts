/** The circuit is open, or half open with a probe under way: the work was not called. */
export class CircuitOpen extends Error {
  override readonly name = 'CircuitOpen'
  /** Milliseconds until a call may be the probe; 0 while a probe is under way. */
  readonly retryAfterMs: number

  constructor(retryAfterMs: number) {
    super(`The circuit is open for another ${retryAfterMs} ms`)
    this.retryAfterMs = retryAfterMs
  }
}

/** The work had not settled after `timeoutMs`. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut'
}

/** Calls `run` once, after so many milliseconds. Gives a function that cancels it. */
export type Timer = (ms: number, run: () => void) => () => void

export interface BreakerOptions {
  /** The clock, in milliseconds. It never goes back. */
  now: () => number
  /** An outcome counts for so long. */
  windowMs: number
  /** With fewer outcomes in the window it stays closed. At least 1. */
  minimumCalls: number
  /** The share of failures that opens it: 0.5 is half of them, or more. Above 0, at most 1. */
  failureRate: number
  /** How long it stays open before a call may be the probe. */
  openMs: number
  /** How long the work of a call may take. */
  timeoutMs: number
  /** Whether what the work rejected with says that the other side is in trouble. Default: anything does, undefined too. Never throws. */
  isFailure?: (error: unknown) => boolean
  /** Default: setTimeout and clearTimeout. */
  timer?: Timer
}

export interface CallOptions<T> {
  /** The caller's: aborted when nobody waits for the answer any more. */
  signal?: AbortSignal
  /** Gives an answer in place of the error. */
  fallback?: (error: unknown) => T | Promise<T>
}

export interface Breaker {
  call: <T>(work: (signal: AbortSignal) => T | Promise<T>, options?: CallOptions<T>) => Promise<T>
  readonly state: 'closed' | 'open' | 'half-open'
}

/**
 * A circuit breaker in front of another service. It begins closed. `call` never throws, it rejects.
 *
 * 1. Closed: `call` runs the work and gives its value, or rejects with the very error that the work threw or rejected with.
 * 2. Each call that has ended leaves one outcome: a success or a failure, at the time at which it ended. An outcome of the time t counts
 *    until t + windowMs, and no longer at that moment.
 * 3. After each outcome, successes included, it decides: it opens if the window holds at least `minimumCalls` outcomes, and the share of
 *    failures among them is at least `failureRate`. With minimumCalls 4 and failureRate 0.5: failure, failure, success leaves it
 *    closed, and one more success opens it.
 * 4. Open: `call` rejects at once with CircuitOpen, without calling the work. `retryAfterMs` is exact. Such a call leaves no outcome.
 * 5. From `openMs` after it has opened, at exactly that moment too, `state` is 'half-open', and the next call is the probe: its work is
 *    called. While the probe is under way, every other call rejects with CircuitOpen, whose `retryAfterMs` is 0.
 * 6. A probe that succeeds closes it, with an empty window. A probe that fails opens it again for `openMs`, counted from the end of the
 *    probe.
 * 7. An error for which `isFailure` gives false is an answer (such as "no such order"): it rejects the call, and its outcome is a
 *    success, for the window and for a probe.
 * 8. When the work has not settled `timeoutMs` after it was called, the call rejects with TimedOut, and the signal that the work was
 *    given is aborted with that same error. This is a failure, and `isFailure` is not asked. What the work does later changes nothing.
 * 9. When the caller's signal is aborted while the work is under way, the call rejects at once with the signal's reason, the signal of
 *    the work is aborted with the same reason, and there is no outcome. If it was the probe, the next call is the probe. With a signal
 *    that was aborted before, the call rejects with its reason whatever the state, does not call the work, and is not the probe.
 * 10. A call whose work was called before the circuit last opened or closed still gets its value or error, but leaves no outcome and
 *     changes nothing: not even whether a probe is under way. Its fallback is asked as ever.
 * 11. `fallback` is asked when the call would reject because of a failure (7), a time-out or CircuitOpen. It gets that error, and the
 *     call gives what it gives: if it throws, the call rejects with what it threw. The outcome is the same as without it, and is there
 *     before the fallback is called. It is not asked about errors that are answers, nor about a caller's signal that was aborted before
 *     the work was called or while it was under way. Once the fallback was called, the call waits for it, however long.
 * 12. When the work of a call is over, its timer is cancelled, and no listener of the breaker is left on the caller's signal.
 *
 * @example
 * const breaker = createBreaker({ now: Date.now, windowMs: 10_000, minimumCalls: 20, failureRate: 0.5, openMs: 5000, timeoutMs: 800 })
 * const stock = await breaker.call((signal) => askStock('tea', signal), { fallback: () => 'unknown' })
 */
export function createBreaker(options: BreakerOptions): Breaker {
  return { call: async (work) => work(new AbortController().signal), state: 'closed' }
}
