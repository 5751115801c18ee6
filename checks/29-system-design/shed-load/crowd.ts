import {
  createGate,
  type EnterOptions,
  type Gate,
  type GateOptions,
} from '../../../exercises/29-system-design/shed-load.ts'

export interface Crowd {
  gate: Gate
  clock: { time: number }
  /** Somebody with this name enters. What becomes of it is in `events`. */
  enter: (name: string, options?: EnterOptions) => void
  /** The one with this name gives its place back. */
  leave: (name: string) => void
  /** 'a' for one that was let in, 'a full 1' for one that was refused, in the order in which they were told; empty after each look. */
  events: () => Promise<string[]>
}

export function crowd(options: Partial<GateOptions>): Crowd {
  const clock = { time: 1000 }
  const gate = createGate({ limit: 2, queue: 10, now: () => clock.time, ...options })
  const leaving = new Map<string, () => void>()
  let seen: string[] = []
  return {
    gate,
    clock,
    enter(name, enterOptions) {
      const entered = enterOptions ? gate.enter(enterOptions) : gate.enter()
      entered.then(
        (leave) => {
          seen.push(name)
          leaving.set(name, leave)
        },
        (error: unknown) => seen.push(`${name} ${describe(error)}`),
      )
    },
    leave: (name) => leaving.get(name)?.(),
    async events() {
      // Everything is decided by now; promises tell it a few turns later.
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      const events = seen
      seen = []
      return events
    },
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name !== 'Overloaded') return error.message
  const { reason, retryAfterSeconds } = Object(error)
  return `${reason} ${retryAfterSeconds}`
}
