import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import Stripe from 'stripe'

/** What the marketplace sells. Prices are decimal text in the main unit, as vendors typed them. */
export interface Catalog {
  /** '19.99', '19.9' or '20' in eur, '1500' in jpy, '1.250' in kwd. undefined: not sold, or not in this currency. */
  priceOf: (sku: string, currency: string) => Promise<string | undefined>
}

/** How many digits stand behind the point in the currencies of the marketplace. */
export const DECIMALS: Record<string, number> = { eur: 2, inr: 2, jpy: 0, kwd: 3 }

export type OrderStatus = 'open' | 'requires_action' | 'processing' | 'paid'

export interface Order {
  id: string
  currency: string
  /** Amounts are integers of the smallest unit: 1999 is 19.99 EUR, and 1500 is 1500 JPY. */
  lines: { sku: string; quantity: number; unitAmount: number }[]
  total: number
  status: OrderStatus
  /** The payment intent of this order at the gateway, once there is one. */
  intentId: string | null
}

/** The table of orders. Every method waits for the database, so others get in between. */
export interface Orders {
  /** Writes a new order, and gives it with its id. */
  add: (order: Omit<Order, 'id'>) => Promise<Order>
  /** A copy of the order as it is now. */
  find: (id: string) => Promise<Order | undefined>
  /**
   * Writes the changes if the status of the order is one of `from`, in one step. Gives the order afterwards, or undefined
   * when it had another status and nothing was written.
   */
  change: (
    id: string,
    from: OrderStatus[],
    changes: Partial<Pick<Order, 'status' | 'intentId'>>,
  ) => Promise<Order | undefined>
}

export interface CheckoutDeps {
  /** The official client, connected and ready. You use `stripe.paymentIntents`. */
  stripe: Stripe
  catalog: Catalog
  orders: Orders
}

/**
 * Retailers place orders and pay them. The caller is logged in, and may see the order: earlier days have taken care of that. Answers
 * are JSON: `{ "data": order }`, or `{ "error": { "code", "message" } }`.
 *
 * Placing an order
 * 1. `POST /orders` with `{ "currency": "eur", "lines": [{ "sku": "flour", "quantity": 3 }] }` is 201 with the order, "open". Each
 *    `unitAmount` is the price of the catalog in the smallest unit: '19.99' is 1999, '4.35' is 435, '19.9' is 1990, in jpy '1500' is
 *    1500, in kwd '1.25' is 1250. `total` is the sum of quantity × unitAmount.
 * 2. Prices, amounts and totals in any body count for nothing. A currency that is not in DECIMALS, no lines, a line without a product
 *    that is sold in the currency, and a quantity that is no integer from 1 to 1000 are 400 "invalid_order", and no order is added.
 * 3. An order costs what it cost when it was placed, whatever the catalog says later.
 *
 * Paying
 * 4. `POST /orders/:id/pay` with `{ "paymentMethod": "pm_card_visa" }` is 200 with the order, "paid", when the gateway says that the
 *    intent has succeeded. The intent has the order's total and currency, and `metadata: { orderId }`; the order knows it as
 *    `intentId`. An order that does not exist is 404 "not_found". A paymentMethod that is no text, or that the gateway does not know,
 *    is 400 "invalid_payment_method".
 * 5. A declined card is 402 "card_declined" with the gateway's message and `"declineCode"` beside it (`"insufficient_funds"`, …). The
 *    order is "open", whatever it waited for before, and takes another card: with the same intent.
 * 6. An order has one intent and is charged once, however often somebody clicks: later, or at the same moment. Where one click has
 *    paid, all others that are answered later are 200 with the paid order, too: also one whose own card was declined.
 * 7. The gateway cannot be reached, or answers 5xx or 429: that is 503 "gateway_unavailable", and the order stays as it is. The intent
 *    may have been made all the same, or even have been paid. The next click finds out, and neither makes another intent nor charges
 *    again. The gateway may forget idempotency keys after 24 hours, so the order has its `intentId` in the table before anything is
 *    charged: a click two days later finds it there.
 * 8. A card that wants the customer's consent is 202 with the order, "requires_action", and `"clientSecret"` (the `client_secret` of
 *    the intent) beside the order's other fields. A payment that takes days is 202 with the order, "processing"; another click
 *    meanwhile is the same, and charges nothing.
 * 9. An order that is paid stays paid, whatever arrives later: the decline of another click, for example, that was on its way for
 *    longer.
 * 10. An intent that has succeeded with another amount (`amount_received`) or currency than the order's is 409 "payment_mismatch", and
 *     the order is not paid. (Somebody may have changed the intent in the gateway's dashboard. Nobody cancels it there.)
 *
 * Coming back
 * 11. `GET /orders/:id/return` is where the gateway sends the customer's browser. It asks the gateway about the order's own intent,
 *     writes down what that says (paid, processing, requires_action, else open), and is 200 with the order. An order without an intent
 *     is 200 as it is. Errors are those of paying: 404, 409, 503.
 * 12. The query of that page (`?payment_intent=pi_…&redirect_status=succeeded`) is written by whoever opens the page. It proves
 *     nothing.
 *
 * @example
 * // POST /orders { "currency": "eur", "lines": [{ "sku": "flour", "quantity": 3 }] }
 * // 201 { "data": { "id": "o-1", "currency": "eur", "lines": [{ "sku": "flour", "quantity": 3, "unitAmount": 1999 }],
 * //   "total": 5997, "status": "open", "intentId": null } }
 * // POST /orders/o-1/pay { "paymentMethod": "pm_card_visa" }
 * // 200 { "data": { "id": "o-1", …, "status": "paid", "intentId": "pi_…" } }
 */
