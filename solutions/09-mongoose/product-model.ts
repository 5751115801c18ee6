import { createHash } from 'node:crypto'
import {
  type Connection,
  type HydratedDocument,
  type Model,
  Schema,
  type Types,
  type UpdateQuery,
  type UpdateWithAggregationPipeline,
} from 'mongoose'

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
  take(id: string, quantity: number): Promise<boolean>
  withStockKey(id: string, key: string): Promise<ProductDocument | null>
}

/** The vendor has such a product already. */
export class Conflict extends Error {
  override readonly name = 'Conflict'
  readonly status = 409
}

const DUPLICATE_KEY = 11000
/** The ways to change a product without loading it. */
const UPDATES: ('updateOne' | 'updateMany' | 'findOneAndUpdate')[] = ['updateOne', 'updateMany', 'findOneAndUpdate']

export function productModel(
  connection: Connection,
  announce: (id: string) => void | Promise<void> = () => {},
): ProductModel {
  return connection.model<Product, ProductModel>('Product', productSchema(announce))
}

function productSchema(announce: (id: string) => void | Promise<void>) {
  const schema = new Schema<Product, ProductModel>(
    {
      vendorId: { type: Schema.Types.ObjectId, required: true },
      title: { type: String, required: true, trim: true, minlength: 3, maxlength: 80 },
      slug: String,
      priceCents: { type: Number, required: true, min: 1, validate: Number.isInteger },
      stock: { type: Number, default: 0, min: 0, validate: Number.isInteger },
      // A setter runs once for each assignment, on documents, in updates and in filters alike.
      stockKey: { type: String, set: hashOf },
    },
    { toJSON: { virtuals: true, versionKey: false, transform: hideInternals }, statics: { take, withStockKey } },
  )
  schema.index({ vendorId: 1, slug: 1 }, { unique: true })

  schema
    .virtual('price')
    .get(function () {
      return (this.priceCents / 100).toFixed(2)
    })
    .set(function (price: string) {
      this.priceCents = Math.round(Number(price) * 100)
    })
  schema.virtual('inStock').get(function () {
    return this.stock > 0
  })

  // Before the validation and not before the save: insertMany validates, and saves nothing.
  schema.pre('validate', function () {
    if (this.title) this.slug = slugOf(this.title)
  })
  schema.pre(UPDATES, function () {
    this.setOptions({ runValidators: true })
    const title: unknown = this.get('title')
    leaveOutSlug(this.getUpdate())
    if (title !== undefined) this.set('slug', slugOf(String(title)))
  })

  schema.pre('save', function () {
    this.$locals['changed'] = this.isModified()
  })
  schema.post('save', (product) => (product.$locals['changed'] ? announce(product.id) : undefined))
  schema.post('findOneAndUpdate', (product) => product && announce(String(product._id)))

  schema.post(['save', ...UPDATES], duplicateToConflict)
  schema.post('insertMany', duplicateToConflict)
  return schema
}

/** The slug follows from the title. What an update says about it does not count. */
function leaveOutSlug(update: UpdateQuery<Product> | UpdateWithAggregationPipeline | null) {
  if (update === null || Array.isArray(update)) return
  for (const fields of [update, update.$set, update.$unset]) delete fields?.['slug']
}

/** The condition and the change are one command, so nobody can come between them. */
async function take(this: ProductModel, id: string, quantity: number): Promise<boolean> {
  if (!(Number.isInteger(quantity) && quantity > 0)) throw new RangeError('quantity must be a whole number above 0')
  const { modifiedCount } = await this.updateOne({ _id: id, stock: { $gte: quantity } }, { $inc: { stock: -quantity } })
  return modifiedCount === 1
}

/** The setter of stockKey hashes the key of the filter too. */
function withStockKey(this: ProductModel, id: string, key: string): Promise<ProductDocument | null> {
  return this.findOne({ _id: id, stockKey: key }).exec()
}

function hideInternals(_: unknown, json: Record<string, unknown>) {
  const { _id, stockKey, ...shown } = json
  return shown
}

/** Three parameters make an error handler of a post hook. It can exchange the error, and not take it away. */
function duplicateToConflict(error: Error, _: unknown, next: (error: Error) => void) {
  const isDuplicate = 'code' in error && error.code === DUPLICATE_KEY
  next(isDuplicate ? new Conflict('The vendor has a product of that name') : error)
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
