import Stripe from 'stripe'
import { fail } from './failure.ts'
import { settings } from './settings.ts'
import type { Payment } from './tables/intents.ts'

export type Intent = Pick<Stripe.PaymentIntent, 'id' | 'status'>

const { hostname, port, protocol } = settings.gateway
const isPlain = protocol === 'http:'
const stripe = new Stripe(settings.gatewayKey, {
  host: hostname,
  port: Number(port || (isPlain ? 80 : 443)),
  protocol: isPlain ? 'http' : 'https',
  maxNetworkRetries: 0,
  timeout: 4000,
  telemetry: false,
})

const HOUR = 3600

const isError = (error: unknown) => error instanceof Stripe.errors.StripeError

/** The gateway does not do this to an intent as it is now. */
const isState = (error: unknown) => isError(error) && error.code === 'payment_intent_unexpected_state'

/** @throws what our client is told of an error that is the gateway's, or of a value that it does not take */
function refuse(error: unknown): never {
  if (!isError(error)) throw error
  if (error.type === 'StripeCardError') fail('payment_failed')
  const isOfValue = error.type === 'StripeInvalidRequestError' && (error.statusCode === 400 || error.statusCode === 404)
  fail(isOfValue ? 'invalid' : 'unavailable')
}

/** The same intent, however often and by whomever: its key is made of the order. */
export async function createIntent({ orderId, totalCents, nonce }: Payment): Promise<Intent> {
  const about = { amount: totalCents, currency: 'eur', metadata: { orderId, nonce } }
  return await stripe.paymentIntents.create(about, { idempotencyKey: `intent-of-${orderId}` }).catch(refuse)
}

/**
 * The intent that was made for this order, though nobody has heard its id. Keys do not live long enough to ask for it once
 * more. Others may name the order, and may have copied ours: it is the oldest.
 */
export async function searchIntent({ orderId, nonce, askedAt }: Payment): Promise<Intent | undefined> {
  const since = Math.floor((askedAt?.getTime() ?? 0) / 1000) - HOUR
  let found: Intent | undefined
  try {
    for await (const intent of stripe.paymentIntents.list({ limit: 100, created: { gte: since } })) {
      if (intent.metadata['orderId'] === orderId && intent.metadata['nonce'] === nonce) found = intent
    }
  } catch (error) {
    refuse(error)
  }
  return found
}

export async function retrieveIntent(id: string): Promise<Intent> {
  return await stripe.paymentIntents.retrieve(id).catch(refuse)
}

/** Tries to pay. Where it cannot be tried any more: the intent as it is. */
export async function confirmIntent(id: string, paymentMethod: string): Promise<Intent> {
  const confirmation = stripe.paymentIntents.confirm(id, { payment_method: paymentMethod })
  return await confirmation.catch((error) => (isState(error) ? retrieveIntent(id) : refuse(error)))
}

/** Cancels it. Where that is not possible: the intent as it is. */
export async function cancelIntent(id: string): Promise<Intent> {
  return await stripe.paymentIntents.cancel(id).catch((error) => (isState(error) ? retrieveIntent(id) : refuse(error)))
}

const TOLERANCE_SECONDS = 300

export function readEvent(body: Buffer, signature: string | undefined): Stripe.Event {
  try {
    return stripe.webhooks.constructEvent(body, signature ?? '', settings.webhookSecret, TOLERANCE_SECONDS)
  } catch (error) {
    return fail(error instanceof SyntaxError ? 'bad_request' : 'bad_signature')
  }
}
