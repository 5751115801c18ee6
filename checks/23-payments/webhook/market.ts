/** What the checks of webhook share: orders in a store with transactions, and a gateway that signs. */
import { createHmac } from 'node:crypto'
import { expect, timeLimit } from 'backend-workbook/check'
import { buildApp, type Job, type Order, type Store, type Transaction } from '../../../exercises/23-payments/webhook.ts'
import { aWhile, serving } from '../serving.ts'

/** A Sunday in the future of this course: no real clock is near it. */
export const NOW = 1_900_000_000
export const SECRET = 'whsec_of_the_market'
export const OTHER_SECRET = 'whsec_that_follows'

const PATH = '/webhooks/payments'
/** What is nobody's business, and in the errors of the store. */
const FAILURE = 'db-7.internal'

/** The status, and `received` or the code of the error. */
export type Sent = [status: number, said: unknown]

export interface Market {
  store: MemoryStore
  /** Sends an event, signed as it should be unless `how` says otherwise. */
  send: (event: object, how?: SendOptions) => Promise<Sent>
  url: string
}

export interface SendOptions {
  secret?: string
  /** Seconds; default NOW. */
  at?: number
  /** The header in place of the right one; null for none. */
  header?: string | null
  /** The text that is sent in place of the one that was signed. */
  body?: string
}

export interface MarketOptions {
  orders?: Partial<Order>[]
  store?: MemoryStore
  secrets?: string[]
}

/** An app with orders `o-1`, `o-2`, …: open, 59.97 EUR, with the intents `pi_1`, `pi_2`, … */
export async function openMarket(options: MarketOptions = {}): Promise<Market> {
  const { orders = [{}], store = new MemoryStore(orders), secrets = [SECRET] } = options
  const { url } = await serving(buildApp({ secrets: () => secrets, store, now: () => NOW * 1000 + 400 }))
  return {
    store,
    url,
    async send(event, how = {}) {
      const text = JSON.stringify(event, null, 2)
      const { at = NOW, secret = SECRET, body = text } = how
      const header = how.header === undefined ? `t=${at},v1=${mark(text, at, secret)}` : how.header
      const headers = {
        'content-type': 'application/json; charset=utf-8',
        ...(header !== null && { 'stripe-signature': header }),
      }
      const answer = await fetch(url + PATH, { method: 'POST', headers, body, signal: timeLimit(3000) }).catch(
        (error) => expect.fail(`POST ${PATH} was not answered: ${error instanceof Error ? error.message : error}`),
      )
      const said = await answer.text()
      expect(said, `what POST ${PATH} says about the store`).not.toContain(FAILURE)
      return [answer.status, meaningOf(said)]
    },
  }
}

/** The hexadecimal HMAC that stands behind `v1=`. */
export function mark(text: string, at: number, secret: string): string {
  return createHmac('sha256', secret).update(`${at}.${text}`).digest('hex')
}

function meaningOf(text: string): unknown {
  try {
    const body = JSON.parse(text) as { received?: unknown; error?: { code?: unknown } }
    return body.error?.code ?? body.received
  } catch {
    return text.slice(0, 200)
  }
}

let serial = 0

export interface SignedEvent {
  id: string
  type: string
  created: number
  data: { object: { id: string } }
}

/** An event as the gateway words it; one minute old, unless `created` says otherwise. */
export function eventOf(
  type: string,
  object: { id: string; [more: string]: unknown },
  created = NOW - 60,
): SignedEvent {
  serial += 1
  const usual = { object: 'event', livemode: false }
  return { id: `evt_${serial}`, ...usual, type, created, data: { object } }
}

export function intentOf(orderId: string, more: object = {}): { id: string; [more: string]: unknown } {
  const id = `pi_${orderId.slice(2)}`
  const amounts = { amount: 5997, amount_received: 5997, currency: 'eur' }
  return { id, object: 'payment_intent', ...amounts, metadata: { orderId }, status: 'succeeded', ...more }
}

export const succeeded = (orderId: string, more: object = {}) =>
  eventOf('payment_intent.succeeded', intentOf(orderId, more))

export const refunded = (orderId: string, amount_refunded: number, more: object = {}) =>
  eventOf('charge.refunded', {
    ...{ id: `ch_${orderId.slice(2)}`, object: 'charge', amount: 5997, amount_refunded, currency: 'eur' },
    ...{ payment_intent: `pi_${orderId.slice(2)}`, metadata: { orderId }, ...more },
  })

export const RECEIVED: Sent = [200, true]
export const RECEIPT: Job = { type: 'send-receipt', orderId: 'o-1' }
export const REVIEW: Job = { type: 'review', orderId: 'o-1' }

interface State {
  orders: Map<string, Order>
  events: Set<string>
  jobs: Job[]
}

/** A store whose transactions come one after the other, and are there whole or not at all. */
export class MemoryStore implements Store {
  #state: State
  #last: Promise<unknown> = Promise.resolve()
  /** How many transactions have begun. */
  begun = 0
  /** Which step is to fail, counted from 1 over all transactions, the commits included; 0 for none. */
  failsAt = 0
  #steps = 0

  constructor(orders: Partial<Order>[]) {
    const rows = orders.map((order, index): [string, Order] => {
      const id = `o-${index + 1}`
      const usual = {
        total: 5997,
        currency: 'eur',
        intentId: `pi_${index + 1}`,
        status: 'open',
        refunded: 0,
        triedAt: 0,
      } as const
      return [id, { id, ...usual, ...order }]
    })
    this.#state = { orders: new Map(rows), events: new Set(), jobs: [] }
  }

  order(id = 'o-1'): Order | undefined {
    return this.#state.orders.get(id)
  }

  get jobs(): Job[] {
    return this.#state.jobs
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    this.begun += 1
    const done = this.#last.then(() => this.#carryOut(work))
    this.#last = done.catch(() => undefined)
    return done
  }

  async #carryOut<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const draft = structuredClone(this.#state)
    const result = await work({
      addEvent: async (id) => {
        await this.#step()
        const isNew = !draft.events.has(id)
        draft.events.add(id)
        return isNew
      },
      findOrder: async (id) => {
        await this.#step()
        return structuredClone(draft.orders.get(id))
      },
      saveOrder: async (order) => {
        await this.#step()
        draft.orders.set(order.id, structuredClone(order))
      },
      addJob: async (job) => {
        await this.#step()
        draft.jobs.push(structuredClone(job))
      },
    })
    await this.#step()
    this.#state = draft
    return result
  }

  async #step(): Promise<void> {
    await aWhile()
    this.#steps += 1
    if (this.#steps === this.failsAt) throw new Error(`connection to ${FAILURE} lost`)
  }
}
