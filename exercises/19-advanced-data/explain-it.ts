/*
 * The collection of orders is slow, and somebody has added indexes already:
 *
 *   { _id, vendorId, retailerId, status, placedAt: Date, totalCents, email, reference }
 *   indexes: { _id: 1 }, { status: 1 }, { vendorId: 1 }
 *
 * Below are six questions. The answers are right, and the plans are not: `await find(…).explain('executionStats')` shows them. Choose the
 * indexes, and write the questions so that an index can answer them. `orders` belongs to these functions alone.
 *
 * For each of the six, with your indexes, explain says:
 * - no COLLSCAN, and no SORT: an index gives the order;
 * - documents examined: as many as are given, and up to two more. `openOf` also examines no more keys than that. `countOpen` examines
 *   no document.
 *
 * Every index is paid for by every write. Beside { _id: 1 } there are at most five when `prepare` has ended. Should somebody drop them all,
 * each question still gives the same answer, only slower. Equal times do not occur in one answer.
 */
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

/** Leaves the right indexes. It is called at every start of the program, also when they are there. */
export async function prepare(orders: Collection<Order>): Promise<void> {}

/** The vendor's open orders, newest first, at most `limit`, which is 1 or more. */
export async function openOf(orders: Collection<Order>, vendorId: string, limit: number): Promise<Order[]> {
  return orders.find({ vendorId, status: 'open' }).sort({ placedAt: -1 }).limit(limit).toArray()
}

/** How many open orders the vendor has. */
export async function countOpen(orders: Collection<Order>, vendorId: string): Promise<number> {
  return (await orders.find({ vendorId, status: 'open' }).toArray()).length
}

/** The retailer's orders of at least `cents`, newest first, at most `limit`. */
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

/** All orders of a day in UTC, '2026-03-29', the earliest first. */
export async function ordersOfDay(orders: Collection<Order>, day: string): Promise<Order[]> {
  const isOnDay = { $eq: [{ $dateToString: { date: '$placedAt', format: '%Y-%m-%d' } }, day] }
  return orders.find({ $expr: isOnDay }).sort({ placedAt: 1 }).toArray()
}

/** All orders of an address, whatever the case of either, in any order; accents make a difference. The address is text, and no pattern. */
export async function ordersOfEmail(orders: Collection<Order>, email: string): Promise<Order[]> {
  const text = email.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return orders.find({ email: { $regex: `^${text}$`, $options: 'i' } }).toArray()
}

/** All orders whose reference begins with this text, case and all, by reference. The text is no pattern. */
export async function ordersOfReference(orders: Collection<Order>, beginning: string): Promise<Order[]> {
  const all = await orders.find().sort({ reference: 1 }).toArray()
  return all.filter(({ reference }) => reference.startsWith(beginning))
}
