/** Verifies with the official client, keeps the bytes aside while express.json() parses, and decides by a switch. */
import type { IncomingMessage } from 'node:http'
import express, { type Express } from 'express'
import Stripe from 'stripe'
import type { Order, Transaction, WebhookDeps } from '../../exercises/23-payments/webhook.ts'

const { webhooks } = new Stripe('sk_test_unused')
const bytes = new WeakMap<IncomingMessage, Buffer>()
const TOLERANCE = 300

export function buildApp({ secrets, store, now }: WebhookDeps): Express {
  const app = express()
  app.use(express.json({ limit: '2mb', verify: (request, _response, raw) => void bytes.set(request, raw) }))

  app.post('/quotes', (request, response) => {
    const lines: { amount: number; quantity: number }[] = request.body.lines
    response.json({ total: lines.reduce((sum, { amount, quantity }) => sum + amount * quantity, 0) })
  })

  app.post('/webhooks/payments', async (request, response) => {
    const header = request.get('stripe-signature') ?? ''
    const event = secrets()
      .map((secret) => verified(bytes.get(request), header, secret, now()))
      .find((each) => each !== undefined)
    if (!event) {
      response.status(400).json({ error: { code: 'invalid_signature' } })
      return
    }
    try {
      await store.transaction((tx) => take(event, tx))
      response.json({ received: true })
    } catch {
      response.status(500).json({ error: { code: 'try_again' } })
    }
  })

  return app
}

function verified(body: Buffer | undefined, header: string, secret: string, now: number): Stripe.Event | undefined {
  const ahead = Number(/(?:^|,)t=(\d+)/.exec(header)?.[1]) - Math.floor(now / 1000)
  if (!body || ahead > TOLERANCE) return undefined
  try {
    return webhooks.constructEvent(body, header, secret, TOLERANCE, undefined, now)
  } catch {
    return undefined
  }
}

async function take(event: Stripe.Event, tx: Transaction): Promise<void> {
  if (!(await tx.addEvent(event.id))) return
  const { orderId = '' } = (event.data.object as { metadata?: Stripe.Metadata }).metadata ?? {}
  const order = await tx.findOrder(orderId)
  if (!order) return
  const isFinal = order.status === 'paid' || order.status === 'refunded'
  switch (event.type) {
    case 'payment_intent.succeeded': {
      const { id, amount_received, currency } = event.data.object
      if (id !== order.intentId || amount_received !== order.total || currency !== order.currency) {
        return tx.addJob({ type: 'review', orderId })
      }
      if (isFinal) return
      await tx.addJob({ type: 'send-receipt', orderId })
      return tx.saveOrder({ ...order, status: 'paid' })
    }
    case 'payment_intent.processing':
    case 'payment_intent.payment_failed': {
      if (event.data.object.id !== order.intentId || isFinal || event.created < order.triedAt) return
      const status: Order['status'] = event.type === 'payment_intent.processing' ? 'processing' : 'open'
      return tx.saveOrder({ ...order, status, triedAt: event.created })
    }
    case 'charge.refunded': {
      const { payment_intent, amount_refunded } = event.data.object
      if (payment_intent !== order.intentId || amount_refunded <= order.refunded) return
      order.refunded = amount_refunded
      if (amount_refunded >= order.total) order.status = 'refunded'
      return tx.saveOrder(order)
    }
  }
}
