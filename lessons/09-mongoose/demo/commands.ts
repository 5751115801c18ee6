// One page, thirty products with the names of their vendors, fetched in six ways. Look for: which line sends one command
// for each row, which fetch what nobody shows, and which make documents.
import { calculateObjectSize } from 'bson'
import mongoose, { Schema, type Types } from 'mongoose'

const connection = await mongoose
  .createConnection(process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017/', { monitorCommands: true })
  .asPromise()
let documents = 0
const vendorSchema = new Schema({ name: String, about: String })
const productSchema = new Schema({
  vendor: { type: Schema.Types.ObjectId, ref: 'VendorOfTheDemo' },
  title: String,
  description: String,
})
const count = () => {
  documents += 1
}
vendorSchema.post('init', count)
productSchema.post('init', count)
const Vendor = connection.model('VendorOfTheDemo', vendorSchema)
const Product = connection.model('ProductOfTheDemo', productSchema)
await Promise.all([Vendor.deleteMany(), Product.deleteMany()])
const text = 'Two kilobytes of praise. '.repeat(80)
const vendors = await Vendor.insertMany(Array.from({ length: 10 }, (_, n) => ({ name: `Vendor ${n}`, about: text })))
await Product.insertMany(
  Array.from({ length: 30 }, (_, n) => ({ vendor: vendors[n % 10]?._id, title: `Title ${n}`, description: text })),
)

const nameOf = (id?: Types.ObjectId | null) => Vendor.findById(id).select('name').lean()
const ways: Record<string, () => Promise<unknown>> = {
  'populate in a loop': async () => {
    for (const product of await Product.find()) await product.populate('vendor')
  },
  'all at once, lean': async () => {
    const products = await Product.find().select('title vendor').lean()
    await Promise.all(products.map(({ vendor }) => nameOf(vendor)))
  },
  populate: () => Product.find().populate('vendor').exec(),
  'populate, lean': () => Product.find().populate('vendor').lean().exec(),
  'populate, lean, select': () => Product.find().select('title').populate('vendor', 'name').lean().exec(),
  '$lookup, $project': () =>
    Product.aggregate([
      { $lookup: { from: Vendor.collection.name, localField: 'vendor', foreignField: '_id', as: 'vendor' } },
      { $project: { title: 1, 'vendor.name': 1 } },
    ]).exec(),
}

let commands = 0
let bytes = 0
connection.getClient().on('commandSucceeded', ({ reply }) => {
  commands += 1
  bytes += calculateObjectSize(reply as object)
})
console.log('thirty rows               commands   documents    fetched')
for (const [name, fetchPage] of Object.entries(ways)) {
  commands = 0
  bytes = 0
  documents = 0
  await fetchPage()
  const fetched = `${(bytes / 1024).toFixed(1)} KB`
  console.log(
    `${name.padEnd(24)}${String(commands).padStart(10)}${String(documents).padStart(12)}${fetched.padStart(11)}`,
  )
}
await connection.close()
