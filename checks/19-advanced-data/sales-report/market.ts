import { serviceUrl } from 'backend-workbook/check'
import { type Db, Decimal128, MongoClient } from 'mongodb'
import { monthlySales } from '../../../exercises/19-advanced-data/sales-report.ts'
import { type Cost, explained } from '../explained.ts'

/** Product, vendor, quantity, price of one piece. */
export type Line = [product: string, vendor: string, quantity: number, price: string]

export interface NewOrder {
  id?: string
  status?: string
  /** Default 2026-03-10T12:00:00Z. */
  at?: string
  lines?: Line[]
  /** Missing where it is undefined. */
  refunds?: [vendor: string, amount: string][]
}

export interface Market {
  db: Db
  cost: <T>(work: () => Promise<T>) => Promise<Cost<T>>
}

/** By their names they are in another order. */
const NAMES: Record<string, string> = { bakery: 'The Loaf', dairy: 'Upland', mills: 'Stone & Sons', teahouse: 'Jade' }

/** Gives `use` a database with these orders, stored in this order, and four vendors. */
export async function withMarket(orders: readonly NewOrder[], use: (market: Market) => Promise<void>): Promise<void> {
  const client = new MongoClient(serviceUrl('mongodb'), { monitorCommands: true, serverSelectionTimeoutMS: 2000 })
  try {
    const db = client.db()
    await db.dropDatabase()
    const vendors = Object.keys(NAMES)
      .reverse()
      .map((id) => ({ _id: id, name: nameOf(id) }))
    await db.collection<{ _id: string }>('vendors').insertMany(vendors)
    await db.collection('orders').createIndex({ placedAt: 1 })
    await db.collection('orders').createIndex({ 'lines.vendorId': 1, placedAt: -1, _id: 1 })
    if (orders.length > 0) await db.collection<{ _id: string }>('orders').insertMany(orders.map(documentOf))
    await use({ db, cost: (work) => explained(client, work) })
  } finally {
    await client.close()
  }
}

export function nameOf(vendor: string): string {
  return NAMES[vendor] ?? ''
}

function documentOf(order: NewOrder, index: number) {
  const { id = `order-${index}`, status = 'paid', at = '2026-03-10T12:00:00Z', lines = [], refunds } = order
  return {
    _id: id,
    status,
    placedAt: new Date(at),
    lines: lines.map(([productId, vendorId, quantity, price]) => {
      return { productId, vendorId, quantity, unitPrice: Decimal128.fromString(price) }
    }),
    ...(refunds && {
      refunds: refunds.map(([vendorId, amount]) => ({ vendorId, amount: Decimal128.fromString(amount) })),
    }),
  }
}

/** The report of a month, with all money as plain text. */
export async function report(db: Db, month = '2026-03', timeZone = 'UTC') {
  return plain(await monthlySales(db, { month, timeZone })) as Report
}

export interface PlainSales {
  orders: number
  pieces: number
  revenue: string
  refunded: string
}

export interface Report {
  total: PlainSales
  vendors: (PlainSales & { vendorId: string; name: string })[]
  topProducts: { productId: string; pieces: number; revenue: string }[]
  days: { day: string; orders: number; revenue: string; soFar: string }[]
}

export const NOTHING: PlainSales = { orders: 0, pieces: 0, revenue: '0', refunded: '0' }

/** Copies a value, with each Decimal128 as its shortest text: what is a number stays one, and is shown as one. */
function plain(value: unknown): unknown {
  if (value instanceof Decimal128) return shortest(value.toString())
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}

/** '20.00' and '2E+1' are '20'. */
export function shortest(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/.exec(text) ?? []
  if (whole === '') return text
  const shift = Number(exponent) - fraction.length
  const digits = `${whole}${fraction}${'0'.repeat(Math.max(0, shift))}`.padStart(1 - shift, '0')
  const point = digits.length - Math.max(0, -shift)
  const before = digits.slice(0, point).replace(/^0+(?=\d)/, '')
  const after = digits.slice(point).replace(/0+$/, '')
  const number = after === '' ? before : `${before}.${after}`
  return number === '0' ? number : sign + number
}
