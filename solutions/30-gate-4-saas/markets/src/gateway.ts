import Stripe from 'stripe'
import type { Config } from './config.ts'
import { badSignature, invalid, paymentFailed, unavailable } from './errors.ts'
import { log } from './log.ts'

const PRICE_CENTS = 4900
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

  /** The id of the one intent of a market. Asked twice with the same key, the gateway makes one. */
  async makeIntent(marketId: string): Promise<string> {
    const wanted = { amount: PRICE_CENTS, currency: 'eur', metadata: { marketId } }
    const options = { idempotencyKey: `plan-of-market-${marketId}` }
    return (await this.#stripe.paymentIntents.create(wanted, options).catch(refuse)).id
  }

  async findIntent(id: string): Promise<Stripe.PaymentIntent> {
    return this.#stripe.paymentIntents.retrieve(id).catch(refuse)
  }

  /** The intent after the try. Where another try was quicker, what came of that one. */
  async confirm(id: string, paymentMethod: string): Promise<Stripe.PaymentIntent> {
    const trying = this.#stripe.paymentIntents.confirm(id, { payment_method: paymentMethod })
    return trying.catch((error: unknown) => {
      const isOver = error instanceof Stripe.errors.StripeError && error.code === 'payment_intent_unexpected_state'
      return isOver ? this.findIntent(id) : refuse(error)
    })
  }

  /** @throws AppError 400 */
  readEvent(body: Buffer, signature: string): Stripe.Event {
    try {
      return this.#stripe.webhooks.constructEvent(body, signature, this.#webhookSecret, TOLERANCE_SECONDS)
    } catch {
      throw badSignature()
    }
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
