import type { RequestListener } from 'node:http'
import mongoose, { type Model, Schema } from 'mongoose'

const PRODUCTS = 100

const schema = new Schema({
  title: { type: String, trim: true },
  category: String,
  priceCents: Number,
  currency: { type: String, default: 'EUR' },
  stock: { type: Number, default: 0 },
  size: { width: Number, height: Number, weight: Number },
  tags: [String],
  reviews: [{ stars: Number, text: String }],
})
export type Products = Model<mongoose.InferSchemaType<typeof schema>>

/**
 * A server with one page: a hundred products, of which it shows title and price. The variants differ in how they fetch it.
 *
 * @param name of the variant's own collection, filled when it is empty
 */
export async function productsApp(
  address: string | undefined,
  name: string,
  fetchPage: (Product: Products) => Promise<{ title?: string | null; priceCents?: number | null }[]>,
): Promise<RequestListener> {
  const connection = await mongoose.createConnection(address ?? 'mongodb://127.0.0.1:27017/').asPromise()
  const Product = connection.model(name, schema)
  if ((await Product.estimatedDocumentCount()) === 0) {
    await Product.insertMany(Array.from({ length: PRODUCTS }, (_, n) => product(n)))
  }

  return (request, response) => {
    if (request.url === '/ping') {
      response.end('pong')
      return
    }
    fetchPage(Product).then(
      (page) => {
        const rows = page.map(({ title, priceCents }) => ({ title, priceCents }))
        response.setHeader('content-type', 'application/json').end(JSON.stringify(rows))
      },
      () => response.writeHead(500).end(),
    )
  }
}

function product(n: number) {
  return {
    title: `Product ${n}`,
    category: 'tea',
    priceCents: 1000 + n,
    stock: n,
    size: { width: 10, height: 20, weight: n },
    tags: ['tea', 'green', 'loose'],
    reviews: Array.from({ length: 3 }, (_, stars) => ({ stars, text: 'as expected' })),
  }
}
