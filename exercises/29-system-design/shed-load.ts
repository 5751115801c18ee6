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

/**
 * A gate in front of work, which lets in what can be done and refuses the rest soon. It needs no timers: everything is decided when
 * somebody enters or a place is given back. `enter` never throws, it rejects.
 *
 * 1. At most `limit` are inside at once. Others wait. `inside` and `waiting` are right as soon as `enter`, or the function that gives a
 *    place back, has returned. That function frees one place, however often it is called.
 * 2. When there is a place, the first who waits gets it: critical before normal before optional, and of one priority the one who came
 *    first.
 * 3. Those who are not critical have at most `limit - reserved` places at once, however many critical ones are inside. Critical ones may
 *    have any place.
 * 4. At most `queue` wait. When one more comes who must wait, somebody is refused: of the lowest priority that waits or has just come,
 *    the one who came last. If that is the newcomer, its reason is 'full', else 'displaced'. With queue 2, where a search and an order
 *    wait and a payment comes, the search is displaced.
 * 5. With a deadline, one is late when now() + typicalMs is after the deadline, and not yet when it is equal. One who is late is
 *    refused with the reason 'late', whether or not there is a place for it: when it comes, and while it waits. Whenever somebody enters
 *    or a place is given back, all who wait and are late are refused, before anything else is decided.
 * 6. When the signal of one who waits is aborted, it stops waiting at once, and its `enter` rejects with the signal's reason. If it was
 *    aborted before, `enter` rejects so at once, whatever else is true. Once inside, the signal means nothing.
 * 7. To refuse means to reject with Overloaded. Its `retryAfterSeconds` is the time in which those who wait will have been let in:
 *    waiting * typicalMs / limit, in whole seconds, rounded up, and at least 1. Those who wait are counted after the refusal. When late
 *    ones are refused, all of them are gone, nobody was let in since, and a newcomer is not counted yet. When somebody is displaced, the
 *    newcomer is counted. With limit 1, typicalMs 2000, and three that wait: if one of them is late when a place is given back, it is 4.
 *
 * @example
 * const leave = await gate.enter({ priority: 'critical' })
 * try { await charge(order) } finally { leave() }
 */
export function createGate(options: GateOptions): Gate {
  return { enter: async () => () => undefined, inside: 0, waiting: 0 }
}

export interface SheddingOptions {
  gate: Gate
  priorityOf: (request: IncomingMessage) => Priority
  /** By the gate's clock; undefined for none. Default: none. */
  deadlineOf?: (request: IncomingMessage) => number | undefined
}

/**
 * Middleware for Express or node:http, with a gate.
 *
 * 8. A request enters the gate, and `next` is called once it is inside. One that is refused is 503 `{ "error": { "code": "overloaded" }
 *    }` with `Retry-After`, the seconds, and `next` is not called.
 * 9. A request keeps its place until its answer was sent in full or its client has gone away.
 * 10. A client that goes away while its request waits frees the place in the queue, and `next` is not called.
 *
 * @example
 * app.use(shedding({ gate, priorityOf: ({ url }) => (url?.startsWith('/payments') ? 'critical' : 'normal') }))
 */
export function shedding(
  options: SheddingOptions,
): (request: IncomingMessage, response: ServerResponse, next: () => void) => void {
  return (_request, _response, next) => next()
}
