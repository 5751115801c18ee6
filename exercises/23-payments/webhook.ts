import express, { type Express } from 'express'

export interface Order {
  id: string
  /** In the smallest unit, as all amounts are. */
  total: number
  currency: string
  /** The payment intent of this order at the gateway. */
  intentId: string
  status: 'open' | 'processing' | 'paid' | 'refunded'
  /** How much has been given back. */
  refunded: number
  /** `created` of the newest event that said "processing" or "open" of this order; 0 at first. */
  triedAt: number
}

/** Work for a worker, as on day 22: it sends receipts, and puts reviews on somebody's desk. */
export interface Job {
  type: 'send-receipt' | 'review'
  orderId: string
}

/** What can be done inside a transaction. */
export interface Transaction {
  /** Writes down the id of an event; false when it is there already. */
  addEvent: (id: string) => Promise<boolean>
  /** A copy of the order. */
  findOrder: (id: string) => Promise<Order | undefined>
  saveOrder: (order: Order) => Promise<void>
  addJob: (job: Job) => Promise<void>
}

export interface Store {
  /**
   * Runs the work, and gives what it gives. Either all that it wrote is there afterwards or nothing: nothing where the work rejects,
   * the database fails, or the process dies. Transactions run one after the other, also those of other processes. A transaction
   * inside another one waits for ever.
   */
  transaction: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>
}

export interface WebhookDeps {
  /** The secrets of the endpoint: two while one follows the other. Ask at every request, they change while the app runs. */
  secrets: () => string[]
  store: Store
  /** The clock, in milliseconds. */
  now: () => number
}

/**
 * `POST /webhooks/payments`: the gateway tells what has become of payments. `POST /quotes` is another route of the same app that takes
 * JSON and works already; it must go on working.
 *
 * Is it from the gateway?
 * 1. A request counts when its header `stripe-signature`, `t=<seconds>,v1=<hex>`, has an HMAC-SHA256 of `<t>.<body>` with one of the
 *    secrets. The body is what came, byte by byte: indented, with any letters in it, up to 1 MB.
 * 2. All others are 400 `{ "error": { "code": "invalid_signature" } }`, and the store is not asked: no header, no `v1`, another secret,
 *    a body or a time that was changed, the right signature under another name (`v0`). (The gateway sends nothing larger than 1 MB, and
 *    signs nothing but JSON: what the answers are then is yours to decide.)
 * 3. The time in the header and the clock are at most 300 seconds apart, in both directions. Exactly 300 counts, 301 is refused as
 *    above.
 * 4. While secrets change there are two of them, and the header may have two `v1`: one pair that fits is enough. A secret that
 *    `secrets()` no longer gives fits nothing.
 *
 * What becomes of it?
 * 5. A signed event is 200 `{ "received": true }` once everything that belongs to it is in the store. The order is the one in
 *    `data.object.metadata.orderId`. An event of an unknown type, without an order id, or of an order that is not in the store is the
 *    same 200, and changes no order and adds no job.
 * 6. `payment_intent.succeeded` of the order's intent, with `amount_received` and `currency` of the order: an order that is open or
 *    processing is "paid", and gets one job "send-receipt".
 * 7. `payment_intent.succeeded` of another intent, or with another amount or currency: the order stays as it is, and gets one job
 *    "review" for each event id.
 * 8. The same event may come again: later, at the same moment, to another process, after a restart. It has its effects once, and all
 *    answers are 200.
 * 9. The gateway may tell the same under two event ids. An order is paid once, with one receipt.
 * 10. If the store fails, the answer is 500 `{ "error": { "code": "try_again" } }` without the store's message. When the event comes
 *     again, all its effects happen, once: whatever step had failed.
 * 11. Events come in any order. `payment_intent.processing` sets an open order to "processing", and `payment_intent.payment_failed` a
 *     processing one to "open", when the intent is the order's and `created` of the event is not before `triedAt`, which becomes
 *     `created`. It moves `triedAt` also where the order has that status already. Orders that are paid or refunded stay so.
 * 12. `charge.refunded` of a charge of the order's intent (`data.object.payment_intent`) has in `amount_refunded` what was given back
 *     so far in all. (A charge has the `metadata` of its intent.) `refunded` becomes that, if it is more than before: an older event that
 *     comes later changes nothing. An order whose `refunded` reaches its total is "refunded", for good, also where `succeeded` comes
 *     after it: then no receipt is sent.
 *
 * @example
 * // POST /webhooks/payments with stripe-signature: t=1796000000,v1=5257a869…
 * // { "id": "evt_1", "type": "payment_intent.succeeded", "created": 1796000000, "data": { "object": { "object": "payment_intent",
 * //   "id": "pi_1", "amount_received": 5997, "currency": "eur", "metadata": { "orderId": "o-1" } } } }
 * // 200 { "received": true }; o-1 is paid, and there is a job { "type": "send-receipt", "orderId": "o-1" }
 */
export function buildApp(_deps: WebhookDeps): Express {
  const app = express()
  app.use(express.json())

  app.post('/quotes', (request, response) => {
    const lines: { amount: number; quantity: number }[] = request.body.lines
    response.json({ total: lines.reduce((sum, { amount, quantity }) => sum + amount * quantity, 0) })
  })

  app.post('/webhooks/payments', (_request, response) => {
    response.json({ received: false })
  })

  return app
}
