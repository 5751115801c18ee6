import mongoose, { Schema } from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Emulator, startEmulator } from '../../../src/services/mongodb/emulator/server.ts'

let emulator: Emulator
const connection = mongoose.createConnection()

const productSchema = new Schema(
  {
    name: { type: String, required: true, trim: true },
    sku: { type: String, unique: true },
    price: { type: Number, min: 0 },
    cost: Schema.Types.Decimal128,
    tags: [String],
    reviews: [{ stars: Number, text: String }],
    category: { type: Schema.Types.ObjectId, ref: 'Category' },
  },
  { timestamps: true },
)
productSchema.virtual('label').get(function () {
  return `${this.name} (${this.sku})`
})
const Product = connection.model('Product', productSchema)
const Category = connection.model('Category', new Schema({ title: String }))

beforeAll(async () => {
  emulator = await startEmulator()
  await connection.openUri(`mongodb://127.0.0.1:${emulator.port}/goose`)
})
beforeEach(async () => {
  await connection.dropDatabase()
  await Promise.all([Product.syncIndexes(), Category.createCollection()])
})
afterAll(async () => {
  await connection.close()
  await emulator.close()
})

describe('Mongoose, unmodified,', () => {
  it('saves, validates, populates, and reads lean', async () => {
    const category = await Category.create({ title: 'Tools' })
    const product = await Product.create({ name: ' Saw ', sku: 's1', price: 5, category: category._id })
    product.tags.push('sharp')
    await product.save()
    const found = await Product.findOne({ tags: 'sharp' }).populate<{ category: { title: string } }>('category')
    expect(found?.category.title).toBe('Tools')
    expect(found?.get('label')).toBe('Saw (s1)')
    expect(await Product.findById(product._id).lean()).toMatchObject({ name: 'Saw', __v: 1, tags: ['sharp'] })
    await expect(Product.create({ price: -1 })).rejects.toMatchObject({ name: 'ValidationError' })
  })

  it('has its unique indexes enforced', async () => {
    await Product.create({ name: 'a', sku: 'x' })
    await expect(Product.create({ name: 'b', sku: 'x' })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { sku: 1 },
      keyValue: { sku: 'x' },
    })
    await Product.create({ name: 'c', sku: 'y' })
    await expect(Product.updateOne({ sku: 'y' }, { sku: 'x' })).rejects.toMatchObject({ code: 11000 })
  })

  it('notices that somebody else saved first (VersionError)', async () => {
    const { _id } = await Product.create({ name: 'a', sku: 'x', tags: ['1', '2'] })
    const [one, two] = await Promise.all([Product.findById(_id), Product.findById(_id)])
    one?.set(
      'tags',
      one.tags.filter((tag) => tag !== '1'),
    )
    await one?.save()
    two?.set('tags.1', 'changed')
    await expect(two?.save()).rejects.toMatchObject({ name: 'VersionError' })
  })

  it('updates subdocuments, upserts, counts and aggregates', async () => {
    const product = await Product.create({ name: 'a', sku: 'x', reviews: [{ stars: 1 }, { stars: 5 }] })
    const id = product.reviews[1]?._id
    await Product.updateOne({ _id: product._id, 'reviews._id': id }, { $set: { 'reviews.$.text': 'good' } })
    expect((await Product.findById(product._id))?.reviews[1]?.text).toBe('good')
    const upserted = await Product.findOneAndUpdate(
      { sku: 'new' },
      { name: 'n', $inc: { price: 2 } },
      { upsert: true, returnDocument: 'after' },
    )
    expect(upserted).toMatchObject({ sku: 'new', price: 2, createdAt: expect.any(Date) })
    expect(await Product.countDocuments({ price: { $gt: 1 } })).toBe(1)
    expect(await Product.exists({ sku: 'nobody' })).toBeNull()
    const stars = await Product.aggregate([
      { $unwind: '$reviews' },
      { $group: { _id: null, mean: { $avg: '$reviews.stars' } } },
    ])
    expect(stars).toEqual([{ _id: null, mean: 3 }])
  })

  it('runs transactions', async () => {
    const failing = connection.transaction(async (session) => {
      await Product.create([{ name: 't', sku: 't' }], { session })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await Product.countDocuments()).toBe(0)
    await connection.transaction((session) => Product.create([{ name: 't', sku: 't' }], { session }))
    expect(await Product.countDocuments()).toBe(1)
  })

  it('streams with a cursor', async () => {
    await Product.insertMany(Array.from({ length: 250 }, (_, i) => ({ name: `p${i}`, sku: `s${i}`, price: i })))
    let sum = 0
    for await (const { price } of Product.find().sort('price').cursor({ batchSize: 20 })) sum += price ?? 0
    expect(sum).toBe((249 * 250) / 2)
    expect(await Product.find({ name: /^p24/ }).select('name -_id').sort('-price').skip(1).limit(2).lean()).toEqual([
      { name: 'p248' },
      { name: 'p247' },
    ])
  })
})
