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

/** How a call has ended. An answer may be an error: 'refused'. Of 'abandoned' nobody knows what would have come. */
type Ended<T> = { how: 'answered'; value: T } | { how: 'refused' | 'failed' | 'abandoned'; error: unknown }

const realTimer: Timer = (ms, run) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

export function createBreaker(options: BreakerOptions): Breaker {
  const circuit = new Circuit(options)
  return {
    async call(work, { signal, fallback } = {}) {
      signal?.throwIfAborted()
      const ended = await circuit.pass(() => attempt(work, signal, options))
      if (ended.how === 'answered') return ended.value
      if (ended.how === 'failed' && fallback) return fallback(ended.error)
      throw ended.error
    },
    get state() {
      return circuit.state
    },
  }
}

/** Who may pass, and what becomes of the circuit by it. */
class Circuit {
  readonly #options: BreakerOptions
  #openedAt: number | undefined
  #probing = false
  #outcomes: { at: number; failed: boolean }[] = []
  /** Another number after each change: a call that began under an earlier one says nothing about the present. */
  #era = 0

  constructor(options: BreakerOptions) {
    this.#options = options
  }

  get state(): Breaker['state'] {
    if (this.#openedAt === undefined) return 'closed'
    return this.#leftMs(this.#openedAt) > 0 ? 'open' : 'half-open'
  }

  async pass<T>(run: () => Promise<Ended<T>>): Promise<Ended<T>> {
    const isProbe = this.#openedAt !== undefined
    if (this.#openedAt !== undefined) {
      const leftMs = this.#leftMs(this.#openedAt)
      if (leftMs > 0 || this.#probing) return { how: 'failed', error: new CircuitOpen(leftMs) }
      this.#probing = true
    }
    const era = this.#era
    const ended = await run()
    if (isProbe) this.#probing = false
    if (era === this.#era && ended.how !== 'abandoned') this.#note(ended.how === 'failed', isProbe)
    return ended
  }

  #note(failed: boolean, isProbe: boolean): void {
    const { now, windowMs, minimumCalls, failureRate } = this.#options
    const at = now()
    if (isProbe) {
      this.#turn(failed ? at : undefined)
      return
    }
    this.#outcomes = this.#outcomes.filter((outcome) => at < outcome.at + windowMs)
    this.#outcomes.push({ at, failed })
    const failures = this.#outcomes.filter((outcome) => outcome.failed).length
    const enough = this.#outcomes.length >= minimumCalls
    if (enough && failures / this.#outcomes.length >= failureRate) this.#turn(at)
  }

  #turn(openedAt: number | undefined): void {
    this.#openedAt = openedAt
    this.#outcomes = []
    this.#era += 1
  }

  #leftMs(openedAt: number): number {
    return Math.max(0, openedAt + this.#options.openMs - this.#options.now())
  }
}

/** Runs the work until it settles, its time is over or its caller gives up. Never rejects. */
function attempt<T>(
  work: (signal: AbortSignal) => T | Promise<T>,
  caller: AbortSignal | undefined,
  { timeoutMs, timer = realTimer, isFailure = () => true }: BreakerOptions,
): Promise<Ended<T>> {
  const controller = new AbortController()
  const { promise, resolve } = withResolvers<Ended<T>>()
  const giveUp = (how: 'failed' | 'abandoned', error: unknown) => {
    resolve({ how, error })
    controller.abort(error)
  }
  const leave = () => giveUp('abandoned', caller?.reason)
  const cancel = timer(timeoutMs, () => giveUp('failed', new TimedOut(`No answer after ${timeoutMs} ms`)))
  caller?.addEventListener('abort', leave)
  new Promise<T>((settle) => settle(work(controller.signal))).then(
    (value) => resolve({ how: 'answered', value }),
    (error) => {
      if (!controller.signal.aborted) resolve({ how: isFailure(error) ? 'failed' : 'refused', error })
    },
  )
  return promise.finally(() => {
    cancel()
    caller?.removeEventListener('abort', leave)
  })
}

/** Promise.withResolvers, which Node.js 20 lacks. */
function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
