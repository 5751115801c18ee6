/* mistake
wrong: A product whose vendor is gone is missing from the list.
why: $lookup gives a list and $unwind takes it apart. Of an empty list nothing is left, unless it is told to keep the document.
fails:
  - lists the products of a category by title
  - names the vendor of each product, and null for one that is gone
  - shows the price of each product
  - shows the currency of products that are older than the field
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
export async function listProducts({ Product }: Shop, category: string, limit: number): Promise<ProductRow[]> {
  const products = await Product.aggregate<Omit<Product, 'vendor'> & { _id: Types.ObjectId; vendor: Named }>([
    { $match: { category } },
    { $sort: { title: 1 } },
    { $project: { title: 1, priceCents: 1, currency: 1, vendor: 1 } },
    {
      $lookup: {
        from: 'vendors',
        localField: 'vendor',
        foreignField: '_id',
        pipeline: [{ $project: { name: 1 } }],
        as: 'vendor',
      },
    },
    { $unwind: '$vendor' },
    { $limit: limit },
  ])
  return products.map(({ _id, title, priceCents, currency, vendor }) => ({
    id: String(_id),
    title,
    price: (priceCents / 100).toFixed(2),
    currency: currency ?? 'EUR',
    vendor: { id: String(vendor._id), name: vendor.name },
  }))
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
