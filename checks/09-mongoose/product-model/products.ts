import mongoose, { Types } from 'mongoose'
import { type ProductModel, productModel } from '../../../exercises/09-mongoose/product-model.ts'
import { sharedConnection } from '../database.ts'

export const VENDOR = new Types.ObjectId('6553f1000102030405000001')

let shared: Promise<ProductModel> | undefined

/** The exercise's model, with its indexes and no products. */
export async function withProducts(use: (Product: ProductModel) => Promise<void>): Promise<void> {
  shared ??= sharedConnection().then(async (connection) => {
    const Product = productModel(connection)
    await Product.init()
    return Product
  })
  const Product = await shared
  await Product.collection.deleteMany({})
  await use(Product)
}

export function product(changes: Record<string, unknown> = {}) {
  return { vendorId: VENDOR, title: 'Green tea', priceCents: 1999, ...changes } as never
}

/** What the database holds, read without the exercise's schema. */
export function stored(Product: ProductModel, id: unknown) {
  return Product.collection.findOne({ _id: new Types.ObjectId(String(id)) })
}

/** The fields that a ValidationError names, or what came instead. */
export async function refused(write: () => PromiseLike<unknown>): Promise<string> {
  try {
    await write()
    return 'was written'
  } catch (error) {
    if (error instanceof mongoose.Error.ValidationError)
      return `refused: ${Object.keys(error.errors).sort().join(', ')}`
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  }
}
