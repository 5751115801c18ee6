// A multikey, a partial and a covered index, and a collection with rules of its own. Look for: how many keys and how many
// documents each query has read, and which document is refused.
import { type Document, type Filter, MongoClient } from 'mongodb'

const client = await MongoClient.connect(process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017/')
const db = client.db()
await db.collection('products_with_indexes').drop()
await db.collection('products_with_rules').drop()

const products = db.collection('products_with_indexes')
await products.insertMany(
  Array.from({ length: 1000 }, (_, n) => ({
    title: `Title ${String(n).padStart(4, '0')}`,
    category: n % 10 === 0 ? 'tea' : 'other',
    priceCents: 100 + n,
    isPublic: n % 4 === 0,
    tags: n % 50 === 0 ? ['new', 'green'] : ['old'],
  })),
)
await products.createIndex({ tags: 1, title: 1 })
await products.createIndex({ title: 1 }, { partialFilterExpression: { isPublic: true } })
await products.createIndex({ category: 1, priceCents: 1 })

const priceOnly = { _id: 0, priceCents: 1 }
const queries: [string, Filter<Document>, Document][] = [
  ["tags: 'new'", { tags: 'new' }, {}],
  ['title, isPublic: true', { title: /^Title 00/, isPublic: true }, {}],
  ['title', { title: /^Title 00/ }, {}],
  ['category, shows priceCents', { category: 'tea' }, priceOnly],
  ['category, shows _id too', { category: 'tea' }, { priceCents: 1 }],
]
console.log('query                       keys  documents  found')
for (const [name, filter, projection] of queries) {
  const { executionStats } = await products.find(filter, { projection }).explain('executionStats')
  const { totalKeysExamined, totalDocsExamined, nReturned } = executionStats
  const counts = [String(totalKeysExamined).padStart(6), String(totalDocsExamined).padStart(11)]
  console.log(`${name.padEnd(26)}${counts.join('')}${String(nReturned).padStart(7)}`)
}

const ordered = await products.find({}).sort({ category: -1, priceCents: -1 }).explain('queryPlanner')
const mixed = await products.find({}).sort({ category: 1, priceCents: -1 }).explain('queryPlanner')
console.log(`\nsort by the inverse of an index: ${sortsInMemory(ordered)}`)
console.log(`sort with one direction turned:  ${sortsInMemory(mixed)}`)

const rules = {
  required: ['title', 'priceCents'],
  properties: { title: { bsonType: 'string' }, priceCents: { bsonType: 'int', minimum: 1 } },
}
const checked = await db.createCollection('products_with_rules', { validator: { $jsonSchema: rules } })
console.log('\na collection with $jsonSchema')
for (const product of [{ title: 'Tea', priceCents: 1 }, { title: 'Tea', priceCents: 0 }, { title: 'Tea' }]) {
  const outcome = await checked.insertOne(product as Document).then(
    () => 'stored',
    (error: { code?: number }) => `refused with code ${error.code}`,
  )
  console.log(`   ${JSON.stringify({ ...product, _id: undefined })} ${outcome}`)
}
await client.close()

function sortsInMemory(explained: Document): string {
  return JSON.stringify(explained['queryPlanner'].winningPlan).includes('"SORT"')
    ? 'a SORT in memory'
    : 'the index alone'
}
