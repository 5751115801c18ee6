import { serviceUrl } from 'backend-workbook/check'
import { type Collection, MongoClient } from 'mongodb'
import { type Order, prepare } from '../../../exercises/19-advanced-data/explain-it.ts'
import { type Cost, explained } from '../explained.ts'

export interface Shop {
  orders: Collection<Order>
  cost: <T>(work: () => Promise<T>) => Promise<Cost<T>>
}

const STATUSES = ['open', 'paid', 'delivered', 'cancelled'] as const
const EMAILS = [
  'Ada@Mill.example',
  'ada@mill.example',
  'ADA@MILL.EXAMPLE',
  'ada@mill-example',
  'bob+tea@corner.example',
]
const PREFIXES = ['GC-2026-', 'gc-2026-', 'GC.2026', 'GCX2026', 'A+B', 'AAB']

const TWO_HOURS = 2 * 3_600_000

/** 480 orders of 40 days, 4 vendors and 6 retailers, stored in no order that is asked for. */
export const ALL: readonly Order[] = Array.from({ length: 480 }, (_, index) => {
  const n = (index * 77) % 480
  return {
    _id: `o-${String(n).padStart(3, '0')}`,
    vendorId: `vendor-${n % 4}`,
    retailerId: `retailer-${Math.floor(n / 4) % 6}`,
    status: STATUSES[Math.floor(n / 7) % 4] ?? 'open',
    // Twelve a day: the first of them at midnight, the last in the last millisecond.
    placedAt: new Date(Date.UTC(2026, 1, 20) + (n % 12 === 11 ? (n + 1) * TWO_HOURS - 1 : n * TWO_HOURS)),
    totalCents: 100 + ((n * 37) % 480) * 10,
    email: EMAILS[Math.floor(n / 3) % EMAILS.length] ?? '',
    reference: n === 2 ? 'GC.über' : `${PREFIXES[n % PREFIXES.length]}${String((n * 13) % 480).padStart(5, '0')}`,
  }
})

/** Gives `use` the collection as the exercise finds it, and then prepared. */
export async function withOrders(use: (shop: Shop) => Promise<void>): Promise<void> {
  const client = new MongoClient(serviceUrl('mongodb'), { monitorCommands: true, serverSelectionTimeoutMS: 2000 })
  try {
    await client.db().dropDatabase()
    const orders = client.db().collection<Order>('orders')
    await orders.insertMany(ALL.map((order) => ({ ...order })))
    await orders.createIndexes([{ key: { status: 1 } }, { key: { vendorId: 1 } }])
    await prepare(orders)
    await use({ orders, cost: (work) => explained(client, work) })
  } finally {
    await client.close()
  }
}

export function newestFirst(list: readonly Order[]): Order[] {
  return [...list].sort((a, b) => b.placedAt.getTime() - a.placedAt.getTime())
}

export function ids(list: readonly Order[]): string[] {
  return list.map(({ _id }) => _id)
}

/** A server may look at what is behind the last one. */
export const FORGIVEN = 2
