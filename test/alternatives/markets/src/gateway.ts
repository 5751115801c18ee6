import Stripe from 'stripe'
import { fail } from './failure.ts'
import { settings } from './settings.ts'

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

/** The same intent, however often and by whomever: its key is made of the market. */
export async function createIntent(marketId: string): Promise<Intent> {
  const about = { amount: 4900, currency: 'eur', metadata: { marketId } }
  return await stripe.paymentIntents.create(about, { idempotencyKey: `plan-of-${marketId}` }).catch(refuse)
}

export async function retrieveIntent(id: string): Promise<Intent> {
  return await stripe.paymentIntents.retrieve(id).catch(refuse)
}

/** Tries to pay. Where it cannot be tried any more: the intent as it is. */
export async function confirmIntent(id: string, paymentMethod: string): Promise<Intent> {
  const confirmation = stripe.paymentIntents.confirm(id, { payment_method: paymentMethod })
  return await confirmation.catch((error) => (isState(error) ? retrieveIntent(id) : refuse(error)))
}

const TOLERANCE_SECONDS = 300

export function readEvent(body: Buffer, signature: string | undefined): Stripe.Event {
  try {
    return stripe.webhooks.constructEvent(body, signature ?? '', settings.webhookSecret, TOLERANCE_SECONDS)
  } catch (error) {
    return fail(error instanceof SyntaxError ? 'bad_request' : 'bad_signature')
  }
}
