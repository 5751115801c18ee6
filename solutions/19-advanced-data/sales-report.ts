import { type Db, Decimal128, type Document } from 'mongodb'

export interface ReportQuery {
  /** '2026-03' */
  month: string
  /** As in 'Europe/Berlin'. */
  timeZone: string
}

export interface Sales {
  orders: number
  pieces: number
  revenue: Decimal128
  refunded: Decimal128
}

export interface SalesReport {
  total: Sales
  /** Every vendor, the highest revenue first. */
  vendors: (Sales & { vendorId: string; name: string })[]
  topProducts: { productId: string; pieces: number; revenue: Decimal128 }[]
  /** `soFar` is the revenue of the month up to the end of this day. */
  days: { day: string; orders: number; revenue: Decimal128; soFar: Decimal128 }[]
}

export interface VendorOrders {
  vendorId: string
  name: string
  /** Newest first. */
  latest: { id: string; placedAt: Date }[]
}

/** What the pipeline gives. */
interface Facets {
  total: Sales[]
  vendors: (Omit<Sales, 'refunded'> & { vendorId: string; name: string })[]
  refunds: { _id: string; refunded: Decimal128 }[]
  topProducts: SalesReport['topProducts']
  days: SalesReport['days']
}

const ZERO = Decimal128.fromString('0')
const DAY_MS = 24 * 60 * 60 * 1000

export async function monthlySales(db: Db, { month, timeZone }: ReportQuery): Promise<SalesReport> {
  if (!/^\d{4}-(?:0[1-9]|1[0-2])$/.test(month)) throw new RangeError(`'${month}' is no month`)
  // Throws a RangeError if there is no such zone.
  new Intl.DateTimeFormat('en', { timeZone })
  const pipeline = [...ordersOf(month, timeZone), { $facet: FACETS }]
  const [facets] = await db.collection('orders').aggregate<Facets>(pipeline).toArray()
  if (!facets) throw new Error('$facet gives one document, always')
  const refunds = new Map(facets.refunds.map(({ _id, refunded }) => [_id, refunded]))
  return {
    total: facets.total[0] ?? { orders: 0, pieces: 0, revenue: ZERO, refunded: ZERO },
    vendors: facets.vendors.map((vendor) => ({ ...vendor, refunded: refunds.get(vendor.vendorId) ?? ZERO })),
    topProducts: facets.topProducts,
    days: facets.days,
  }
}

/** The month's orders with their local day. No zone is more than a day from UTC: the index finds that much, the day decides. */
function ordersOf(month: string, timeZone: string): Document[] {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const from = new Date(Date.UTC(year, number - 1) - DAY_MS)
  const to = new Date(Date.UTC(year, number) + DAY_MS)
  return [
    { $match: { placedAt: { $gte: from, $lt: to }, status: { $ne: 'cancelled' } } },
    { $set: { day: { $dateToString: { date: '$placedAt', format: '%Y-%m-%d', timezone: timeZone } } } },
    { $match: { day: { $gte: `${month}-01`, $lte: `${month}-31` } } },
  ]
}

/** Int times Decimal128 is a Decimal128, and so is every sum of them; the sum of nothing is the int 0. */
const priceOf = (line: string) => ({ $multiply: [`${line}.quantity`, `${line}.unitPrice`] })
const OF_ORDER = { $sum: { $map: { input: '$lines', as: 'line', in: priceOf('$$line') } } }

/** Each facet unwinds one array at most: lines times refunds would count both several times. */
const FACETS = {
  total: [
    {
      $group: {
        _id: null,
        orders: { $sum: 1 },
        pieces: { $sum: { $sum: '$lines.quantity' } },
        revenue: { $sum: OF_ORDER },
        refunded: { $sum: { $sum: '$refunds.amount' } },
      },
    },
    { $set: { revenue: { $toDecimal: '$revenue' }, refunded: { $toDecimal: '$refunded' } } },
    { $unset: '_id' },
  ],
  vendors: [
    { $unwind: '$lines' },
    // First by order: two lines of one vendor are one order.
    {
      $group: {
        _id: { vendor: '$lines.vendorId', order: '$_id' },
        pieces: { $sum: '$lines.quantity' },
        revenue: { $sum: priceOf('$lines') },
      },
    },
    { $set: { _id: '$_id.vendor', orders: 1 } },
    // Those without a sale come in here, and those with one get their names.
    { $unionWith: { coll: 'vendors', pipeline: [{ $project: { name: 1 } }] } },
    {
      $group: {
        _id: '$_id',
        name: { $max: '$name' },
        orders: { $sum: '$orders' },
        pieces: { $sum: '$pieces' },
        revenue: { $sum: '$revenue' },
      },
    },
    { $sort: { revenue: -1, _id: 1 } },
    { $set: { vendorId: '$_id', revenue: { $toDecimal: '$revenue' } } },
    { $unset: '_id' },
  ],
  refunds: [{ $unwind: '$refunds' }, { $group: { _id: '$refunds.vendorId', refunded: { $sum: '$refunds.amount' } } }],
  topProducts: [
    { $unwind: '$lines' },
    {
      $group: {
        _id: '$lines.productId',
        pieces: { $sum: '$lines.quantity' },
        revenue: { $sum: priceOf('$lines') },
      },
    },
    { $sort: { revenue: -1, _id: 1 } },
    { $limit: 3 },
    { $set: { productId: '$_id' } },
    { $unset: '_id' },
  ],
  days: [
    { $group: { _id: '$day', orders: { $sum: 1 }, revenue: { $sum: OF_ORDER } } },
    {
      $setWindowFields: {
        sortBy: { _id: 1 },
        output: { soFar: { $sum: '$revenue', window: { documents: ['unbounded', 'current'] } } },
      },
    },
    { $sort: { _id: 1 } },
    { $set: { day: '$_id', revenue: { $toDecimal: '$revenue' }, soFar: { $toDecimal: '$soFar' } } },
    { $unset: '_id' },
  ],
}

export async function latestOrders(db: Db, limit: number): Promise<VendorOrders[]> {
  return db
    .collection('vendors')
    .aggregate<VendorOrders>([
      { $sort: { _id: 1 } },
      {
        $lookup: {
          from: 'orders',
          localField: '_id',
          foreignField: 'lines.vendorId',
          pipeline: [
            { $match: { status: { $ne: 'cancelled' } } },
            { $sort: { placedAt: -1, _id: 1 } },
            { $limit: limit },
            { $project: { _id: 0, id: '$_id', placedAt: 1 } },
          ],
          as: 'latest',
        },
      },
      { $project: { _id: 0, vendorId: '$_id', name: 1, latest: 1 } },
    ])
    .toArray()
}
