import type { Db } from 'mongodb'
import { addProduct, addVendor } from '../../../exercises/08-mongodb-internals/model-the-orders.ts'
import { id, inTurns } from '../market.ts'

export const LARGEST = 8192
/** A server may look at the entry behind the last one. */
export const FORGIVEN = 3

/** For the first check of those that share a database, since it fills it. */
export const FILLING_MS = 2800
export const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)
export const at = (seconds: number) => new Date(1_760_000_000_000 + seconds * 1000)
export const line = (productId: string, quantity: number) => ({ productId, quantity })

/** 4 vendors with 4 products in each of 3 categories, and 20 vendors without; titles do not sort as ids do. */
export async function shop(db: Db) {
  await inTurns(numbers(4), (n) => addVendor(db, { id: id('vendor', n), name: `Vendor ${n}` }))
  await inTurns(numbers(20), (n) => addVendor(db, { id: id('newcomer', n), name: 'Nothing to sell yet' }))
  await inTurns(numbers(48), (n) => addProduct(db, product(n)))
}

export function product(n: number) {
  return {
    id: id('product', n),
    vendorId: id('vendor', n % 4),
    category: id('category', Math.floor(n / 4) % 3),
    title: `Title ${999 - n}`,
    priceCents: 100 + n,
  }
}

export function place(n: number): string {
  return `kilometre ${n} of the coast road, ${'between two villages '.repeat(3)}`
}
