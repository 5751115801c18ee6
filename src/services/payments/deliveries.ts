import type { Event, Registered } from './objects.ts'
import { sign, type Tampering } from './signing.ts'

/** One request to an endpoint. A status of null: no answer in time, or nobody there. */
export interface Attempt {
  event: string
  type: string
  url: string
  status: number | null
}

/** How to send an event once more, or otherwise than the gateway would. */
export interface SendOptions {
  /** How often; default 1. */
  times?: number
  /** All at the same moment. */
  together?: boolean
  tampering?: Tampering
  /** Seconds between now and the time of the signature: -400 was signed 400 seconds ago. */
  signedAgo?: number
}

interface Account {
  endpoints: Map<string, Registered>
  seconds(): number
}

/** Stripe tries for three days, farther and farther apart. Here the days are fractions of a second. */
const PAUSES_MS = [50, 100, 200, 400, 800]
const MOST_KEPT = 5000

/** Sends the events of one account to its endpoints. */
export class Deliveries {
  readonly attempts: Attempt[] = []
  readonly #account: Account
  readonly #waiting: { event: Event; id: string }[] = []
  readonly #timers = new Set<NodeJS.Timeout>()
  #isHeld = false
  #patienceMs = 2000

  constructor(account: Account) {
    this.#account = account
  }

  /** Sends it to all endpoints that want it, again and again until they say 2xx. While they are held it waits. */
  announce(event: Event): void {
    for (const [id, { endpoint }] of this.#account.endpoints) {
      if (!wants(endpoint.enabled_events, event.type)) continue
      if (this.#isHeld) this.#waiting.push({ event, id })
      else this.#insist(event, id, [...PAUSES_MS])
    }
  }

  hold(): void {
    this.#isHeld = true
  }

  /** Sends what has waited, in its order, and holds nothing any more. */
  release(): void {
    this.#isHeld = false
    for (const { event, id } of this.#waiting.splice(0)) this.#insist(event, id, [...PAUSES_MS])
  }

  setPatience(ms: number): void {
    this.#patienceMs = ms
  }

  /** Sends it now, held or not, and tells how every request ended. No retries. */
  async send(event: Event, options: SendOptions = {}): Promise<Attempt[]> {
    const { times = 1, together = false } = options
    const made: Attempt[] = []
    for (const id of this.#account.endpoints.keys()) {
      const requests = Array.from({ length: times }, () => () => this.#request(event, id, options))
      if (together) made.push(...(await Promise.all(requests.map((request) => request()))))
      else for (const request of requests) made.push(await request())
    }
    return made
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    this.#waiting.length = 0
  }

  #insist(event: Event, id: string, pauses: number[]): void {
    void this.#request(event, id).then(({ status }) => {
      const pause = pauses.shift()
      if (pause === undefined || (status !== null && status >= 200 && status < 300)) return
      const timer = setTimeout(() => {
        this.#timers.delete(timer)
        this.#insist(event, id, pauses)
      }, pause)
      this.#timers.add(timer)
    })
  }

  async #request(event: Event, id: string, { tampering, signedAgo = 0 }: SendOptions = {}): Promise<Attempt> {
    const registered = this.#account.endpoints.get(id)
    if (!registered) return { event: event.id, type: event.type, url: '', status: null }
    const { endpoint, secrets } = registered
    const signedAt = this.#account.seconds() + signedAgo
    // Indented, as Stripe's are: whoever parses the body and writes it again has another text.
    const { body, signature } = sign(JSON.stringify(event, null, 2), secrets, signedAt, tampering)
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Course/1.0 (payments)',
      ...(signature !== undefined && { 'stripe-signature': signature }),
    }
    const status = await this.#post(endpoint.url, headers, body)
    const attempt = { event: event.id, type: event.type, url: endpoint.url, status }
    if (this.attempts.length < MOST_KEPT) this.attempts.push(attempt)
    return attempt
  }

  async #post(url: string, headers: Record<string, string>, body: string): Promise<number | null> {
    const init = { method: 'POST', headers, body, redirect: 'manual' } as const
    try {
      const response = await fetch(url, { ...init, signal: AbortSignal.timeout(this.#patienceMs) })
      await response.arrayBuffer()
      return response.status
    } catch {
      return null
    }
  }
}

function wants(types: string[], type: string): boolean {
  return types.includes('*') || types.includes(type)
}
