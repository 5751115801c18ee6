/* One aggregation a page: the database joins, counts, fills in and turns ids into texts. */
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
  price: string
  currency: string
  vendor: { id: string; name: string } | null
}

export interface VendorCard {
  id: string
  name: string
  products: number
}

export async function listProducts({ Product, Vendor }: Shop, category: string, limit: number): Promise<ProductRow[]> {
  const rows = await Product.aggregate<Omit<ProductRow, 'price'> & { cents: number }>()
    .match({ category })
    .sort('title')
    .limit(limit)
    .lookup({
      from: Vendor.collection.name,
      localField: 'vendor',
      foreignField: '_id',
      pipeline: [{ $project: { _id: 0, id: { $toString: '$_id' }, name: 1 } }],
      as: 'vendors',
    })
    .project({
      _id: 0,
      id: { $toString: '$_id' },
      title: 1,
      cents: '$priceCents',
      currency: { $ifNull: ['$currency', 'EUR'] },
      vendor: { $ifNull: [{ $first: '$vendors' }, null] },
    })
  return rows.map(({ cents, ...row }) => ({ ...row, price: (cents / 100).toFixed(2) }))
}

export async function vendorCards({ Product, Vendor }: Shop): Promise<VendorCard[]> {
  return await Vendor.aggregate<VendorCard>([
    {
      $lookup: {
        from: Product.collection.name,
        localField: '_id',
        foreignField: 'vendor',
        pipeline: [{ $count: 'products' }],
        as: 'counted',
      },
    },
    { $sort: { name: 1 } },
    {
      $project: {
        _id: 0,
        id: { $toString: '$_id' },
        name: 1,
        products: { $ifNull: [{ $first: '$counted.products' }, 0] },
      },
    },
  ])
}

/** Only what the hook and the validator need is loaded. */
export async function renameProduct({ Product }: Shop, id: string, title: string): Promise<boolean> {
  const product = await Product.findOne({ _id: id }, 'title slug')
  await product?.set({ title }).save()
  return product !== null
}
