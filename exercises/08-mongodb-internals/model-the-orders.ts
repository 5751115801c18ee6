/*
 * Five cases of a marketplace. The collections, the shape of the documents and the indexes are yours; `db` is a
 * database of the MongoDB driver, and it belongs to these functions alone. The checks look at what the functions return,
 * and at what they cost:
 *
 * - a read is a command such as find or aggregate that a function sends; a $lookup counts as one more;
 * - what a read examines is what `explain('executionStats')` says: documents, or index entries if they are more. A function
 *   examines the sum over its reads, and three more than promised are forgiven;
 * - no document may ever be larger than 8 KB; the id of a retailer or a vendor has up to 200 characters;
 * - an index makes a question cheap, but it is not the reason that an answer is right: all but `follow` gives the same, in the
 *   same order, when the indexes are gone;
 * - a `limit` is 1 or more. Titles and moments may be the same in two products, orders or positions; which of the two comes
 *   first is left to you.
 */
import type { Db } from 'mongodb'

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
  /** At most 40. Two of them may be of the same product. */
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

/** Creates the indexes. It is called before all others, and again, with all data there, whenever a new version of the program
 * starts. */
export async function prepare(db: Db): Promise<void> {}

/* Case 1: the vendor's name on each product. */

export async function addVendor(db: Db, vendor: Vendor): Promise<void> {}

/** From now on, all cards show the new name. */
export async function renameVendor(db: Db, vendorId: string, name: string): Promise<void> {}

/** The vendor exists. */
export async function addProduct(db: Db, product: Product): Promise<void> {}

/** The products of a category by title. At most two reads, and at most two documents examined for each card. */
export async function productCards(db: Db, category: string): Promise<ProductCard[]> {
  return []
}

/* Case 2: an order and its lines. */

export async function changePrice(db: Db, productId: string, priceCents: number): Promise<void> {}

/**
 * Each line keeps the title and the price that its product has at this moment. At most two reads, and at most two documents
 * examined for each line.
 * @throws an error that names the product if there is no such product. Then there is no order either.
 */
export async function placeOrder(db: Db, order: NewOrder): Promise<void> {}

/** The order with its lines as they were placed, or undefined. One read, one document examined. */
export async function readOrder(db: Db, orderId: string): Promise<Order | undefined> {
  return undefined
}

/* Case 3: the latest orders of a retailer. */

/** Ids of the retailer's orders, newest first, at most `limit`. Examines as many documents as it gives ids, at most. */
export async function latestOrders(db: Db, retailerId: string, limit: number): Promise<string[]> {
  return []
}

/* Case 4: the positions of a delivery, one every few seconds, for as long as it takes. */

export async function addPosition(db: Db, orderId: string, position: Position): Promise<void> {}

/** The latest positions of the order's delivery, newest first. Examines `limit` documents at most. */
export async function latestPositions(db: Db, orderId: string, limit: number): Promise<Position[]> {
  return []
}

/* Case 5: retailers follow vendors, some of them thousands of vendors, some vendors have thousands of followers. */

/** Following twice is the same as following once, also when both happen at the same moment. Other errors are the caller's. */
export async function follow(db: Db, retailerId: string, vendorId: string): Promise<void> {}

/** Ids of the vendor's followers in order, at most `limit`, those behind `after`. Examines `limit` documents at most. */
export async function followersOf(db: Db, vendorId: string, limit: number, after = ''): Promise<string[]> {
  return []
}

/** Ids of the vendors that the retailer follows, in order. Examines as many documents as it gives ids, at most. */
export async function followedBy(db: Db, retailerId: string): Promise<string[]> {
  return []
}
