import Stripe from 'stripe'
import type { Config } from './config.ts'
import { badSignature, invalid, paymentFailed, unavailable } from './errors.ts'
import { log } from './log.ts'
import type { Order } from './stores/orders.ts'

const TOLERANCE_SECONDS = 300
const PATIENCE_MS = 5000

/** What we ask the gateway, in our words and with our errors. */
export class Gateway {
  readonly #stripe: Stripe
  readonly #webhookSecret: string

  constructor({ url, key, webhookSecret }: Config['payments']) {
    const { hostname: host, port } = new URL(url)
    const options = { host, port: Number(port), protocol: 'http', telemetry: false, timeout: PATIENCE_MS } as const
    this.#stripe = new Stripe(key, options)
    this.#webhookSecret = webhookSecret
  }

  /** The one intent of the order. Until we know its id, the key finds it again: asked twice, the gateway makes one. */
  async intentOf(order: Pick<Order, 'id' | 'totals' | 'intentId'>): Promise<Stripe.PaymentIntent> {
    const { id, totals, intentId } = order
    const intents = this.#stripe.paymentIntents
    if (intentId !== null) return intents.retrieve(intentId).catch(refuse)
    const wanted = { amount: totals.totalCents, currency: 'eur', metadata: { orderId: id } }
    const { id: made } = await intents.create(wanted, { idempotencyKey: `intent-of-order-${id}` }).catch(refuse)
    // To the same key the gateway gives its first answer again. What has become of the intent since, only the intent says.
    return intents.retrieve(made).catch(refuse)
  }

  /** The intent after the try. Where another try was quicker, what came of that one. */
  async confirm(intent: string, paymentMethod: string): Promise<Stripe.PaymentIntent> {
    const trying = this.#stripe.paymentIntents.confirm(intent, { payment_method: paymentMethod })
    return trying.catch((error: unknown) => this.#unlessOver(intent, error))
  }

  /** The intent after the try to cancel it, cancelled or not. */
  async cancel(intent: string): Promise<Stripe.PaymentIntent> {
    return this.#stripe.paymentIntents.cancel(intent).catch((error: unknown) => this.#unlessOver(intent, error))
  }

  /** @throws AppError 400 */
  readEvent(body: Buffer, signature: string): Stripe.Event {
    try {
      return this.#stripe.webhooks.constructEvent(body, signature, this.#webhookSecret, TOLERANCE_SECONDS)
    } catch {
      throw badSignature()
    }
  }

  #unlessOver(intent: string, error: unknown): Promise<Stripe.PaymentIntent> {
    const isOver = error instanceof Stripe.errors.StripeError && error.code === 'payment_intent_unexpected_state'
    return isOver ? this.#stripe.paymentIntents.retrieve(intent).catch(refuse) : refuse(error)
  }
}

/** @throws AppError for what the gateway says, or does not say */
function refuse(error: unknown): never {
  if (error instanceof Stripe.errors.StripeCardError) throw paymentFailed()
  const isParameter = error instanceof Stripe.errors.StripeInvalidRequestError && error.param === 'payment_method'
  if (isParameter) throw invalid('paymentMethod')
  log.error('the gateway failed', error)
  throw unavailable()
}
