import { type Activity, activityOf, childrenOf, residentMb, type Times, threadsOf } from '../../processes/linux.ts'
import type { Look } from './fence-clock.ts'

/** Looks between those that count all threads: half a second of them. */
const THREADS_EVERY = 10

/**
 * Looks at processes from outside, on Linux: a judged process, the servers of the learner's that it has started, and what
 * those have started themselves, such as the instances of a deployment.
 */
export class ProcessWatch {
  #added: number[] = []
  #pids: number[] = []
  #lookedAt = performance.now()
  readonly #mainThreads = new Map<number, Activity>()
  #threads = new Map<string, Activity>()
  #countedAt = performance.now()
  /** Told of main threads since all threads were counted. */
  #told: Times = { ranMs: 0, waitedMs: 0 }
  #looks = 0

  add(pid: number): void {
    this.#added.push(pid)
    this.#pids.push(pid)
  }

  /** Of the largest. */
  residentMb(): number {
    return Math.max(0, ...this.#pids.map((pid) => residentMb(pid) ?? 0))
  }

  /** @param thorough counts all threads now */
  look(thorough = false): Look {
    const now = performance.now()
    const look: Look = { ms: now - this.#lookedAt, ranMs: 0, waitedMs: 0, state: 'sleeps' }
    this.#lookedAt = now
    for (const pid of this.#pids) {
      const activity = activityOf(pid)
      if (!activity) continue
      const spent = since(this.#mainThreads.get(pid), activity, look.ms)
      this.#mainThreads.set(pid, activity)
      look.ranMs = Math.max(look.ranMs, spent.ranMs)
      look.waitedMs = Math.max(look.waitedMs, spent.waitedMs)
      if (activity.state === 'stopped' || (activity.state === 'runs' && look.state === 'sleeps')) {
        look.state = activity.state
      }
    }
    this.#told = { ranMs: this.#told.ranMs + look.ranMs, waitedMs: this.#told.waitedMs + look.waitedMs }
    this.#looks += 1
    if (thorough || this.#looks % THREADS_EVERY === 0) look.others = this.#othersSinceThen()
    return look
  }

  #othersSinceThen(): Times {
    const ms = performance.now() - this.#countedAt
    this.#countedAt += ms
    // The first is our own process: what it has started and not added is no server of the learner's.
    this.#pids = [...new Set([...this.#added, ...this.#added.slice(1).flatMap(childrenOf)])]
    const threads = new Map(this.#pids.flatMap((pid) => [...threadsOf(pid)]))
    const spent = [...threads].map(([id, activity]) => since(this.#threads.get(id), activity, ms))
    const most = (pick: (times: Times) => number, told: number) => Math.max(0, Math.max(0, ...spent.map(pick)) - told)
    const others = {
      ranMs: most(({ ranMs }) => ranMs, this.#told.ranMs),
      waitedMs: most(({ waitedMs }) => waitedMs, this.#told.waitedMs),
    }
    this.#threads = threads
    this.#told = { ranMs: 0, waitedMs: 0 }
    return others
  }
}

/** In the last `ms`. The kernel counts a wait when it is over, so one that goes on is counted here. */
function since(before: Activity | undefined, now: Activity, ms: number): Times {
  const ranMs = now.ranMs - (before?.ranMs ?? 0)
  const most = Math.max(0, ms - ranMs)
  const waits = before?.state === 'runs' && now.state === 'runs'
  return { ranMs, waitedMs: waits ? most : Math.min(most, now.waitedMs - (before?.waitedMs ?? 0)) }
}
