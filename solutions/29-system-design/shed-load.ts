import type { IncomingMessage, ServerResponse } from 'node:http'

/** Payments and health checks are critical, orders are normal, search is optional. */
export type Priority = 'critical' | 'normal' | 'optional'

/** There is no place: try again later. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded'
  readonly reason: 'full' | 'displaced' | 'late'
  readonly retryAfterSeconds: number

  constructor(reason: 'full' | 'displaced' | 'late', retryAfterSeconds: number) {
    super(`Overloaded: ${reason}`)
    this.reason = reason
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export interface GateOptions {
  /** How many may be inside at once. At least 1. */
  limit: number
  /** How many may wait. 0 lets nobody wait. */
  queue: number
  /** So many of the places inside are for critical ones only. Default 0; less than `limit`. */
  reserved?: number
  /** How many milliseconds one stays inside, as a rule. Default 0. */
  typicalMs?: number
  /** The clock, in milliseconds. It never goes back. */
  now: () => number
}

export interface EnterOptions {
  /** Default 'normal'. */
  priority?: Priority
  /** When the answer must be there, by the clock of `now`. Default: never too late. */
  deadline?: number
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortSignal
}

export interface Gate {
  /** Resolves when there is a place inside, with a function that gives the place back. */
  enter: (options?: EnterOptions) => Promise<() => void>
  /** How many are inside. */
  readonly inside: number
  /** How many wait. */
  readonly waiting: number
}

const RANK: Record<Priority, number> = { critical: 0, normal: 1, optional: 2 }

interface Waiting {
  priority: Priority
  deadline: number
  letIn: () => void
  refuse: (reason: unknown) => void
}

export function createGate(options: GateOptions): Gate {
  const gate = new WorkGate(options)
  return {
    enter: (options) => gate.enter(options),
    get inside() {
      return gate.inside
    },
    get waiting() {
      return gate.queue.length
    },
  }
}

class WorkGate {
  /** In the order in which they will be let in. */
  queue: Waiting[] = []
  readonly #options: GateOptions
  #critical = 0
  #others = 0

  constructor(options: GateOptions) {
    this.#options = options
  }

  get inside(): number {
    return this.#critical + this.#others
  }

  async enter({ priority = 'normal', deadline = Infinity, signal }: EnterOptions = {}): Promise<() => void> {
    signal?.throwIfAborted()
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#remove(entry)
        reject(signal?.reason)
      }
      const entry: Waiting = {
        priority,
        deadline,
        letIn: () => {
          signal?.removeEventListener('abort', abort)
          resolve(this.#place(priority))
        },
        refuse: (error) => {
          signal?.removeEventListener('abort', abort)
          reject(error)
        },
      }
      this.#dropLate()
      if (this.#isLate(entry)) return reject(this.#overloaded('late'))
      signal?.addEventListener('abort', abort)
      this.#insert(entry)
      this.#admit()
      const last = this.queue.at(-1)
      if (last && this.queue.length > this.#options.queue) this.#displace(last, last === entry ? 'full' : 'displaced')
    })
  }

  /** After its own kind and before all that are less important. */
  #insert(entry: Waiting): void {
    const index = this.queue.findIndex(({ priority }) => RANK[priority] > RANK[entry.priority])
    this.queue.splice(index === -1 ? this.queue.length : index, 0, entry)
  }

  #remove(entry: Waiting): void {
    this.queue = this.queue.filter((each) => each !== entry)
  }

  #isLate({ deadline }: Waiting): boolean {
    const { now, typicalMs = 0 } = this.#options
    return now() + typicalMs > deadline
  }

  /** All of them go before the first hears of it: what they are told counts those who stay. */
  #dropLate(): void {
    const late = this.queue.filter((entry) => this.#isLate(entry))
    this.queue = this.queue.filter((entry) => !late.includes(entry))
    for (const entry of late) entry.refuse(this.#overloaded('late'))
  }

  #admit(): void {
    for (const entry of [...this.queue]) {
      if (!this.#hasPlaceFor(entry)) continue
      this.#remove(entry)
      entry.letIn()
    }
  }

  #hasPlaceFor({ priority }: Waiting): boolean {
    const { limit, reserved = 0 } = this.#options
    if (this.inside >= limit) return false
    return priority === 'critical' || this.#others < limit - reserved
  }

  #displace(entry: Waiting, reason: 'full' | 'displaced'): void {
    this.#remove(entry)
    entry.refuse(this.#overloaded(reason))
  }

  #overloaded(reason: Overloaded['reason']): Overloaded {
    const { limit, typicalMs = 0 } = this.#options
    return new Overloaded(reason, Math.max(1, Math.ceil((this.queue.length * typicalMs) / limit / 1000)))
  }

  /** Takes a place, and gives the function that gives it back. */
  #place(priority: Priority): () => void {
    const count = (by: number) => {
      if (priority === 'critical') this.#critical += by
      else this.#others += by
    }
    count(1)
    let left = false
    return () => {
      if (left) return
      left = true
      count(-1)
      this.#dropLate()
      this.#admit()
    }
  }
}

export interface SheddingOptions {
  gate: Gate
  priorityOf: (request: IncomingMessage) => Priority
  /** By the gate's clock; undefined for none. Default: none. */
  deadlineOf?: (request: IncomingMessage) => number | undefined
}

export function shedding({
  gate,
  priorityOf,
  deadlineOf,
}: SheddingOptions): (request: IncomingMessage, response: ServerResponse, next: () => void) => void {
  return async (request, response, next) => {
    const client = new AbortController()
    // After the last byte as well as after a client that has gone away.
    response.once('close', () => client.abort())
    const deadline = deadlineOf?.(request)
    try {
      const leave = await gate.enter({
        priority: priorityOf(request),
        signal: client.signal,
        ...(deadline !== undefined && { deadline }),
      })
      if (response.closed) return leave()
      response.once('close', leave)
    } catch (error) {
      if (error instanceof Overloaded) refuse(response, error)
      return
    }
    next()
  }
}

function refuse(response: ServerResponse, { retryAfterSeconds }: Overloaded): void {
  response.writeHead(503, { 'content-type': 'application/json', 'retry-after': String(retryAfterSeconds) })
  response.end(JSON.stringify({ error: { code: 'overloaded' } }))
}
