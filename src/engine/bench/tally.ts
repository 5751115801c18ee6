import { createHistogram } from 'node:perf_hooks'
import type { LoadSoFar } from './messages.ts'

const TELL_EVERY_MS = 100
/** The histogram takes whole numbers from 1 on: it is kept in microseconds. */
const PER_MS = 1000

/** Counts the answers of a load while it runs, and how long they took. */
export class Tally {
  answered = 0
  errors = 0
  /** Requests sent, where somebody counts them. */
  sent: number | undefined
  readonly #start = performance.now()
  readonly #waits = createHistogram()

  /** @param ms of an answer: how long it took */
  count(isAnswer: boolean, ms: number): void {
    if (!isAnswer) {
      this.errors += 1
      return
    }
    this.answered += 1
    this.#waits.record(Math.max(1, Math.round(ms * PER_MS)))
  }

  get waiting(): number {
    return this.sent === undefined ? 0 : this.sent - this.answered - this.errors
  }

  get seconds(): number {
    return (performance.now() - this.#start) / 1000
  }

  soFar(): LoadSoFar {
    const { answered, errors, seconds, waiting, sent } = this
    const wait = (percentile: number) => this.#waits.percentile(percentile) / PER_MS
    return {
      answered,
      errors,
      seconds,
      ...(sent !== undefined && { waiting }),
      ...(answered > 0 && { waitP50: wait(50), waitP99: wait(99) }),
    }
  }

  /** Tells ten times a second, until the function it gives is called. */
  tellNowAndThen(tell: (soFar: LoadSoFar) => void): () => void {
    const timer = setInterval(() => tell(this.soFar()), TELL_EVERY_MS)
    return () => clearInterval(timer)
  }
}

export function isSuccess(status: number | undefined): boolean {
  return status !== undefined && Math.floor(status / 100) === 2
}
