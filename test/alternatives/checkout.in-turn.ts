/** One click of an order after the other, with error handling in each route and prices in thousandths that are rounded. */
import express, { type Express, type Response } from 'express'
import type Stripe from 'stripe'
import type { CheckoutDeps, Order, OrderStatus } from '../../exercises/23-payments/checkout.ts'

export const DECIMALS: Record<string, number> = { eur: 2, inr: 2, jpy: 0, kwd: 3 }

const BEFORE: OrderStatus[] = ['open', 'requires_action', 'processing']
const PAYABLE = ['requires_payment_method', 'requires_confirmation', 'requires_action']

export function buildApp({ stripe, catalog, orders }: CheckoutDeps): Express {
  const app = express().use(express.json())
  const turns = new Map<string, Promise<unknown>>()
  const inTurn = (id: string, work: () => Promise<void>): Promise<void> => {
    const done = (turns.get(id) ?? Promise.resolve()).then(work)
    const settled = done.catch(() => undefined)
    turns.set(id, settled)
    return done
  }
  const refuse = (response: Response, status: number, code: string, more: object = {}) =>
    void response.status(status).json({ error: { code, message: code, ...more } })

  app.post('/orders', async ({ body }, response) => {
    const { currency, lines } = body ?? {}
    if (typeof currency !== 'string' || !Object.hasOwn(DECIMALS, currency))
      return refuse(response, 400, 'invalid_order')
    if (!Array.isArray(lines) || lines.length === 0) return refuse(response, 400, 'invalid_order')
    const order: Omit<Order, 'id'> = { currency, lines: [], total: 0, status: 'open', intentId: null }
    for (const line of lines) {
      const { sku, quantity } = line ?? {}
      const price = typeof sku === 'string' ? await catalog.priceOf(sku, currency) : undefined
      const isFine = Number.isInteger(quantity) && quantity > 0 && quantity <= 1000
      if (price === undefined || !isFine) return refuse(response, 400, 'invalid_order')
      const unitAmount = Math.round(Number(price) * 10 ** (DECIMALS[currency] ?? 0))
      order.lines.push({ sku, quantity, unitAmount })
      order.total += unitAmount * quantity
    }
    response.status(201).json({ data: await orders.add(order) })
  })

  app.post('/orders/:id/pay', (request, response) =>
    inTurn(request.params.id, async () => {
      const order = await orders.find(request.params.id)
      if (!order) return refuse(response, 404, 'not_found')
      const { paymentMethod } = request.body ?? {}
      if (typeof paymentMethod !== 'string') return refuse(response, 400, 'invalid_payment_method')
      if (order.status === 'paid') return void response.json({ data: order })
      try {
        await settle(order, await charge(order, paymentMethod), response)
      } catch (error) {
        explain(error as Stripe.errors.StripeError, response)
      }
    }),
  )

  app.get('/orders/:id/return', (request, response) =>
    inTurn(request.params.id, async () => {
      const order = await orders.find(request.params.id)
      if (!order) return refuse(response, 404, 'not_found')
      if (order.intentId === null) return void response.json({ data: order })
      try {
        await settle(order, await stripe.paymentIntents.retrieve(order.intentId), response, 200)
      } catch (error) {
        explain(error as Stripe.errors.StripeError, response)
      }
    }),
  )

  async function charge(order: Order, payment_method: string): Promise<Stripe.PaymentIntent> {
    if (order.intentId === null) {
      const wanted = { amount: order.total, currency: order.currency, metadata: { orderId: order.id } }
      const { id } = await stripe.paymentIntents.create(wanted, { idempotencyKey: order.id })
      order.intentId = id
      await orders.change(order.id, BEFORE, { intentId: id })
    }
    const intent = await stripe.paymentIntents.retrieve(order.intentId)
    if (!PAYABLE.includes(intent.status)) return intent
    try {
      return await stripe.paymentIntents.confirm(intent.id, { payment_method })
    } catch (error) {
      if ((error as Stripe.errors.StripeError).type !== 'StripeCardError') throw error
      const now = await stripe.paymentIntents.retrieve(intent.id)
      if (!PAYABLE.includes(now.status)) return now
      await orders.change(order.id, BEFORE, { status: 'open' })
      throw error
    }
  }

  async function settle(order: Order, intent: Stripe.PaymentIntent, response: Response, waiting = 202): Promise<void> {
    const { id, total, currency } = order
    const isPaid = intent.status === 'succeeded'
    if (isPaid && intent.amount_received !== total) return refuse(response, 409, 'payment_mismatch')
    if (isPaid && intent.currency !== currency) return refuse(response, 409, 'payment_mismatch')
    const { status: said } = intent
    const waits = (['processing', 'requires_action'] as const).find((each) => each === said)
    const status = isPaid ? 'paid' : (waits ?? 'open')
    await orders.change(id, BEFORE, { status })
    const now = await orders.find(id)
    const secret = now?.status === 'requires_action' ? { clientSecret: intent.client_secret } : {}
    response.status(now?.status === 'paid' ? 200 : waiting).json({ data: { ...now, ...secret } })
  }

  function explain({ type, message, decline_code, param }: Stripe.errors.StripeError, response: Response): void {
    if (type === 'StripeCardError') {
      response.status(402).json({ error: { code: 'card_declined', message, declineCode: decline_code } })
    } else if (param === 'payment_method') refuse(response, 400, 'invalid_payment_method')
    else refuse(response, 503, 'gateway_unavailable')
  }

  return app
}