export function buildApp({ stripe, catalog, orders }: CheckoutDeps): Express {
  const app = express()
  app.use(express.json())

  app.post('/orders', async (request, response) => {
    const { currency, lines } = await pricedOrder(request.body, catalog)
    const total = lines.reduce((sum, { quantity, unitAmount }) => sum + quantity * unitAmount, 0)
    response.status(201).json({ data: await orders.add({ currency, lines, total, status: 'open', intentId: null }) })
  })

  app.post('/orders/:id/pay', async (request, response) => {
    const order = await known(request.params.id)
    const paymentMethod: unknown = request.body?.paymentMethod
    if (typeof paymentMethod !== 'string') throw new Refusal(400, 'invalid_payment_method', 'name a payment method')
    if (order.status === 'paid') return response.json({ data: order })
    const intent = await confirmed(order, await intentOf(order), paymentMethod)
    const { status, data } = await noted(order, intent)
    response.status(status).json({ data })
  })

  app.get('/orders/:id/return', async (request, response) => {
    const order = await known(request.params.id)
    if (order.intentId === null || order.status === 'paid') return response.json({ data: order })
    const { data } = await noted(order, await stripe.paymentIntents.retrieve(order.intentId))
    response.json({ data })
  })

  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    const refusal = refusalOf(error)
    if (!refusal) return next(error)
    const { status, code, message, more } = refusal
    response.status(status).json({ error: { code, message, ...more } })
  })

  async function known(id: string): Promise<Order> {
    const order = await orders.find(id)
    if (!order) throw new Refusal(404, 'not_found', 'there is no such order')
    return order
  }

  /** The one intent of the order. The key covers the time until the order knows it; afterwards its id does. */
  async function intentOf(order: Order): Promise<Stripe.PaymentIntent> {
    if (order.intentId !== null) return stripe.paymentIntents.retrieve(order.intentId)
    const { id, total: amount, currency } = order
    const intent = await stripe.paymentIntents.create(
      { amount, currency, metadata: { orderId: id } },
      { idempotencyKey: `intent-of-order-${id}` },
    )
    await orders.change(id, UNPAID, { intentId: intent.id })
    return intent
  }

  /** The intent after the try to pay it. Where another click was quicker, what that one has achieved. */
  async function confirmed(
    order: Order,
    intent: Stripe.PaymentIntent,
    payment_method: string,
  ): Promise<Stripe.PaymentIntent> {
    if (!PAYABLE.includes(intent.status)) return intent
    try {
      return await stripe.paymentIntents.confirm(intent.id, { payment_method })
    } catch (error) {
      if (error instanceof Stripe.errors.StripeCardError) {
        const now = await stripe.paymentIntents.retrieve(intent.id)
        if (now.status === 'succeeded') return now
        await noted(order, now)
        throw error
      }
      if (!(error instanceof Stripe.errors.StripeError) || error.code !== 'payment_intent_unexpected_state') throw error
      return stripe.paymentIntents.retrieve(intent.id)
    }
  }

  /** Writes down what the gateway says, unless the order is paid by now. */
  async function noted(order: Order, intent: Stripe.PaymentIntent): Promise<{ status: number; data: object }> {
    const { id, total, currency } = order
    const paid = intent.status === 'succeeded'
    if (paid && (intent.amount_received !== total || intent.currency !== currency)) {
      throw new Refusal(409, 'payment_mismatch', 'what was paid is not what the order costs')
    }
    const status = STATUS_OF[intent.status] ?? 'open'
    const data = (await orders.change(id, UNPAID, { status, intentId: intent.id })) ?? (await known(id))
    if (data.status === 'requires_action') {
      return { status: 202, data: { ...data, clientSecret: intent.client_secret } }
    }
    return { status: data.status === 'processing' ? 202 : 200, data }
  }

  return app
}

