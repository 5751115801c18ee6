/** What the checks of reconcile share: the orders of a shop, and what its gateway has seen. */
import { expect, type PaymentGateway, paymentGateway } from 'backend-workbook/check'
import Stripe from 'stripe'
import { type Finding, type Order, type Orders, reconcile } from '../../../exercises/23-payments/reconcile.ts'
import { aWhile } from '../serving.ts'

export const HOUR = 3600_000

export class Books implements Orders {
  readonly gateway: PaymentGateway = paymentGateway()
  readonly stripe: Stripe
  readonly rows = new Map<string, Order>()
  /** How many times `change` has written something. */
  written = 0
  /** Orders that somebody else changes just before `change`. */
  readonly contested = new Set<string>()
  #aheadMs = 0

  constructor() {
    this.stripe = new Stripe(this.gateway.key, { ...this.gateway.connection, telemetry: false, maxNetworkRetries: 0 })
  }

  now = (): number => Date.now() + this.#aheadMs

  /** Everything so far is older by this. */
  async later(ms = HOUR): Promise<void> {
    this.#aheadMs += ms
    await this.gateway.advance(ms)
  }

  /** An order of 59.97 EUR, changed now. */
  order(id: string, more: Partial<Order> = {}): Order {
    const usual = { total: 5997, currency: 'eur', intentId: null, status: 'open', refunded: 0 } as const
    const row: Order = { id, ...usual, updatedAt: this.now(), ...more }
    this.rows.set(id, row)
    return row
  }

  /** A payment for this order, and its id. Where the shop knows it, `known` writes it into the order. */
  async pay(
    orderId: string | null,
    { known = false, ...more }: Partial<Stripe.PaymentIntentCreateParams> & { known?: boolean } = {},
  ) {
    const metadata: Record<string, string> = orderId === null ? {} : { orderId }
    const usual = { amount: 5997, currency: 'eur', confirm: true, payment_method: 'pm_card_visa' }
    const { id } = await this.stripe.paymentIntents.create({ ...usual, metadata, ...more })
    const row = this.rows.get(orderId ?? '')
    if (known && row) row.intentId = id
    return id
  }

  async *all(): AsyncIterable<Order> {
    for (const row of this.rows.values()) {
      await aWhile()
      yield structuredClone(row)
    }
  }

  async change(
    id: string,
    from: Order['status'],
    changes: Partial<Pick<Order, 'status' | 'refunded'>>,
  ): Promise<boolean> {
    await aWhile()
    const row = this.rows.get(id)
    if (row && this.contested.has(id)) row.status = row.status === 'paid' ? 'refunded' : 'paid'
    if (row?.status !== from) return false
    Object.assign(row, changes, { updatedAt: this.now() })
    this.written += 1
    return true
  }

  /** Runs it, and gives the findings in an order of ours. */
  async reconcile(now: () => number = this.now): Promise<Finding[]> {
    const findings = await reconcile({ stripe: this.stripe, orders: this, now })
    expect(Array.isArray(findings), 'reconcile gives a list').toBe(true)
    const place = ({ kind, orderId, intentId }: Finding) => `${orderId} ${kind} ${intentId}`
    return [...findings].sort((one, other) => (place(one) < place(other) ? -1 : 1))
  }

  /** Intents that money was given back for, each with the sum. */
  async givenBack(): Promise<Record<string, number>> {
    const sums: Record<string, number> = {}
    for (const { payment_intent: id, amount } of (await this.stripe.refunds.list({ limit: 100 })).data) {
      sums[String(id)] = (sums[String(id)] ?? 0) + amount
    }
    return sums
  }

  snapshot(): Record<string, Pick<Order, 'status' | 'refunded'>> {
    return Object.fromEntries([...this.rows].map(([id, { status, refunded }]) => [id, { status, refunded }]))
  }
}
