import { timeLimit } from 'backend-workbook/check'
import {
  type Breaker,
  type BreakerOptions,
  type CallOptions,
  createBreaker,
} from '../../../exercises/29-system-design/circuit-breaker.ts'

/** A clock with timers that the check moves on. */
export class Clock {
  time = 1000
  #timers = new Set<{ at: number; run: () => void }>()

  now = (): number => this.time

  timer = (ms: number, run: () => void): (() => void) => {
    const entry = { at: this.time + ms, run }
    this.#timers.add(entry)
    return () => void this.#timers.delete(entry)
  }

  /** Timers that are neither due yet nor cancelled. */
  get pending(): number {
    return this.#timers.size
  }

  advance(ms: number): void {
    this.time += ms
    for (const entry of [...this.#timers]) {
      if (entry.at > this.time || !this.#timers.delete(entry)) continue
      entry.run()
    }
  }
}

export class Broken extends Error {
  override readonly name = 'Broken'
}

export class NoSuchOrder extends Error {
  override readonly name = 'NoSuchOrder'
}

export interface Bench {
  clock: Clock
  breaker: Breaker
  /** Calls with work that settles at once: the value, or 'threw' and the name of the error. */
  ask: (work: () => unknown, options?: CallOptions<unknown>) => Promise<unknown>
  /** As many calls, one after the other, of these kinds: 'f' fails, 's' succeeds, 'a' is an answer. */
  run: (kinds: string) => Promise<void>
  /** How often the work of `ask` and `run` was called. */
  worked: () => number
}

export const OPTIONS = { windowMs: 1000, minimumCalls: 4, failureRate: 0.5, openMs: 500, timeoutMs: 100 }

export function benchWith(options: Partial<BreakerOptions> = {}): Bench {
  const clock = new Clock()
  const breaker = createBreaker({ ...OPTIONS, now: clock.now, timer: clock.timer, ...options })
  let worked = 0
  const ask: Bench['ask'] = (work, callOptions) =>
    outcome(
      breaker.call(async () => {
        worked += 1
        return work()
      }, callOptions),
    )
  const works: Record<string, () => unknown> = {
    f: () => Promise.reject(new Broken('the other side is down')),
    a: () => Promise.reject(new NoSuchOrder('there is no such order')),
    s: () => 'fresh',
  }
  const run = async (kinds: string) => {
    for (const kind of kinds) await ask(works[kind] ?? (() => undefined))
  }
  return { clock, breaker, ask, run, worked: () => worked }
}

/** The value, or 'threw' and the name of the error; of a circuit that is open, with `retryAfterMs`. */
export async function outcome(call: Promise<unknown>): Promise<unknown> {
  const late = timeLimit(400)
  const never = new Promise((resolve) => {
    late.addEventListener('abort', () => resolve('never settled'))
  })
  try {
    return await Promise.race([call, never])
  } catch (error) {
    if (!(error instanceof Error)) return `threw ${String(error)}`
    return `threw ${error.name}${'retryAfterMs' in error ? ` ${error.retryAfterMs}` : ''}`
  }
}

export interface Held {
  /** What the call came to. */
  outcome: Promise<unknown>
  /** Whether the work was called. */
  called: () => boolean
  signal: () => AbortSignal | undefined
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

/** A call whose work settles when the check says so. */
export function hold(breaker: Breaker, options?: CallOptions<unknown>): Held {
  let seen: AbortSignal | undefined
  let resolve: (value: unknown) => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const work = new Promise((done, fail) => {
    resolve = done
    reject = fail
  })
  work.catch(() => undefined)
  const result = outcome(
    breaker.call((signal) => {
      seen = signal
      return work
    }, options),
  )
  return { outcome: result, called: () => seen !== undefined, signal: () => seen, resolve, reject }
}
