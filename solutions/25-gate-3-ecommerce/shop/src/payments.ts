import type Stripe from 'stripe'
import { conflict, paymentFailed } from './errors.ts'
import type { Gateway } from './gateway.ts'
import type { Order, Orders } from './stores/orders.ts'

const OPEN = new Set(['requires_payment_method', 'requires_confirmation'])
const UNDER_WAY = new Set(['processing', 'requires_action'])

/** Money and orders. The gateway knows what was paid; the table learns it from there, and never the other way round. */
export class Payments {
  readonly #orders: Orders
  readonly #gateway: Gateway

  constructor(orders: Orders, gateway: Gateway) {
    this.#orders = orders
    this.#gateway = gateway
  }

  async pay(order: Order, paymentMethod: string): Promise<Order> {
    const begun = await this.#orders.beginPayment(order.id)
    if (!begun) return paidOrRefused(await this.#orders.find(order.id))
    const intent = await this.#intentOf(order)
    const tried = OPEN.has(intent.status) ? await this.#gateway.confirm(intent.id, paymentMethod) : intent
    if (tried.status === 'succeeded') {
      return paidOrRefused(await this.#orders.advance(order.id, 'payment_succeeded'))
    }
    if (UNDER_WAY.has(tried.status)) return this.#orders.find(order.id)
    throw tried.status === 'canceled' ? conflict('the order is being cancelled') : paymentFailed()
  }

  /** An order whose payment has begun is cancelled at the gateway first: from then on no money can come. */
  async cancel(order: Order): Promise<Order> {
    if (order.status === 'pending' && order.paymentBegun) {
      const intent = await this.#intentOf(order)
      const { status } = intent.status === 'canceled' ? intent : await this.#gateway.cancel(intent.id)
      if (status !== 'canceled') throw conflict('the payment is under way')
      return this.#orders.advance(order.id, 'cancel')
    }
    return this.#orders.advance(order.id, 'cancel', ({ paymentBegun }) => !paymentBegun)
  }

  /** Asks the gateway what has become of a payment that had begun. */
  async settle(order: Order): Promise<void> {
    const { status } = await this.#intentOf(order)
    if (status === 'succeeded') await this.#orders.advance(order.id, 'payment_succeeded')
  }

  /** @throws where the effect could not be saved: the gateway will send it again */
  async takeEvent(body: Buffer, signature: string): Promise<void> {
    const event = this.#gateway.readEvent(body, signature)
    if (event.type === 'payment_intent.succeeded') {
      const order = await this.#orderOf(event.data.object.id, event.data.object.metadata)
      if (order && order.status !== 'cancelled') await this.#orders.advance(order.id, 'payment_succeeded')
    }
    if (event.type === 'charge.refunded' && event.data.object.refunded) {
      const { payment_intent: intent, metadata } = event.data.object
      const order = intent ? await this.#orderOf(typeof intent === 'string' ? intent : intent.id, metadata) : undefined
      if (order) await this.#orders.advance(order.id, 'refund')
    }
  }

  /** Anybody can write an order's id into metadata: they lead to the order, and its own intent decides. */
  async #orderOf(intentId: string, metadata: Stripe.Metadata): Promise<Order | undefined> {
    const known = await this.#orders.byIntent(intentId)
    if (known) return known
    const named = (await this.#orders.unsettled()).find(({ id }) => id === metadata['orderId'])
    if (!named || named.intentId !== null) return undefined
    return (await this.#intentOf(named)).id === intentId ? named : undefined
  }

  async #intentOf(order: Order): Promise<Stripe.PaymentIntent> {
    const intent = await this.#gateway.intentOf(order)
    if (order.intentId === null) await this.#orders.setIntent(order.id, intent.id)
    return intent
  }
}

function paidOrRefused(order: Order): Order {
  if (order.status === 'paid' || order.status === 'shipped') return order
  throw conflict(`the order is ${order.status}`)
}
