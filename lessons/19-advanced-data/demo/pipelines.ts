// Pipelines over 1,000 orders of a year: what a late $match costs, what two $unwinds do to sums, and how a vendor without sales is lost.
// Look for: documents examined, and the sums that are wrong without an error.
import { Decimal128, type Document, MongoClient } from 'mongodb'

const client = await MongoClient.connect(process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017/')
const db = client.db()
const orders = db.collection('orders_of_a_year')
const vendors = db.collection<{ _id: string }>('vendors_of_a_year')
await orders.drop()
await vendors.drop()
await vendors.insertMany([{ _id: 'mills' }, { _id: 'teahouse' }, { _id: 'dairy' }])
await orders.insertMany(
  Array.from({ length: 1000 }, (_, n) => ({
    placedAt: new Date(Date.UTC(2026, 0, 1) + n * 8 * 3_600_000),
    status: n % 10 === 0 ? 'cancelled' : 'paid',
    lines: [
      { vendorId: 'mills', quantity: 3, unitPrice: Decimal128.fromString('0.10') },
      { vendorId: 'teahouse', quantity: 1, unitPrice: Decimal128.fromString('4.00') },
    ],
    refunds: n % 2 === 0 ? [] : [{ amount: Decimal128.fromString('0.10') }, { amount: Decimal128.fromString('0.20') }],
  })),
)
await orders.createIndex({ placedAt: 1 })

const march = { placedAt: { $gte: new Date('2026-03-01'), $lt: new Date('2026-04-01') } }
const price = { $multiply: ['$lines.quantity', '$lines.unitPrice'] }
const byVendor = { $group: { _id: '$lines.vendorId', revenue: { $sum: price } } }
const month = { $dateToString: { date: '$placedAt', format: '%Y-%m' } }

console.log('documents examined for the revenue of March')
await count('$match first', [{ $match: march }, { $unwind: '$lines' }, byVendor])
await count('$match behind $unwind', [{ $unwind: '$lines' }, { $match: march }, byVendor])
await count('$match on a computed month', [
  { $set: { month } },
  { $match: { month: '2026-03' } },
  { $unwind: '$lines' },
  byVendor,
])
await count('$match within $facet', [{ $facet: { byVendor: [{ $match: march }, { $unwind: '$lines' }, byVendor] } }])

console.log('\nlines and refunds of March')
const sumOfLines = {
  $sum: { $map: { input: '$lines', as: 'l', in: { $multiply: ['$$l.quantity', '$$l.unitPrice'] } } },
}
await show('each array by itself', [
  { $match: march },
  { $group: { _id: null, revenue: { $sum: sumOfLines }, refunds: { $sum: { $sum: '$refunds.amount' } } } },
])
await show('two $unwinds', [
  { $match: march },
  { $unwind: '$lines' },
  { $unwind: '$refunds' },
  { $group: { _id: null, revenue: { $sum: price }, refunds: { $sum: '$refunds.amount' } } },
])
await show('as doubles', [
  { $match: march },
  { $unwind: '$refunds' },
  { $group: { _id: null, refunds: { $sum: { $toDouble: '$refunds.amount' } } } },
])

console.log('\nvendors and their revenue of March')
await show('from the orders', [{ $match: march }, { $unwind: '$lines' }, byVendor, { $sort: { _id: 1 } }])
await show('with those of vendors', [
  { $match: march },
  { $unwind: '$lines' },
  byVendor,
  { $unionWith: { coll: 'vendors_of_a_year' } },
  { $group: { _id: '$_id', revenue: { $sum: '$revenue' } } },
  { $sort: { _id: 1 } },
])

console.log('\nweeks, with the revenue so far')
await show('$setWindowFields', [
  { $match: march },
  { $group: { _id: { $dateTrunc: { date: '$placedAt', unit: 'week', startOfWeek: 'monday' } }, orders: { $sum: 1 } } },
  {
    $setWindowFields: {
      sortBy: { _id: 1 },
      output: { soFar: { $sum: '$orders', window: { documents: ['unbounded', 'current'] } } },
    },
  },
  { $limit: 3 },
  { $project: { _id: 0, week: { $dateToString: { date: '$_id', format: '%d %b' } }, orders: 1, soFar: 1 } },
])
await client.close()

async function count(name: string, pipeline: Document[]): Promise<void> {
  const plan = await orders.aggregate(pipeline).explain('executionStats')
  const stats: Document = plan['stages']?.[0]?.['$cursor']?.executionStats ?? plan['executionStats']
  console.log(`   ${name.padEnd(28)}${String(stats['totalDocsExamined']).padStart(5)}`)
}

async function show(name: string, pipeline: Document[]): Promise<void> {
  console.log(`   ${name}`)
  for (const { _id, ...row } of await orders.aggregate(pipeline).toArray()) {
    const cells = Object.entries(row).map(([key, value]) => `${key} ${String(value)}`)
    console.log(`      ${[...(_id === null || _id === undefined ? [] : [String(_id)]), ...cells].join(', ')}`)
  }
}
