// One question over 1,000 orders, with five indexes: the open orders of a vendor of at least 50.00, newest first, ten of them.
// Look for: keys and documents examined, and whether there is a SORT.
import { type Document, type IndexSpecification, MongoClient } from 'mongodb'

const client = await MongoClient.connect(process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017/')
const orders = client.db().collection('orders_with_plans')
await orders.drop()
await orders.insertMany(
  Array.from({ length: 1000 }, (_, n) => ({
    vendorId: `vendor-${n % 5}`,
    status: ['open', 'paid'][Math.floor(n / 5) % 2],
    totalCents: ((n * 7919) % 1000) * 10,
    placedAt: new Date(Date.UTC(2026, 0, 1) + ((n * 37) % 1000) * 3_600_000),
    email: n % 250 === 0 ? 'Ada@Mill.example' : `u${n}@mill.example`,
  })),
)

const filter = { vendorId: 'vendor-1', status: 'open', totalCents: { $gte: 5000 } }
const indexes: [string, IndexSpecification | undefined][] = [
  ['none', undefined],
  ['vendorId', { vendorId: 1 }],
  ['status', { status: 1 }],
  ['equality, range, sort', { vendorId: 1, status: 1, totalCents: 1, placedAt: -1 }],
  ['equality, sort, range', { vendorId: 1, status: 1, placedAt: -1, totalCents: 1 }],
  ['sort, equality, range', { placedAt: -1, vendorId: 1, status: 1, totalCents: 1 }],
]
console.log('index                     keys  documents  given  plan')
for (const [name, index] of indexes) {
  if (index) await orders.createIndex(index)
  row(name, await orders.find(filter).sort({ placedAt: -1 }).limit(10).explain('executionStats'))
  await orders.dropIndexes()
}

console.log('\nan index on the field, and a condition that')
await orders.createIndex({ placedAt: 1 })
await orders.createIndex({ email: 1 })
const day = { $gte: new Date('2026-02-01'), $lt: new Date('2026-02-02') }
const onDay = { $expr: { $eq: [{ $dateToString: { date: '$placedAt', format: '%Y-%m-%d' } }, '2026-02-01'] } }
row('is a range of it', await orders.find({ placedAt: day }).explain('executionStats'))
row('computes from it', await orders.find(onDay).explain('executionStats'))
row('begins: /^Ada/', await orders.find({ email: /^Ada/ }).explain('executionStats'))
row('whatever case: /^ada/i', await orders.find({ email: /^ada/i }).explain('executionStats'))
row('is not anchored: /Ada/', await orders.find({ email: /Ada/ }).explain('executionStats'))
const collation = { locale: 'en', strength: 2 }
await orders.createIndex({ email: 1 }, { collation, name: 'whatever case' })
const address = { email: 'ADA@mill.example' }
row('has its collation', await orders.find(address).collation(collation).explain('executionStats'))
row('has none', await orders.find(address).explain('executionStats'))
await client.close()

function row(name: string, { executionStats, queryPlanner }: Document): void {
  const { totalKeysExamined, totalDocsExamined, nReturned } = executionStats
  const stages = JSON.stringify(queryPlanner.winningPlan).match(/(?<="stage":")\w+/g) ?? []
  const counts = [totalKeysExamined, totalDocsExamined, nReturned].map(String)
  const cells = [counts[0]?.padStart(6), counts[1]?.padStart(11), counts[2]?.padStart(7)]
  console.log(`${name.padEnd(24)}${cells.join('')}  ${stages.filter((each) => each !== 'LIMIT').join(' < ')}`)
}
