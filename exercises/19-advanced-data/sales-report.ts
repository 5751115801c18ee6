/*
 * Two reports from two collections of the marketplace:
 *
 *   vendors: { _id: 'north-mills', name: 'North Mills' }
 *   orders: {
 *     _id: 'order-12',
 *     status: 'paid',                               // or 'placed', 'delivered', 'cancelled'
 *     placedAt: ISODate('2026-03-31T22:30:00Z'),
 *     lines: [{ productId: 'oats', vendorId: 'north-mills', quantity: 3, unitPrice: Decimal128('19.99') }],
 *     refunds: [{ vendorId: 'north-mills', amount: Decimal128('5.00') }],
 *   }
 *
 * `lines` may be empty, may have several lines of one vendor, and may name one product twice. `refunds` may be missing, empty, or have
 * several entries of one vendor. Every vendorId is that of a vendor. Cancelled orders count nowhere, and neither do their refunds.
 *
 * There are two indexes on orders: { placedAt: 1 } and { 'lines.vendorId': 1, placedAt: -1, _id: 1 }. A read is a command such as find or
 * aggregate; a $lookup counts as one more. What a read examines is what explain('executionStats') says: documents, or keys of indexes if
 * they are more.
 */
import type { Db, Decimal128 } from 'mongodb'

export interface ReportQuery {
  /** '2026-03' */
  month: string
  /** As in 'Europe/Berlin'. It decides when the month begins and ends, and to which day an order belongs. */
  timeZone: string
}

export interface Sales {
  /** How many orders; of a vendor, those with a line of it. One with several lines counts once. */
  orders: number
  /** Sum of the quantities. */
  pieces: number
  /** Sum of quantity times unitPrice, exact to the last digit. */
  revenue: Decimal128
  /** Sum of the refunds, exact as well, also in orders without a line of the vendor. The revenue is not reduced by it. */
  refunded: Decimal128
}

export interface SalesReport {
  total: Sales
  /** Every vendor, also one without a sale (all zero): the highest revenue first, those of the same revenue by id. */
  vendors: (Sales & { vendorId: string; name: string })[]
  /** The three products with the highest revenue, the highest first, those of the same revenue by id. */
  topProducts: { productId: string; pieces: number; revenue: Decimal128 }[]
  /** Each day with an order, in order. `soFar` is the revenue of the month up to the end of this day. */
  days: { day: string; orders: number; revenue: Decimal128; soFar: Decimal128 }[]
}

/**
 * The sales of a month. At most three reads, however many vendors and orders there are. They examine, in all, at most the orders placed
 * from two days before the month (in UTC) to two days after it, and each vendor twice.
 *
 * @throws RangeError for a month that is none ('2026-13', '2026-3') or an unknown time zone, before anything is read
 * @example
 * await monthlySales(db, { month: '2026-03', timeZone: 'Europe/Berlin' })
 * // days[0]: { day: '2026-03-01', orders: 2, revenue: Decimal128('64.97'), soFar: Decimal128('64.97') }
 */
export async function monthlySales(db: Db, query: ReportQuery): Promise<SalesReport> {
  const { Decimal128 } = await import('mongodb')
  const zero = Decimal128.fromString('0')
  return { total: { orders: 0, pieces: 0, revenue: zero, refunded: zero }, vendors: [], topProducts: [], days: [] }
}

export interface VendorOrders {
  vendorId: string
  name: string
  /** Newest first, those of the same time by id. */
  latest: { id: string; placedAt: Date }[]
}

/**
 * Every vendor by id, also one without an order, with its latest orders: at most `limit` of them, which is 1 or more. One command, with one
 * $lookup. It examines, for each vendor, the vendor, the orders that it gives and the cancelled ones between them, and up to two more.
 */
export async function latestOrders(db: Db, limit: number): Promise<VendorOrders[]> {
  return []
}
