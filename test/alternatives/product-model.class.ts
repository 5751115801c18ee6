/* The class of a product is loaded into the schema, the rules are functions, and what happens at a write is in plugins. */
import { createHash } from 'node:crypto'
import mongoose, { type Connection, type HydratedDocument, type Model, Schema, type Types } from 'mongoose'

export interface Product {
  vendorId: Types.ObjectId
  title: string
  slug: string
  priceCents: number
  stock: number
  stockKey?: string
}

export interface ProductVirtuals {
  price: string
  inStock: boolean
}

export type ProductDocument = HydratedDocument<Product, ProductVirtuals>

export interface ProductModel extends Model<Product, object, object, ProductVirtuals> {
  take(id: string, quantity: number): Promise<boolean>
  withStockKey(id: string, key: string): Promise<ProductDocument | null>
}

export class Conflict extends Error {
  override readonly name = 'Conflict'
  readonly status = 409
}

type ProductSchema = Schema<Product, ProductModel>

class ProductClass {
  declare id: string
  declare vendorId: Types.ObjectId
  declare title: string
  declare slug: string
  declare priceCents: number
  declare stock: number

  get price(): string {
    const digits = String(this.priceCents).padStart(3, '0')
    return `${digits.slice(0, -2)}.${digits.slice(-2)}`
  }

  set price(text: string) {
    const [, euros, cents = ''] = /^(\d+)(?:\.(\d{0,2}))?$/.exec(text) ?? []
    this.priceCents = euros === undefined ? Number.NaN : Number(euros) * 100 + Number(cents.padEnd(2, '0'))
  }

  get inStock(): boolean {
    return this.stock !== 0
  }

  toJSON(): Record<string, unknown> {
    const { id, vendorId, title, slug, priceCents, price, stock, inStock } = this
    return { id, vendorId, title, slug, priceCents, price, stock, inStock }
  }
}

async function take(this: ProductModel, id: string, quantity: number): Promise<boolean> {
  if (!Number.isSafeInteger(quantity) || quantity < 1) throw new RangeError(`nobody can take ${quantity}`)
  const _id = new mongoose.Types.ObjectId(id)
  const enough = { $gte: ['$stock', quantity] }
  const { modifiedCount } = await this.collection.updateOne({ _id, $expr: enough }, [
    { $set: { stock: { $subtract: ['$stock', quantity] } } },
  ])
  return modifiedCount > 0
}

async function withStockKey(this: ProductModel, id: string, key: string): Promise<ProductDocument | null> {
  const product = await this.findById(id)
  return product?.stockKey === hashOf(key) ? product : null
}

const isWhole = (from: number) => (value: unknown) => Number.isSafeInteger(value) && Number(value) >= from

export function productModel(
  connection: Connection,
  announce: (id: string) => void | Promise<void> = () => {},
): ProductModel {
  const schema: ProductSchema = new Schema<Product, ProductModel>({
    vendorId: { type: Schema.ObjectId, required: [true, 'Whose product is it?'] },
    title: { type: String, required: true, set: trimmed, match: /^.{3,80}$/su },
    slug: { type: String },
    priceCents: { type: Number, required: true, validate: [isWhole(1), 'not a price'] },
    stock: { type: Number, default: () => 0, validate: { validator: isWhole(0), message: 'not a stock' } },
    stockKey: { type: String },
  })
  schema.path('stockKey').set(hashOf)
  schema.index({ slug: 1, vendorId: 1 }, { unique: true, name: 'one slug a vendor' })
  schema.loadClass(ProductClass)
  schema.static('take', take).static('withStockKey', withStockKey)
  schema.plugin(withSlugs).plugin(withConflicts)
  schema.pre('save', function () {
    this.$locals['writes'] = this.isNew || this.modifiedPaths().length > 0
  })
  schema.post('save', async function () {
    if (this.$locals['writes'] === true) await announce(String(this._id))
  })
  schema.post('findOneAndUpdate', async (product: ProductDocument | null) => {
    if (product !== null) await announce(String(product._id))
  })
  return connection.model<Product, ProductModel>('Product', schema)
}

function trimmed(title: unknown): unknown {
  return typeof title === 'string' ? title.trim() : title
}

function withSlugs(schema: ProductSchema): void {
  schema.pre('save', function () {
    this.slug = slugOf(this.title)
  })
  schema.pre('insertMany', (products: Product | Product[]) => {
    for (const product of [products].flat()) product.slug = slugOf(String(product.title))
  })
  schema.pre(['updateOne', 'updateMany', 'findOneAndUpdate'], function () {
    this.setOptions({ runValidators: true })
    const update = this.getUpdate()
    if (!update || Array.isArray(update)) return
    for (const part of [update, update.$set, update.$unset]) if (part) Reflect.deleteProperty(part, 'slug')
    const title: unknown = update.$set?.['title'] ?? ('title' in update ? update['title'] : undefined)
    if (title !== undefined) this.setUpdate({ ...update, $set: { ...update.$set, slug: slugOf(String(title)) } })
  })
}

function withConflicts(schema: ProductSchema): void {
  const translate = (error: unknown, _: unknown, next: (error?: Error) => void) => {
    const { code } = error as { code?: unknown }
    next(code === 11_000 ? new Conflict('There is one of that name.') : (error as Error))
  }
  schema.post('save', translate)
  schema.post('insertMany', translate)
  schema.post('updateOne', translate)
  schema.post('updateMany', translate)
  schema.post('findOneAndUpdate', translate)
}

export function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
}

export function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}
