import { randomUUID } from 'node:crypto'
import {
  type Catalog,
  type Line,
  type Mailer,
  type Order,
  OrderError,
  type OrderRepository,
  PaymentRefused,
  type Payments,
} from './orders.ts'
import { priceOf } from './price.ts'

export interface Dependencies {
  repository: OrderRepository
  catalog: Catalog
  payments: Payments
  mailer: Mailer
  /** Milliseconds since 1970. */
  now: () => number
}

export interface NewOrder {
  reference: string
  lines: Line[]
}

export type OrdersService = ReturnType<typeof createOrdersService>

const CANCEL_MS = 30 * 60_000

/** README.md says what it promises. */
export function createOrdersService({ repository, catalog, payments, mailer, now }: Dependencies) {
  async function place(retailer: string, { reference, lines }: NewOrder): Promise<Order> {
    const before = await repository.byReference(retailer, reference)
    if (before) return before
    const { total } = priceOf(await priced(lines))
    const payment = await charge(retailer, total)
    const order: Order = {
      id: randomUUID(),
      retailer,
      reference,
      lines,
      total,
      status: 'placed',
      placedAt: now(),
      payment,
    }
    await repository.add(order)
    await tell(order).catch(() => undefined)
    return order
  }

  async function priced(lines: Line[]) {
    return Promise.all(
      lines.map(async ({ product, quantity }) => {
        const cents = await catalog.centsOf(product)
        if (cents === undefined) throw new OrderError('unknown_product', `nobody sells ${product}`)
        return { quantity, cents }
      }),
    )
  }

  async function charge(retailer: string, cents: number): Promise<string> {
    try {
      return await payments.charge(retailer, cents)
    } catch (error) {
      if (error instanceof PaymentRefused) throw new OrderError('payment_refused', 'the payment was refused')
      throw error
    }
  }

  async function tell({ retailer, id }: Order): Promise<void> {
    await mailer.send(retailer, `Order ${id} is placed.`)
  }

  async function find(retailer: string, id: string): Promise<Order> {
    const order = await repository.byId(id)
    if (order?.retailer !== retailer) throw new OrderError('not_found', `there is no order ${id}`)
    return order
  }

  async function cancel(retailer: string, id: string): Promise<Order> {
    const order = await find(retailer, id)
    if (order.status === 'cancelled') throw new OrderError('already_cancelled', 'it is cancelled already')
    if (now() - order.placedAt > CANCEL_MS) throw new OrderError('too_late', 'it is on its way')
    await payments.refund(order.payment)
    const cancelled: Order = { ...order, status: 'cancelled' }
    await repository.update(cancelled)
    return cancelled
  }

  return { place, find, cancel }
}
