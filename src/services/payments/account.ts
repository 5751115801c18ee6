import { Deliveries } from './deliveries.ts'
import { Faults } from './faults.ts'
import { IdempotencyKeys } from './idempotency.ts'
import { type Charge, type Event, newId, type PaymentIntent, type Refund, type Registered } from './objects.ts'

/** What a client has asked, and what was answered, or would have been. */
export interface Seen {
  method: string
  path: string
  /** As they were sent, `a[b]` unfolded. */
  params: unknown
  idempotencyKey: string | null
  apiVersion: string | null
  requestId: string
  status: number
  /** The answer was one that an earlier request had got. */
  replayed: boolean
}

/** Everything of one API key. Nothing is shared with any other. */
export class Account {
  readonly intents = new Map<string, PaymentIntent>()
  readonly charges = new Map<string, Charge>()
  readonly refunds = new Map<string, Refund>()
  readonly events = new Map<string, Event>()
  readonly endpoints = new Map<string, Registered>()
  readonly seen: Seen[] = []
  readonly faults = new Faults()
  readonly keys = new IdempotencyKeys()
  readonly deliveries = new Deliveries(this)
  /** Where customers are sent who have to prove who they are. */
  readonly address: string
  #aheadMs = 0

  constructor(address: string) {
    this.address = address
  }

  /** Milliseconds. A test may have set it forward. */
  now(): number {
    return Date.now() + this.#aheadMs
  }

  /** As objects hold it. */
  seconds(): number {
    return Math.floor(this.now() / 1000)
  }

  advance(ms: number): void {
    this.#aheadMs += ms
  }

  /** Writes an event down and sends it to all that want it. */
  emit(type: string, object: Event['data']['object'], cause: Cause): void {
    const event: Event = {
      id: newId('evt'),
      object: 'event',
      api_version: cause.apiVersion,
      created: this.seconds(),
      data: { object: structuredClone(object) },
      livemode: false,
      pending_webhooks: this.endpoints.size,
      request: { id: cause.requestId, idempotency_key: cause.idempotencyKey },
      type,
    }
    this.events.set(event.id, event)
    this.deliveries.announce(event)
  }
}

/** The request that something came of. */
export interface Cause {
  requestId: string | null
  idempotencyKey: string | null
  apiVersion: string
}
