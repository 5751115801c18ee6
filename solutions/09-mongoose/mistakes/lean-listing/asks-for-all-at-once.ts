/* mistake
wrong: It asks for the vendor of each row, for all rows at the same moment. Still a command more for each row.
why: Promise.all makes it quicker for whoever waits, so it looks mended. The database does the same work, and the pool of connections is full.
fails:
  - lists products with two commands, however many there are
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

/** What of a vendor is fetched for a row. */
type Named = Pick<Vendor, 'name'> & { _id: Types.ObjectId }

/** The first `limit` products of the category by title. */
export async function listProducts({ Product, Vendor }: Shop, category: string, limit: number): Promise<ProductRow[]> {
  const products = await Product.find({ category })
    .select('title priceCents currency vendor')
    .sort({ title: 1 })
    .limit(limit)
    .lean()
  return Promise.all(
    products.map(async ({ _id, title, priceCents, currency, vendor }) => {
      const found: Named | null = await Vendor.findById(vendor).select('name').lean()
      return {
        id: String(_id),
        title,
        price: (priceCents / 100).toFixed(2),
        currency: currency ?? 'EUR',
        vendor: found && { id: String(found._id), name: found.name },
      }
    }),
  )
}

/** All vendors by name, each with the number of its products, which the database counts. */
export async function vendorCards({ Product, Vendor }: Shop): Promise<VendorCard[]> {
  const [vendors, counts] = await Promise.all([
    Vendor.find().select('name').sort({ name: 1 }).lean(),
    Product.aggregate<{ _id: Types.ObjectId; products: number }>([
      { $group: { _id: '$vendor', products: { $sum: 1 } } },
    ]),
  ])
  const productsOf = new Map(counts.map(({ _id, products }) => [String(_id), products]))
  return vendors.map(({ _id, name }) => ({ id: String(_id), name, products: productsOf.get(String(_id)) ?? 0 }))
}

/** A change is what documents are for: this one has to pass the validators, and the hook that makes the slug. */
export async function renameProduct({ Product }: Shop, id: string, title: string): Promise<boolean> {
  const product = await Product.findById(id)
  if (!product) return false
  product.title = title
  await product.save()
  return true
}