const UNPAID: OrderStatus[] = ['open', 'requires_action', 'processing']
const PAYABLE: Stripe.PaymentIntent.Status[] = ['requires_payment_method', 'requires_confirmation', 'requires_action']
const STATUS_OF: Partial<Record<Stripe.PaymentIntent.Status, OrderStatus>> = {
  succeeded: 'paid',
  processing: 'processing',
  requires_action: 'requires_action',
}
const MOST = 1000

/** A request that is answered with an error, and changes nothing. */
class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly more: object

  constructor(status: number, code: string, message: string, more = {}) {
    super(message)
    this.status = status
    this.code = code
    this.more = more
  }
}

function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  const { StripeError, StripeCardError, StripeConnectionError } = Stripe.errors
  if (!(error instanceof StripeError)) return undefined
  if (error instanceof StripeCardError) {
    return new Refusal(402, 'card_declined', error.message, { declineCode: error.decline_code })
  }
  const { statusCode = 500, param } = error
  if (error instanceof StripeConnectionError || statusCode >= 500 || statusCode === 429) {
    return new Refusal(503, 'gateway_unavailable', 'the payment may have worked: try again, you pay once')
  }
  if (param === 'payment_method') return new Refusal(400, 'invalid_payment_method', 'no such payment method')
  return undefined
}

async function pricedOrder(body: unknown, catalog: Catalog): Promise<Pick<Order, 'currency' | 'lines'>> {
  const { currency, lines } = Object(body) as Record<string, unknown>
  if (typeof currency !== 'string' || !Object.hasOwn(DECIMALS, currency)) throw invalid('no such currency')
  if (!Array.isArray(lines) || lines.length === 0) throw invalid('an order has lines')
  const priced = lines.map(async (line: unknown) => {
    const { sku, quantity } = Object(line) as Record<string, unknown>
    const isQuantity = Number.isInteger(quantity) && Number(quantity) >= 1 && Number(quantity) <= MOST
    const price = typeof sku === 'string' && isQuantity ? await catalog.priceOf(sku, currency) : undefined
    if (price === undefined) throw invalid('a line has a product that is sold, and a quantity')
    return { sku: String(sku), quantity: Number(quantity), unitAmount: toMinorUnits(price, currency) }
  })
  return { currency, lines: await Promise.all(priced) }
}

function invalid(message: string): Refusal {
  return new Refusal(400, 'invalid_order', message)
}

/** '19.9' in eur is 1990: digits are moved, and nothing is multiplied. */
function toMinorUnits(price: string, currency: string): number {
  const [whole = '', part = ''] = price.split('.')
  return Number(whole + part.padEnd(DECIMALS[currency] ?? 0, '0'))
}
