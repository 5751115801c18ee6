/** What the checks of checkout share: a shop with its catalog and its table of orders, and an account at the gateway. */
import { expect, type PaymentGateway, paymentGateway } from 'backend-workbook/check'
import Stripe from 'stripe'
import {
  buildApp,
  type Catalog,
  type Order,
  type OrderStatus,
  type Orders,
} from '../../../exercises/23-payments/checkout.ts'
import { type Ask, aWhile, serving } from '../serving.ts'

export const VISA = { paymentMethod: 'pm_card_visa' }
export const CONSENT = { paymentMethod: 'pm_card_authenticationRequired' }
export const BANK = { paymentMethod: 'pm_usBankAccount_success' }
export const DECLINED = { paymentMethod: 'pm_card_visa_chargeDeclined' }
export const POOR = { paymentMethod: 'pm_card_visa_chargeDeclinedInsufficientFunds' }

export interface Shop {
  ask: Ask
  /** How many requests have come to the app. */
  arrived: () => number
  prices: Record<string, Record<string, string>>
  table: Table
  gateway: PaymentGateway
  stripe: Stripe
  /** What the gateway has made so far. */
  intents: () => Promise<Stripe.PaymentIntent[]>
  charges: () => Promise<{ amount: number; status: string }[]>
  /** The order as the table has it, with `status` and the rest. */
  stored: (id: unknown) => Order | undefined
}

/** A shop of its own. Its client tries three times, as it does by default, unless `maxNetworkRetries` says otherwise. */
export async function openShop(options: { maxNetworkRetries?: number } = {}): Promise<Shop> {
  const prices: Shop['prices'] = {
    eur: { flour: '19.99', salt: '4.35', yeast: '19.9', oven: '20', seed: '1.1', mill: '1049.07' },
    jpy: { flour: '1500', salt: '80' },
    kwd: { flour: '1.25', mill: '10' },
    inr: { flour: '8.2' },
  }
  const catalog: Catalog = {
    async priceOf(sku, currency) {
      await aWhile()
      const list = Object.hasOwn(prices, currency) ? prices[currency] : undefined
      return list && Object.hasOwn(list, sku) ? list[sku] : undefined
    },
  }
  const table = new Table()
  const gateway = paymentGateway()
  const client = new Stripe(gateway.key, { ...gateway.connection, telemetry: false, ...options })
  const stripe = new Stripe(gateway.key, { ...gateway.connection, telemetry: false })
  const app = await serving(buildApp({ stripe: client, catalog, orders: table }))
  return {
    ...app,
    prices,
    table,
    gateway,
    stripe,
    intents: async () => (await stripe.paymentIntents.list({ limit: 100 })).data,
    charges: async () =>
      (await stripe.charges.list({ limit: 100 })).data.map(({ amount, status }) => ({ amount, status })).reverse(),
    stored: (id) => table.rows.get(String(id)),
  }
}

/** The id of a new order of three sacks of flour: 59.97 EUR. */
export async function placed({ ask }: Pick<Shop, 'ask'>, lines = [{ sku: 'flour', quantity: 3 }]): Promise<string> {
  const { status, body } = await ask('/orders', { currency: 'eur', lines })
  expect(status, 'the status of POST /orders').toBe(201)
  return String(body.data?.['id'])
}

/** A table that takes its time, and gives copies. */
export class Table implements Orders {
  readonly rows = new Map<string, Order>()

  async add(order: Omit<Order, 'id'>): Promise<Order> {
    await aWhile()
    const row = { ...structuredClone(order), id: `o-${this.rows.size + 1}` }
    this.rows.set(row.id, row)
    return structuredClone(row)
  }

  async find(id: string): Promise<Order | undefined> {
    await aWhile()
    return structuredClone(this.rows.get(id))
  }

  async change(id: string, from: OrderStatus[], changes: Partial<Pick<Order, 'status' | 'intentId'>>) {
    await aWhile()
    const row = this.rows.get(id)
    if (!row || !from.includes(row.status)) return undefined
    Object.assign(row, structuredClone(changes))
    await aWhile()
    return structuredClone(row)
  }
}
