// The same product as a document and as a lean object, and what save really sends.
// Look for: what is missing on the right, and the last three lines.
import mongoose, { Schema } from 'mongoose'

const schema = new Schema(
  {
    title: { type: String, trim: true },
    priceCents: Number,
    currency: { type: String, default: 'EUR' },
    tags: [String],
  },
  { toJSON: { virtuals: true } },
)
schema.virtual('price').get(function () {
  return ((this.priceCents ?? 0) / 100).toFixed(2)
})

const connection = await mongoose
  .createConnection(process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017/', { monitorCommands: true })
  .asPromise()
const Product = connection.model('ProductOnceAndAgain', schema)
await Product.deleteMany()
// Written past the schema, as an older version of the program did: no currency, no tags.
const { insertedId } = await Product.collection.insertOne({ title: ' Tea ', priceCents: 1999 } as never)

const document = await Product.findById(insertedId)
const plain = await Product.findById(insertedId).lean()
if (!document || !plain) throw new Error('the product has just been inserted')
const shown = document.toJSON() as Record<string, unknown>
const lean = plain as unknown as Record<string, unknown>
console.log(`${''.padEnd(12)}${'document'.padEnd(28)}lean`)
for (const name of ['title', 'priceCents', 'price', 'currency', 'tags', 'id']) {
  console.log(`${name.padEnd(12)}${quote(shown[name]).padEnd(28)}${quote(lean[name])}`)
}
console.log(`${'save'.padEnd(12)}${(typeof document.save).padEnd(28)}${typeof lean['save']}\n`)

connection.getClient().on('commandStarted', ({ commandName, command }) => {
  if (commandName === 'endSessions') return
  console.log(`  sends ${commandName}`)
  const { $set, ...others } = command['updates']?.[0].u ?? command['filter']
  if ($set) console.log(`    $set ${quote($set)}`)
  console.log(`    ${quote(others)}`)
})
console.log("document.title = '  Green tea '; save()")
document.title = '  Green tea '
await document.save()
console.log("document.title = 'Green tea'; save()")
document.title = 'Green tea'
await document.save()
console.log("updateOne(…, { price: '5.00' })")
await Product.updateOne({ _id: insertedId }, { price: '5.00' } as never)
console.log('  (nothing)')
await connection.close()

function quote(value: unknown): string {
  return JSON.stringify(value) ?? 'undefined'
}
