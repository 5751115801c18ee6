/*
 * Pages of the marketplace that only show things. The models come in as parameters; their schemas are elsewhere:
 *
 *   Vendor   name, about (2 KB of text)
 *   Product  vendor (an id, ref: 'Vendor'), category, title, slug, priceCents, currency (default 'EUR'; younger than
 *            many products), description (2 KB of text), reviews (a list), and the virtual price, '19.99'.
 *            title has 3 characters or more. Before a save the slug is made from the title. Updates know nothing of that.
 *
 * The functions below work, nearly. Their promises are about what they cost as well:
 * - `listProducts` and `vendorCards` send two commands at most, however many rows there are, make no Mongoose
 *   documents, and fetch only what the rows show;
 * - their rows are plain objects of texts and numbers.
 *
 * @example
 * await listProducts(shop, 'tea', 20)
 * // [{ id: '6553…', title: 'Green tea', price: '19.99', currency: 'EUR', vendor: { id: '6553…', name: 'Mills' } }, …]
 */
import type { Model, Types } from 'mongoose'

export interface Vendor {
  name: string
  about: string
}

export interface Product {
  vendor: Types.ObjectId
  category: string
  title: string
  slug: string
  priceCents: number
  currency: string
  description: string
  reviews: { stars: number; text: string }[]
}

export interface Shop {
  Vendor: Model<Vendor>
  Product: Model<Product, object, object, { price: string }>
}

export interface ProductRow {
  id: string
  title: string
  /** '19.99' for 1999 cents. */
  price: string
  currency: string
  /** Null when the vendor is there no more. */
  vendor: { id: string; name: string } | null
}

export interface VendorCard {
  id: string
  name: string
  products: number
}

/** The first `limit` products of the category by title; `limit` is 1 or more. */
export async function listProducts({ Product, Vendor }: Shop, category: string, limit: number): Promise<ProductRow[]> {
  const rows: ProductRow[] = []
  for (const product of await Product.find({ category }).sort({ title: 1 })) {
    const vendor = await Vendor.findById(product.vendor)
    const { id, title, price, currency } = product
    rows.push({ id, title, price, currency, vendor: vendor && { id: vendor.id, name: vendor.name } })
  }
  return rows.slice(0, limit)
}

/** All vendors by name, each with the number of its products. */
export async function vendorCards({ Product, Vendor }: Shop): Promise<VendorCard[]> {
  const cards: VendorCard[] = []
  for (const vendor of await Vendor.find().sort({ name: 1 })) {
    const products = await Product.find({ vendor: vendor._id })
    cards.push({ id: vendor.id, name: vendor.name, products: products.length })
  }
  return cards
}

/**
 * Gives the product another title, as it was given, under the rules of its schema.
 * @returns whether there is such a product
 * @throws mongoose's ValidationError when the title breaks a rule
 */
export async function renameProduct({ Product }: Shop, id: string, title: string): Promise<boolean> {
  const { matchedCount } = await Product.updateOne({ _id: id }, { title })
  return matchedCount === 1
}
