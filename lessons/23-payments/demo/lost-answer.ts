// The gateway takes the money, and its answer is lost. The customer clicks again.
// Look for: what the shop knows after the first click, and what the second click does in each shop.
import { randomBytes, randomUUID } from 'node:crypto'
import Stripe from 'stripe'

const url = new URL(process.env['PAYMENTS_URL'] ?? '')

interface Shop {
  stripe: Stripe
  /** The intent of the order, as the shop's database has it. */
  intentId?: string
}

/** Makes and confirms a new intent at each click. */
async function hasty({ stripe }: Shop): Promise<string> {
  const pay = { amount: 5997, currency: 'eur', confirm: true, payment_method: 'pm_card_visa' }
  return (await stripe.paymentIntents.create(pay, { idempotencyKey: randomUUID() })).status
}

/** Has one intent, and looks at it before it confirms. */
async function careful(shop: Shop): Promise<string> {
  const { stripe } = shop
  const known = { amount: 5997, currency: 'eur', metadata: { orderId: 'o-7' } }
  shop.intentId ??= (await stripe.paymentIntents.create(known, { idempotencyKey: 'intent-of-o-7' })).id
  const intent = await stripe.paymentIntents.retrieve(shop.intentId)
  if (intent.status === 'succeeded') return 'succeeded, found out by asking'
  return (await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' })).status
}

for (const [name, pay, path] of [
  ['A shop that pays at each click', hasty, '^/v1/payment_intents$'],
  ['A shop with one intent for the order', careful, '/confirm$'],
] as const) {
  const key = `sk_test_${randomBytes(8).toString('hex')}`
  const options = { host: url.hostname, port: Number(url.port), protocol: 'http', telemetry: false } as const
  const shop: Shop = { stripe: new Stripe(key, { ...options, maxNetworkRetries: 0 }) }
  // All is carried out, and the answer is a 500.
  const fault = JSON.stringify({ kind: 'lost-500', method: 'POST', path })
  await fetch(new URL('/course/fault', url), {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: fault,
  })
  console.log(name)
  for (const click of ['first', 'second']) {
    const outcome = await pay(shop).catch(
      ({ type }: Stripe.errors.StripeError) => `${type}: it may have worked, or not`,
    )
    console.log(`  ${click} click: ${outcome}`)
  }
  const { data } = await shop.stripe.charges.list()
  console.log(`  charges at the gateway: ${data.map(({ amount }) => amount).join(' and ')}\n`)
}
