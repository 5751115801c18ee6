// Eight ways to write a product. For each: whether a title of two characters is refused, whether the setter of the title
// runs, and which hooks. Look for: how many doors pass the save hook, where most people put what must always happen.
import mongoose, { Schema } from 'mongoose'

const ran = new Set<string>()
const schema = new Schema({
  title: {
    type: String,
    minlength: 3,
    set: (title: string) => {
      ran.add('setter')
      return title
    },
  },
})
schema.pre('validate', () => void ran.add('validate'))
schema.pre('save', () => void ran.add('save'))
schema.pre('insertMany', () => void ran.add('insertMany'))
schema.pre('bulkWrite', () => void ran.add('bulkWrite'))
for (const name of ['updateOne', 'findOneAndUpdate'] as const) schema.pre(name, () => void ran.add(name))

const connection = await mongoose
  .createConnection(process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017/')
  .asPromise()
const Product = connection.model('ProductOfTheDoors', schema)
await Product.deleteMany()
const { _id } = await Product.create({ title: 'Green tea' })

const doors: Record<string, (title: string) => PromiseLike<unknown>> = {
  'create, save': (title) => Product.create({ title }),
  insertMany: (title) => Product.insertMany([{ title }]),
  updateOne: (title) => Product.updateOne({ _id }, { title }),
  findOneAndUpdate: (title) => Product.findOneAndUpdate({ _id }, { title }),
  '... with runValidators': (title) => Product.findOneAndUpdate({ _id }, { title }, { runValidators: true }),
  'document.updateOne': async (title) => (await Product.findById(_id))?.updateOne({ title }),
  bulkWrite: (title) => Product.bulkWrite([{ updateOne: { filter: { _id }, update: { title } } }]),
  'collection.updateOne': (title) => Product.collection.updateOne({ _id }, { $set: { title } }),
}

console.log(`${'door'.padEnd(24)}${"'ab' is".padEnd(10)}${'setter'.padEnd(8)}hooks`)
for (const [name, write] of Object.entries(doors)) {
  ran.clear()
  await write('Black tea')
  const hooks = [...ran].filter((hook) => hook !== 'setter').join(', ')
  const setter = ran.has('setter') ? 'yes' : '-'
  const outcome = await write('ab').then(
    () => 'written',
    () => 'refused',
  )
  console.log(`${name.padEnd(24)}${outcome.padEnd(10)}${setter.padEnd(8)}${hooks || '-'}`)
}
await connection.close()
