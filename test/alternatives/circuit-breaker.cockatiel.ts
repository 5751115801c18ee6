/**
 * Cockatiel's policy calls the work and tells failures apart. Its own window, clock and half-open state are not used: it reads Date.now, lets
 * calls beside the probe wait, and takes an abandoned probe for a good one.
 */
import { type CircuitBreakerPolicy, circuitBreaker, handleType, type IBreaker } from 'cockatiel'

export class CircuitOpen extends Error {
  override readonly name = 'CircuitOpen'
  readonly retryAfterMs: number

  constructor(retryAfterMs: number) {
    super('The circuit is open')
    this.retryAfterMs = retryAfterMs
  }
}

export class TimedOut extends Error {
  override readonly name = 'TimedOut'
}

interface Options {
  now: () => number
  windowMs: number
  minimumCalls: number
  failureRate: number
  openMs: number
  timeoutMs: number
  isFailure?: (error: unknown) => boolean
  timer?: (ms: number, run: () => void) => () => void
}

/** Counts against the other side. */
class Failed extends Error {}
/** Counts for nothing. */
class Abandoned extends Error {}

type Answer<T> = { value: T } | { refused: unknown }
type Work<T> = (signal: AbortSignal) => T | Promise<T>

interface CallOptions<T> {
  signal?: AbortSignal
  fallback?: (error: unknown) => T | Promise<T>
}

export function createBreaker(options: Options) {
  let openedAt: number | undefined
  let probing = false
  let current = policyWith(countIn([]))

  function policyWith(note: (failed: boolean) => void): CircuitBreakerPolicy {
    const noteIfCurrent = (failed: boolean) => {
      if (policy === current) note(failed)
      return false
    }
    const breaker: IBreaker = {
      state: undefined,
      success: () => void noteIfCurrent(false),
      failure: () => noteIfCurrent(true),
    }
    const policy = circuitBreaker(handleType(Failed), { halfOpenAfter: options.openMs, breaker })
    return policy
  }

  function countIn(outcomes: { at: number; failed: boolean }[]): (failed: boolean) => void {
    return (failed) => {
      const at = options.now()
      outcomes.push({ at, failed })
      const recent = outcomes.filter((outcome) => at - outcome.at < options.windowMs)
      const failures = recent.filter((outcome) => outcome.failed).length
      if (recent.length >= options.minimumCalls && failures / recent.length >= options.failureRate) open()
    }
  }

  function open(): void {
    openedAt = options.now()
    current = policyWith((failed) => (failed ? open() : close()))
  }

  function close(): void {
    openedAt = undefined
    current = policyWith(countIn([]))
  }

  async function pass<T>(run: () => Promise<Answer<T>>): Promise<Answer<T>> {
    if (openedAt === undefined) return current.execute(run)
    const left = Math.max(0, openedAt + options.openMs - options.now())
    if (left > 0 || probing) throw new Failed('refused', { cause: new CircuitOpen(left) })
    probing = true
    try {
      return await current.execute(run)
    } finally {
      probing = false
    }
  }

  return {
    async call<T>(work: Work<T>, { signal, fallback }: CallOptions<T> = {}): Promise<T> {
      signal?.throwIfAborted()
      const answer = await pass(() => limited(work, signal, options)).catch((error: Error) => error)
      if (answer instanceof Failed && fallback) return fallback(answer.cause)
      if (answer instanceof Error) throw answer.cause
      if ('refused' in answer) throw answer.refused
      return answer.value
    },
    get state() {
      if (openedAt === undefined) return 'closed' as const
      return options.now() - openedAt < options.openMs ? ('open' as const) : ('half-open' as const)
    },
  }
}

const realTimer = (ms: number, run: () => void): (() => void) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

async function limited<T>(work: Work<T>, caller: AbortSignal | undefined, options: Options): Promise<Answer<T>> {
  const { timeoutMs, timer = realTimer, isFailure = () => true } = options
  const own = new AbortController()
  let leave = () => {}
  let cancel = () => {}
  const limits = new Promise<never>((_, reject) => {
    leave = () => {
      reject(new Abandoned('left', { cause: caller?.reason }))
      own.abort(caller?.reason)
    }
    cancel = timer(timeoutMs, () => {
      const late = new TimedOut('too late')
      reject(new Failed('late', { cause: late }))
      own.abort(late)
    })
  })
  caller?.addEventListener('abort', leave)
  try {
    return await Promise.race([limits, answerOf(work, own.signal, isFailure)])
  } finally {
    cancel()
    caller?.removeEventListener('abort', leave)
  }
}

async function answerOf<T>(
  work: Work<T>,
  signal: AbortSignal,
  isFailure: (error: unknown) => boolean,
): Promise<Answer<T>> {
  try {
    return { value: await work(signal) }
  } catch (error) {
    if (!signal.aborted && isFailure(error)) throw new Failed('failed', { cause: error })
    return { refused: error }
  }
}
