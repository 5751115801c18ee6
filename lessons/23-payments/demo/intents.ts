// One payment intent for each card, from the first request to the end, at a gateway of ours that speaks a part of Stripe's API.
// Look for: which step moves the intent, what a declined card leaves behind, and what an intent that is paid refuses.
import { randomBytes } from 'node:crypto'
import Stripe from 'stripe'

const url = new URL(process.env['PAYMENTS_URL'] ?? '')
const key = `sk_test_${randomBytes(8).toString('hex')}`
const stripe = new Stripe(key, { host: url.hostname, port: Number(url.port), protocol: 'http', telemetry: false })

/** What only the gateway's operator can do: the bank answers, the customer consents. */
async function behindTheScenes(name: string, order: object): Promise<void> {
  const headers = { authorization: `Bearer ${key}` }
  await fetch(new URL(`/course/${name}`, url), { method: 'POST', headers, body: JSON.stringify(order) })
}

async function step(
  what: string,
  work: () => Promise<Stripe.PaymentIntent>,
): Promise<Stripe.PaymentIntent | undefined> {
  try {
    const intent = await work()
    console.log(`  ${what.padEnd(40)}${intent.status}`)
    return intent
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error
    const { statusCode, code, decline_code, payment_intent } = error
    console.log(`  ${what.padEnd(40)}${statusCode} ${code}${decline_code ? `, ${decline_code}` : ''}`)
    if (payment_intent) console.log(`  ${''.padEnd(40)}its status: ${payment_intent.status}`)
    return undefined
  }
}

const create = () => stripe.paymentIntents.create({ amount: 5997, currency: 'eur', metadata: { orderId: 'o-7' } })
const confirm = (id: string, payment_method: string) => () => stripe.paymentIntents.confirm(id, { payment_method })

console.log('A good card, after a bad one')
const first = await step('create', create)
const id = first?.id ?? ''
await step('confirm pm_card_visa_chargeDeclined', confirm(id, 'pm_card_visa_chargeDeclined'))
await step('confirm pm_card_visa', confirm(id, 'pm_card_visa'))
await step('confirm once more', confirm(id, 'pm_card_visa'))
await step('cancel', () => stripe.paymentIntents.cancel(id))

console.log('\nA card whose bank asks the customer')
const asked = (await create()).id
await step('confirm pm_card_authenticationRequired', confirm(asked, 'pm_card_authenticationRequired'))
await behindTheScenes('authenticate', { intent: asked, proved: true })
await step('the customer has consented: retrieve', () => stripe.paymentIntents.retrieve(asked))

console.log('\nA bank transfer that fails after days')
const slow = (await create()).id
await step('confirm pm_usBankAccount_success', confirm(slow, 'pm_usBankAccount_success'))
await step('another card meanwhile', confirm(slow, 'pm_card_visa'))
await behindTheScenes('settle', { intent: slow, outcome: 'failed' })
await step('the bank has refused: retrieve', () => stripe.paymentIntents.retrieve(slow))

console.log('\nAll charges, of which two brought money:')
for (const { payment_intent, amount, status } of (await stripe.charges.list({ limit: 100 })).data.reverse()) {
  const names = new Map([
    [id, 'first'],
    [asked, 'second'],
    [slow, 'third'],
  ])
  console.log(`  ${`${names.get(String(payment_intent))} intent`.padEnd(16)}${status.padEnd(12)}${amount}`)
}
