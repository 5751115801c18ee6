/*
 * The products of a marketplace. Write the schema. `productModel` makes the model on the connection that it is given,
 * once for each connection. Writes come by `create`, `save`, `insertMany`, `updateOne`, `updateMany` and `findOneAndUpdate`
 * (which is `findByIdAndUpdate` too), without upserts, and what follows holds for all of them:
 *
 * - vendorId is required. title is required and trimmed, and has 3 to 80 characters. priceCents is required: a whole
 *   number, 1 or more. stock is a whole number, 0 or more, and 0 when nothing is said. What breaks a rule
 *   is refused with Mongoose's ValidationError, by updates too (those by $inc excepted, nobody can validate these; and what is
 *   no number at all may be a CastError there).
 * - slug is `slugOf(title)`, and changes with it; nobody else sets it: what a document or an update says about slug is passed
 *   over in silence. A vendor has each slug only once: the second gets a `Conflict`.
 * - stockKey, with which the vendor's till reports its stock, is optional. Only `hashOf(stockKey)` is ever stored.
 *
 * A document has two virtuals: `price`, '19.99' for 1999 cents, which can be assigned as well, and `inStock`.
 * As JSON it shows id, vendorId, title, slug, priceCents, price, stock, inStock and no more.
 *
 * @example
 * const Product = productModel(connection)
 * await Product.init() // the indexes are there
 * const tea = await Product.create({ vendorId, title: 'Green tea', price: '19.99' })
 * await Product.updateOne({ _id: tea.id }, { title: 'Black tea' }) // the slug is 'black-tea' now
 */
import { createHash } from 'node:crypto'
import { type Connection, type HydratedDocument, type Model, Schema, type Types } from 'mongoose'

export interface Product {
  vendorId: Types.ObjectId
  title: string
  slug: string
  priceCents: number
  stock: number
  stockKey?: string
}

export interface ProductVirtuals {
  /** '19.99' for 1999 cents. Assigned a text with up to two decimals, it changes priceCents. */
  price: string
  inStock: boolean
}

export type ProductDocument = HydratedDocument<Product, ProductVirtuals>

export interface ProductModel extends Model<Product, object, object, ProductVirtuals> {
  /**
   * Takes `quantity` out of the stock if there is as much, at once for all that ask at the same moment.
   * @returns whether it did
   * @throws RangeError when the quantity is not a whole number above 0
   */
  take(id: string, quantity: number): Promise<boolean>
  /** The product, if that is its key (the key itself, not the hash). Otherwise null. */
  withStockKey(id: string, key: string): Promise<ProductDocument | null>
}

/** The vendor has such a product already. Its message says so, and nothing about the database. */
export class Conflict extends Error {
  override readonly name = 'Conflict'
  readonly status = 409
}

/**
 * @param announce is given the id of each product that `create`, `save` or `findOneAndUpdate` has stored or changed: after
 * the write, and only if there was one: a `save` without changes writes nothing. The write waits for it.
 */
export function productModel(
  connection: Connection,
  announce: (id: string) => void | Promise<void> = () => {},
): ProductModel {
  const schema = new Schema<Product, ProductModel>(
    {
      vendorId: Schema.Types.ObjectId,
      title: String,
      slug: String,
      priceCents: Number,
      stock: Number,
      stockKey: String,
    },
    { statics: { take: async () => false, withStockKey: async () => null } },
  )
  return connection.model<Product, ProductModel>('Product', schema)
}

/** 'Thé vert, 100 g' becomes 'thé-vert-100-g'. */
export function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
}

/** Stock keys are long and random, so one round of SHA-256 will do. Passwords are another matter: day 13. */
export function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}
