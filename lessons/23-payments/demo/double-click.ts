// A customer clicks "pay" twice at the same moment. Three shops answer: without a key, with a random key, with the order's key.
// Look for: how many intents there are for one order, and what the customer has paid.
import { randomBytes, randomUUID } from 'node:crypto'
import Stripe from 'stripe'

const url = new URL(process.env['PAYMENTS_URL'] ?? '')

const shops: Record<string, (order: string) => Stripe.RequestOptions> = {
  'no key at all': () => ({}),
  'a random key for each click': () => ({ idempotencyKey: randomUUID() }),
  'the key of the order': (order) => ({ idempotencyKey: `pay-${order}` }),
}

for (const [name, optionsFor] of Object.entries(shops)) {
  const key = `sk_test_${randomBytes(8).toString('hex')}`
  const stripe = new Stripe(key, { host: url.hostname, port: Number(url.port), protocol: 'http', telemetry: false })
  const click = () =>
    stripe.paymentIntents.create(
      { amount: 5997, currency: 'eur', confirm: true, payment_method: 'pm_card_visa', metadata: { orderId: 'o-7' } },
      optionsFor('o-7'),
    )
  const answers = await Promise.all([click(), click()])
  const replayed = answers.filter(({ lastResponse }) => lastResponse.headers['idempotent-replayed'] === 'true').length
  const charges = (await stripe.charges.list({ limit: 100 })).data
  const paid = charges.reduce((sum, { amount }) => sum + amount, 0)
  console.log(name)
  console.log(`  answers:  ${answers.map(({ status }) => status).join(', ')}; ${replayed} of them a replay`)
  console.log(`  intents:  ${new Set(answers.map(({ id }) => id)).size}`)
  console.log(`  the customer has paid ${(paid / 100).toFixed(2)} EUR of 59.97\n`)
}
console.log('Where you give no key the client makes one up, a new one for each call. So it')
console.log('covers what the client repeats by itself, not what the customer repeats.')
