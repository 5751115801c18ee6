// What Mongoose makes of filters, projections and references. Look for: the filter on a virtual that finds everything,
// the field that is undefined without a warning, and the object that two rows share.
import mongoose, { Schema, type Types } from 'mongoose'

const connection = await mongoose
  .createConnection(process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017/')
  .asPromise()
const vendorSchema = new Schema({ name: String })
vendorSchema.virtual('products', { ref: 'ProductOfTheQueries', localField: '_id', foreignField: 'vendor' })
const Vendor = connection.model('VendorOfTheQueries', vendorSchema)
const schema = new Schema({
  title: String,
  priceCents: Number,
  vendor: { type: Schema.Types.ObjectId, ref: 'VendorOfTheQueries' },
  stockKey: { type: String, select: false },
})
schema.virtual('price').get(function () {
  return ((this.priceCents ?? 0) / 100).toFixed(2)
})
const Product = connection.model('ProductOfTheQueries', schema)
await Promise.all([Vendor.deleteMany(), Product.deleteMany()])
const [mills, gone] = await Vendor.create([{ name: 'Mills' }, { name: 'Gone' }])
await Product.create([
  { title: 'Cups', priceCents: 900, vendor: mills?._id ?? null, stockKey: 'k1' },
  { title: 'Oats', priceCents: 120, vendor: gone?._id ?? null, stockKey: 'k2' },
  { title: 'Tea', priceCents: 1999, vendor: mills?._id ?? null, stockKey: 'k3' },
])
await Vendor.deleteOne({ _id: gone?._id })

console.log("find({ price: '19.99' }), where price is a virtual")
for (const strictQuery of [undefined, false, true, 'throw'] as const) {
  const query = Product.find({ price: '19.99' } as object)
  if (strictQuery !== undefined) query.setOptions({ strictQuery })
  const found = await query.then(
    (products) => `${products.length} of 3 products`,
    (error: Error) => error.name,
  )
  console.log(`   strictQuery ${String(strictQuery ?? 'not set').padEnd(9)}${found}`)
}

console.log("\nselect('title')")
const part = await Product.findOne({ title: 'Tea' }).select('title').orFail()
console.log(`   title ${part.title}, priceCents ${part.priceCents}, price ${part.get('price')}`)
const withKey = await Product.findOne({ title: 'Tea' }).select('+stockKey').orFail()
console.log(`   select('+stockKey'): priceCents ${withKey.priceCents}, stockKey ${withKey.stockKey}`)

type Populated = { title: string; vendor: { _id: Types.ObjectId; name: string } | null }
for (const lean of [false, true]) {
  const query = Product.find().sort({ title: 1 }).populate('vendor', 'name')
  const rows = (await (lean ? query.lean() : query)) as unknown as Populated[]
  console.log(`\npopulate('vendor', 'name')${lean ? '.lean()' : ''}`)
  for (const { title, vendor } of rows) console.log(`   ${title.padEnd(5)} ${vendor?.name ?? null}`)
  console.log(`   one object in two rows: ${rows[0]?.vendor === rows[2]?.vendor}`)
}
const full = await Vendor.findOne({ name: 'Mills' }).populate<{ products: { title: string }[] }>(
  'products',
  'title vendor',
)
console.log(`\na vendor's virtual products: ${full?.products.map(({ title }) => title).join(', ')}`)
await connection.close()
