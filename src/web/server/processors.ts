import { inTurn } from './in-turn.ts'
import { Refused } from './refusal.ts'

type Work<T> = () => Promise<T>

/**
 * Who has the processors of this machine. Judges and benchmarks come one after another; demos and traces may run beside a
 * judge, whose limits allow for that, and never beside a benchmark, whose figures they would bend.
 */
export class Processors {
  readonly #turn = inTurn()
  #programs = 0
  /** Those that wait are counted, too. */
  #benches = 0

  /** What a judge or a benchmark that comes now waits for. */
  get busyWith(): 'judge' | 'bench' | undefined {
    if (!this.#turn.isBusy) return undefined
    return this.#benches > 0 ? 'bench' : 'judge'
  }

  judge<T>(work: Work<T>): Promise<T> {
    return this.#turn(work)
  }

  /** @throws Refused while a demo or a trace runs, which may go on for ever */
  async measure<T>(work: Work<T>): Promise<T> {
    if (this.#programs > 0) {
      throw new Refused(
        409,
        'A demo or a trace is running, and would bend what is measured.',
        'Stop it, or wait for its end, and run the benchmark then.',
      )
    }
    this.#benches += 1
    try {
      return await this.#turn(work)
    } finally {
      this.#benches -= 1
    }
  }

  /** A demo or a trace. @throws Refused while a benchmark runs or waits for its turn */
  async run<T>(work: Work<T>): Promise<T> {
    if (this.#benches > 0) {
      throw new Refused(
        409,
        'A benchmark is being measured, and this would bend its figures.',
        'Wait for its end, or stop it, and run this then.',
      )
    }
    this.#programs += 1
    try {
      return await work()
    } finally {
      this.#programs -= 1
    }
  }

  /** When all that was begun has ended. */
  async idle(): Promise<void> {
    await this.#turn(async () => undefined)
  }
}
