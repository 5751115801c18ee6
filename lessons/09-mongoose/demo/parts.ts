// Timestamps, statics, methods, subdocuments and a session, and what each of them does with a write.
// Look for: the write that keeps its old time, the list that is refused, and what is left after the transaction fails.
import mongoose, { Schema, type Types } from 'mongoose'

const connection = await mongoose
  .createConnection(process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017/')
  .asPromise()
const review = new Schema({ stars: { type: Number, min: 1, max: 5 }, text: String }, { timestamps: true })
const schema = new Schema(
  { title: String, stock: { type: Number, default: 0 }, reviews: [review] },
  {
    timestamps: true,
    statics: {
      soldOut() {
        return this.find({ stock: 0 }).select('title').lean()
      },
    },
    methods: {
      stars() {
        return this.reviews.reduce((sum, { stars }) => sum + (stars ?? 0), 0)
      },
    },
  },
)
const Product = connection.model('ProductOfTheParts', schema)
await Product.deleteMany()
const tea = await Product.create({ title: 'Tea', reviews: [{ stars: 5 }, { stars: 4 }] })
await Product.create({ title: 'Oats', stock: 7 })

console.log(`statics: sold out: ${(await Product.soldOut()).map(({ title }) => title)}`)
console.log(`methods: stars of the tea: ${tea.stars()}\n`)

const old = new Date('2026-01-01')
const writes: Record<string, () => PromiseLike<unknown>> = {
  'Product.updateOne': () => Product.updateOne({ _id: tea._id }, { stock: 1 }),
  'with timestamps: false': () => Product.updateOne({ _id: tea._id }, { stock: 2 }, { timestamps: false }),
  'Product.collection.updateOne': () => Product.collection.updateOne({ _id: tea._id }, { $set: { stock: 3 } }),
}
console.log('updatedAt')
for (const [name, write] of Object.entries(writes)) {
  await Product.collection.updateOne({ _id: tea._id }, { $set: { updatedAt: old } })
  await write()
  const { updatedAt } = await Product.findById(tea._id).orFail()
  console.log(`   ${name.padEnd(30)}${updatedAt > old ? 'is new' : 'is old'}`)
}

console.log('\nsubdocuments')
const loaded = await Product.findById(tea._id).orFail()
const reviews = loaded.reviews as unknown as Types.DocumentArray<{ stars: number; createdAt: Date }>
const [first] = reviews
console.log(`   a review has an _id: ${Boolean(first?._id)}, a createdAt: ${first?.createdAt instanceof Date}`)
console.log(`   reviews.id(…) finds it: ${reviews.id(first?._id ?? '')?.stars} stars`)
reviews.push({ stars: 9 })
const refused = await loaded.save().then(
  () => 'saved',
  (error: Error) => `${error.name} at ${Object.keys((error as mongoose.Error.ValidationError).errors)}`,
)
console.log(`   push({ stars: 9 }), save(): ${refused}`)

console.log('\na transaction that fails')
for (const forgotten of [false, true]) {
  await Product.updateOne({ _id: tea._id }, { stock: 10 })
  await connection
    .transaction(async (session) => {
      await Product.updateOne({ _id: tea._id }, { $inc: { stock: -4 } }, forgotten ? {} : { session })
      throw new Error('the payment was refused')
    })
    .catch(() => undefined)
  const { stock } = await Product.findById(tea._id).orFail()
  console.log(`   ${forgotten ? 'without' : 'with'} { session }: stock ${stock}`)
}
await connection.close()
