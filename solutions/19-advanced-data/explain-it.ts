import type { Collection } from 'mongodb'

export interface Order {
  _id: string
  vendorId: string
  retailerId: string
  status: 'open' | 'paid' | 'delivered' | 'cancelled'
  placedAt: Date
  totalCents: number
  /** As it was typed: 'Ada@Mill.example'. */
  email: string
  /** 'GC-2026-00017' */
  reference: string
}

/** Compares letters without their case. A query uses an index with a collation only if it asks for the same. */
const WHATEVER_CASE = { locale: 'en', strength: 2 }

/** Equality first, then the order, then ranges. */
export async function prepare(orders: Collection<Order>): Promise<void> {
  await orders.createIndexes([
    { key: { vendorId: 1, status: 1, placedAt: -1 } },
    { key: { retailerId: 1, placedAt: -1, totalCents: 1 } },
    { key: { placedAt: 1 } },
    { key: { email: 1 }, collation: WHATEVER_CASE },
    { key: { reference: 1 } },
  ])
  // One is the beginning of another, and four values of a status find a quarter of everything.
  const useless = ['status_1', 'vendorId_1']
  for (const { name } of await orders.indexes()) {
    if (name !== undefined && useless.includes(name)) await orders.dropIndex(name)
  }
}

export async function openOf(orders: Collection<Order>, vendorId: string, limit: number): Promise<Order[]> {
  return orders.find({ vendorId, status: 'open' }).sort({ placedAt: -1 }).limit(limit).toArray()
}

export async function countOpen(orders: Collection<Order>, vendorId: string): Promise<number> {
  return orders.countDocuments({ vendorId, status: 'open' })
}

export async function largeOf(
  orders: Collection<Order>,
  retailerId: string,
  cents: number,
  limit: number,
): Promise<Order[]> {
  return orders
    .find({ retailerId, totalCents: { $gte: cents } })
    .sort({ placedAt: -1 })
    .limit(limit)
    .toArray()
}

/** A range of the field itself: an index knows nothing of what is computed from it. */
export async function ordersOfDay(orders: Collection<Order>, day: string): Promise<Order[]> {
  const from = new Date(`${day}T00:00:00Z`)
  const to = new Date(from)
  to.setUTCDate(to.getUTCDate() + 1)
  return orders
    .find({ placedAt: { $gte: from, $lt: to } })
    .sort({ placedAt: 1 })
    .toArray()
}

export async function ordersOfEmail(orders: Collection<Order>, email: string): Promise<Order[]> {
  return orders.find({ email }).collation(WHATEVER_CASE).toArray()
}

/** A pattern that is anchored, has no option and begins with plain text is a range of an index. */
export async function ordersOfReference(orders: Collection<Order>, beginning: string): Promise<Order[]> {
  const text = beginning.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return orders
    .find({ reference: { $regex: `^${text}` } })
    .sort({ reference: 1 })
    .toArray()
}
