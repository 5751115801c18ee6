// Two who read, change and save at the same time; and a post hook that throws. Look for: how many pieces are left when both
// have sold one, who is told, and what is in the database after save() has failed.
import mongoose, { Schema } from 'mongoose'

const connection = await mongoose
  .createConnection(process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017/')
  .asPromise()

console.log('20 pieces, two sell one each')
for (const optimisticConcurrency of [false, true]) {
  const name = `ProductOfTheRace${Number(optimisticConcurrency)}`
  const Product = connection.model(
    name,
    new Schema({ stock: { type: Number, required: true } }, { optimisticConcurrency }),
  )
  await Product.deleteMany()
  const { _id } = await Product.create({ stock: 20 })
  const sellers = [await Product.findById(_id).orFail(), await Product.findById(_id).orFail()]
  const outcomes: string[] = []
  for (const product of sellers) {
    product.stock -= 1
    outcomes.push(
      await product.save().then(
        () => 'saved',
        (error: Error) => error.name,
      ),
    )
  }
  const { stock } = await Product.findById(_id).orFail()
  console.log(`   save(), optimisticConcurrency ${optimisticConcurrency}: ${outcomes.join(', ')}, ${stock} left`)
  if (optimisticConcurrency) continue
  await Product.updateOne({ _id }, { stock: 20 })
  const sell = (n: number) => Product.updateOne({ _id, stock: { $gte: n } }, { $inc: { stock: -n } })
  const counts = await Promise.all([sell(1), sell(1), sell(100)])
  const left = await Product.findById(_id).orFail()
  console.log(
    `   updateOne with $inc: modified ${counts.map(({ modifiedCount }) => modifiedCount)}, ${left.stock} left`,
  )
}

const schema = new Schema({ title: String })
schema.post('save', () => {
  throw new Error('the mail server is down')
})
const Announced = connection.model('ProductOfThePostHook', schema)
await Announced.deleteMany()
console.log('\na post hook of save throws')
await Announced.create({ title: 'Tea' }).catch((error: Error) => console.log(`   create: ${error.message}`))
console.log(`   in the database: ${await Announced.countDocuments()}`)

console.log('\nunique: true, with duplicates that were there before')
const Unique = connection.model(
  'ProductOfTheIndex',
  new Schema({ title: { type: String, unique: true } }, { autoIndex: false }),
)
await Unique.collection.drop().catch(() => undefined)
await Unique.collection.insertMany([{ title: 'Tea' }, { title: 'Tea' }] as never[])
await Unique.createIndexes().catch((error: { code?: number }) => console.log(`   the index: error ${error.code}`))
await Unique.create({ title: 'Tea' })
console.log(`   teas after one more create: ${await Unique.countDocuments({ title: 'Tea' })}`)
await connection.close()
