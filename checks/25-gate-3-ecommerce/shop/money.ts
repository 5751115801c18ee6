/** What the gateway has, and what it says: intents, charges and events of an order. */
import { createHmac } from 'node:crypto'
import { type App, expect } from 'backend-workbook/check'
import type Stripe from 'stripe'
import { type Answer, API } from './asking.ts'
import { type Order, type Person, tryPay } from './client.ts'
import { bank } from './service.ts'

/** The intents that were made for an order. */
export async function intentsOf({ id }: Pick<Order, 'id'>): Promise<Stripe.PaymentIntent[]> {
  const { stripe } = await bank()
  const { data } = await stripe.paymentIntents.list({ limit: 100 })
  return data.filter(({ metadata }) => metadata['orderId'] === id)
}

/** The one intent of an order. */
export async function intentOf(order: Pick<Order, 'id'>): Promise<Stripe.PaymentIntent> {
  const intents = await intentsOf(order)
  expect(intents.length, 'intents with the id of the order in metadata.orderId').toBe(1)
  return intents[0] as Stripe.PaymentIntent
}

/** The amounts of the charges of an order that succeeded. */
export async function chargedFor(order: Pick<Order, 'id'>): Promise<number[]> {
  const { stripe } = await bank()
  const own = new Set((await intentsOf(order)).map(({ id }) => id))
  const { data } = await stripe.charges.list({ limit: 100 })
  return data
    .filter(({ status, payment_intent: intent }) => status === 'succeeded' && own.has(String(intent)))
    .map(({ amount }) => amount)
}

/** The newest event of this type about an intent, or about its charge. */
export async function eventOf(type: string, intentId: string): Promise<Stripe.Event> {
  const { stripe } = await bank()
  const { data } = await stripe.events.list({ type, limit: 100 })
  const found = data.find(({ data: { object } }) => {
    const { id, payment_intent: intent } = object as { id?: string; payment_intent?: string }
    return id === intentId || intent === intentId
  })
  if (!found) throw new Error(`the gateway has no event ${type} of ${intentId}`)
  return found
}

/** Brings an event to an instance, signed as the gateway signs, at its time or `ago` seconds before now. */
export async function bring(
  app: App,
  event: object,
  { ago = 0, changed = (text: string) => text } = {},
): Promise<Answer> {
  const { env } = await bank()
  const text = JSON.stringify(event, null, 2)
  const at = Math.floor(Date.now() / 1000) - ago
  const mark = createHmac('sha256', env['PAYMENTS_WEBHOOK_SECRET'] ?? '')
    .update(`${at}.${text}`)
    .digest('hex')
  return post(app, changed(text), { 'stripe-signature': `t=${at},v1=${mark}` })
}

export async function post(app: App, body: string, more: Record<string, string> = {}): Promise<Answer> {
  const headers = { 'content-type': 'application/json; charset=utf-8', ...more }
  const response = await app.fetch(`${API}/webhooks/payments`, { method: 'POST', headers, body })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: text ? JSON.parse(text) : undefined }
}

/** No webhook goes out while the body runs, but those that it sends itself. */
export async function inSilence(body: () => Promise<void>): Promise<void> {
  const { gateway } = await bank()
  await gateway.deliveries({ held: true })
  try {
    await body()
  } finally {
    await gateway.deliveries({ held: false })
    await gateway.release()
  }
}

/** The bank works on it for days: the order is pending, and the event of the end is the only news. */
export async function paidByBank(app: App, person: Person, order: Order): Promise<Stripe.PaymentIntent> {
  const { gateway } = await bank()
  const answer = await tryPay(app, person, order.id, 'pm_usBankAccount_success')
  expect(answer.status, 'the status of a payment that the bank works on').toBe(202)
  const intent = await intentOf(order)
  await gateway.settle(intent.id, 'succeeded')
  return intent
}

/** The answer, however long the server's client tries. Meanwhile others are asking, too. */
export async function patiently<T>(app: App, asking: Promise<T>): Promise<T> {
  const watch = setInterval(() => void app.fetch('/health').catch(() => undefined), 300)
  return asking.finally(() => clearInterval(watch))
}
