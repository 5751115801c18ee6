/* mistake
wrong: No query asks for an order. The answers come as the indexes hold them.
why: With the index it comes out right each time, so the sort looks like a word too many. Without the index, or when the planner takes another one, the order is gone.
fails:
  - sorts everything without its indexes, too
*/
import type { Db, FindCursor, MongoError } from 'mongodb'

export interface Vendor {
  id: string
  name: string
}

export interface Product {
  id: string
  vendorId: string
  category: string
  title: string
  priceCents: number
}

export interface ProductCard {
  id: string
  title: string
  priceCents: number
  vendorName: string
}

export interface NewOrder {
  id: string
  retailerId: string
  placedAt: Date
  /** At most 40. */
  lines: { productId: string; quantity: number }[]
}

export interface Order {
  id: string
  retailerId: string
  placedAt: Date
  lines: { productId: string; title: string; priceCents: number; quantity: number }[]
}

export interface Position {
  at: Date
  /** Up to 100 characters. */
  place: string
}

interface VendorDocument {
  _id: string
  name: string
}

interface ProductDocument extends Omit<Product, 'id'> {
  _id: string
}

interface OrderDocument extends Omit<Order, 'id'> {
  _id: string
}

interface PositionDocument extends Position {
  orderId: string
}

interface FollowDocument {
  vendorId: string
  retailerId: string
}

const DUPLICATE_KEY = 11000

const vendors = (db: Db) => db.collection<VendorDocument>('vendors')
const products = (db: Db) => db.collection<ProductDocument>('products')
const orders = (db: Db) => db.collection<OrderDocument>('orders')
const positions = (db: Db) => db.collection<PositionDocument>('positions')
const follows = (db: Db) => db.collection<FollowDocument>('follows')

/** Reads all, and gives a function that finds one of them by its id. That throws a RangeError for an id that none has. */
async function byId<Found extends { _id: string }>(cursor: FindCursor<Found>): Promise<(id: string) => Found> {
  const found = new Map((await cursor.toArray()).map((document) => [document._id, document]))
  return (id) => {
    const document = found.get(id)
    if (!document) throw new RangeError(`There is no ${id}`)
    return document
  }
}

/**
 * Creates the indexes. One that is there already is left as it is.
 */
export async function prepare(db: Db): Promise<void> {
  await products(db).createIndex({ category: 1, title: 1 })
  await orders(db).createIndex({ retailerId: 1, placedAt: -1 })
  await positions(db).createIndex({ orderId: 1, at: -1 })
  await follows(db).createIndex({ vendorId: 1, retailerId: 1 }, { unique: true })
  await follows(db).createIndex({ retailerId: 1, vendorId: 1 })
}

export async function addVendor(db: Db, { id, name }: Vendor): Promise<void> {
  await vendors(db).insertOne({ _id: id, name })
}

/** The name has one place, so there is one thing to change. */
export async function renameVendor(db: Db, vendorId: string, name: string): Promise<void> {
  await vendors(db).updateOne({ _id: vendorId }, { $set: { name } })
}

export async function addProduct(db: Db, { id, ...product }: Product): Promise<void> {
  await products(db).insertOne({ _id: id, ...product })
}

/** Two reads however many products there are: the products, and all their vendors at once. */
export async function productCards(db: Db, category: string): Promise<ProductCard[]> {
  const found = await products(db).find({ category }).toArray()
  const vendorIds = [...new Set(found.map((product) => product.vendorId))]
  const vendorOf = await byId(vendors(db).find({ _id: { $in: vendorIds } }))
  return found.map(({ _id, title, priceCents, vendorId }) => {
    return { id: _id, title, priceCents, vendorName: vendorOf(vendorId).name }
  })
}

export async function changePrice(db: Db, productId: string, priceCents: number): Promise<void> {
  await products(db).updateOne({ _id: productId }, { $set: { priceCents } })
}

/** The lines are a part of the order: written once, always read with it, and few. */
export async function placeOrder(db: Db, { id, lines, ...order }: NewOrder): Promise<void> {
  const productIds = lines.map((line) => line.productId)
  const productOf = await byId(products(db).find({ _id: { $in: productIds } }))
  const priced = lines.map(({ productId, quantity }) => {
    const { title, priceCents } = productOf(productId)
    return { productId, title, priceCents, quantity }
  })
  await orders(db).insertOne({ _id: id, ...order, lines: priced })
}

export async function readOrder(db: Db, orderId: string): Promise<Order | undefined> {
  const found = await orders(db).findOne({ _id: orderId })
  if (!found) return undefined
  const { _id, ...order } = found
  return { id: _id, ...order }
}

export async function latestOrders(db: Db, retailerId: string, limit: number): Promise<string[]> {
  const found = await orders(db).find({ retailerId }).limit(limit).toArray()
  return found.map((order) => order._id)
}

/** A document each: nobody knows how many there will be. */
export async function addPosition(db: Db, orderId: string, { at, place }: Position): Promise<void> {
  await positions(db).insertOne({ orderId, at, place })
}

export async function latestPositions(db: Db, orderId: string, limit: number): Promise<Position[]> {
  const found = await positions(db).find({ orderId }).limit(limit).toArray()
  return found.map(({ at, place }) => ({ at, place }))
}

/** The unique index decides, not a look beforehand: between the look and the insert somebody else may follow. */
export async function follow(db: Db, retailerId: string, vendorId: string): Promise<void> {
  await follows(db)
    .insertOne({ vendorId, retailerId })
    .catch((error: MongoError) => {
      if (error.code !== DUPLICATE_KEY) throw error
    })
}

export async function followersOf(db: Db, vendorId: string, limit: number, after = ''): Promise<string[]> {
  const found = await follows(db)
    .find({ vendorId, retailerId: { $gt: after } })
    .limit(limit)
    .toArray()
  return found.map((entry) => entry.retailerId)
}

export async function followedBy(db: Db, retailerId: string): Promise<string[]> {
  const found = await follows(db).find({ retailerId }).toArray()
  return found.map((entry) => entry.vendorId)
}
