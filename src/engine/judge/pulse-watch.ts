import type { Look } from './fence-clock.ts'

const TICK_MS = 50
/** Of a processor: less is waiting. */
const RUNS_SHARE = 0.2
/** Nobody has said anything for so long. */
const SILENT_MS = 1000

/** What judged processes say of themselves, where the system tells nobody else: `<pid> <role> <MB> <processor ms>`. */
export class PulseWatch {
  #lookedAt = performance.now()
  #heardAt = performance.now()
  readonly #used = new Map<string, number>()
  #ranMs = 0

  /** @returns resident memory in MB, and a look where it is the process of the checks that speaks */
  hear(line: string): { mb: number; look?: Look } {
    const [pid = '', role, mb, processorMs] = line.split(' ')
    const used = Number(processorMs)
    this.#ranMs = Math.max(this.#ranMs, used - (this.#used.get(pid) ?? used))
    this.#used.set(pid, used)
    if (role !== 'checks') return { mb: Number(mb) }
    const ms = this.#pass()
    const look: Look = {
      ms,
      ranMs: this.#ranMs,
      // It should have spoken earlier, and did not come to it.
      waitedMs: Math.max(0, ms - 2 * TICK_MS),
      state: this.#ranMs > ms * RUNS_SHARE ? 'runs' : 'sleeps',
    }
    this.#heardAt = this.#lookedAt
    this.#ranMs = 0
    return { mb: Number(mb), look }
  }

  /** For the parent's own clock: a look where nobody speaks any more. */
  lookForSilence(): Look | undefined {
    if (performance.now() - this.#heardAt < SILENT_MS) return undefined
    return { ms: this.#pass(), ranMs: 0, waitedMs: 0, state: 'silent' }
  }

  #pass(): number {
    const now = performance.now()
    const ms = now - this.#lookedAt
    this.#lookedAt = now
    return ms
  }
}
