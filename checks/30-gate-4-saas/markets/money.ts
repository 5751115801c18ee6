/** What the gateway has, and what it says: intents, charges and events of a market. */
import { createHmac } from 'node:crypto'
import { type App, expect } from 'backend-workbook/check'
import type Stripe from 'stripe'
import { type Answer, API, ask, dataOf } from '../../25-gate-3-ecommerce/shop/asking.ts'
import type { Market, Person } from './client.ts'
import { around } from './service.ts'

export const PRICE = 4900
export const VISA = 'pm_card_visa'
export const DECLINED = 'pm_card_visa_chargeDeclined'
export const BANK = 'pm_usBankAccount_success'
export const CONSENT = 'pm_card_authenticationRequired'

export const tryBuy = (app: App, { token }: Pick<Person, 'token'>, market: string, paymentMethod: unknown = VISA) =>
  ask(app, 'POST', `/markets/${market}/plan`, { token, body: { paymentMethod } })

export async function boughtBy(app: App, owner: Person, market: string): Promise<Market> {
  const bought = dataOf<Market>(await tryBuy(app, owner, market), 200, 'POST /markets/:market/plan')
  expect(bought.plan, 'the plan of the market after that').toBe('pro')
  return bought
}

/** The intents that were made for a market. */
async function intentsOf(market: string): Promise<Stripe.PaymentIntent[]> {
  const { stripe } = await around()
  const { data } = await stripe.paymentIntents.list({ limit: 100 })
  return data.filter(({ metadata }) => metadata['marketId'] === market)
}

/** The one intent of a market. */
export async function intentOf(market: string): Promise<Stripe.PaymentIntent> {
  const intents = await intentsOf(market)
  expect(intents.length, 'intents with the id of the market in metadata.marketId').toBe(1)
  const intent = intents[0] as Stripe.PaymentIntent
  expect([intent.amount, intent.currency], 'amount and currency of the intent').toEqual([PRICE, 'eur'])
  return intent
}

/** The amounts of the charges of a market that succeeded. */
export async function chargedFor(market: string): Promise<number[]> {
  const { stripe } = await around()
  const own = new Set((await intentsOf(market)).map(({ id }) => id))
  const { data } = await stripe.charges.list({ limit: 100 })
  const charges = data.filter(({ status, payment_intent: intent }) => status === 'succeeded' && own.has(String(intent)))
  return charges.map(({ amount }) => amount)
}

/** The newest event of this type about an intent, or about its charge. */
export async function eventOf(type: string, intentId: string): Promise<Stripe.Event> {
  const { stripe } = await around()
  const { data } = await stripe.events.list({ type, limit: 100 })
  const found = data.find(({ data: { object } }) => {
    const { id, payment_intent: intent } = object as { id?: string; payment_intent?: string }
    return id === intentId || intent === intentId
  })
  if (!found) throw new Error(`the gateway has no event ${type} of ${intentId}`)
  return found
}

/** Brings an event, signed as the gateway signs, at its time or `ago` seconds before now. */
export async function bring(app: App, event: object, { ago = 0, changed = (text: string) => text } = {}) {
  const { env } = await around()
  const text = JSON.stringify(event, null, 2)
  const at = Math.floor(Date.now() / 1000) - ago
  const mark = createHmac('sha256', env['PAYMENTS_WEBHOOK_SECRET'] ?? '').update(`${at}.${text}`)
  return post(app, changed(text), { 'stripe-signature': `t=${at},v1=${mark.digest('hex')}` })
}

export async function post(app: App, body: string, more: Record<string, string> = {}): Promise<Answer> {
  const headers = { 'content-type': 'application/json; charset=utf-8', ...more }
  const response = await app.fetch(`${API}/webhooks/payments`, { method: 'POST', headers, body })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: text ? JSON.parse(text) : undefined }
}

/** No webhook goes out while the body runs, but those that it sends itself. */
export async function inSilence(body: () => Promise<void>): Promise<void> {
  const { gateway } = await around()
  await gateway.deliveries({ held: true })
  try {
    await body()
  } finally {
    await gateway.deliveries({ held: false })
    await gateway.release()
  }
}

/** The bank works on it for days, and then it has the money: the event is the only news of that. */
export async function paidByBank(app: App, owner: Person, market: string): Promise<Stripe.PaymentIntent> {
  const { gateway } = await around()
  const waiting = dataOf<Market>(await tryBuy(app, owner, market, BANK), 202, `POST …/plan with ${BANK}`)
  expect(waiting.plan, 'the plan while the bank works on it').toBe('free')
  const intent = await intentOf(market)
  await gateway.settle(intent.id, 'succeeded')
  return intent
}

/** The answer, however long the server's client tries. Meanwhile others are asking, too. */
export async function patiently<T>(app: App, asking: Promise<T>): Promise<T> {
  const watch = setInterval(() => void app.fetch('/health').catch(() => undefined), 300)
  return asking.finally(() => clearInterval(watch))
}
