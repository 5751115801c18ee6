import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import express, { type Express } from 'express'

interface Vendor {
  id: string
  name: string
}

/** What a client says about a product. */
interface ProductFields {
  name: string
  priceCents: number
}

interface Product extends ProductFields {
  id: string
  vendorId: string
}

/**
 * The catalogue of the marketplace: vendors, and the products of each. The lesson has the contract in full, as a table;
 * in short:
 *
 * - Everything lies under /api/v1. Vendors can be read; their products, at vendors/:vendorId/products, can be listed,
 *   created (POST), read, created or replaced at an id (PUT) and deleted.
 * - Answers are `{ "data": … }` or `{ "error": { "code", "message" } }`, both as JSON. 204 has no body.
 * - 201 comes with `Location`, 405 with `Allow`. What is broken is 400, what makes no sense 422, what is not there 404.
 * - A POST with `Idempotency-Key` creates once, however often it comes, and gets the same answer each time.
 *
 * The version below is a first sketch. The store at the end of the file can stay as it is.
 *
 * @example
 * const response = await fetch(`${url}/api/v1/vendors/north-mill/products`, {
 *   method: 'POST',
 *   headers: { 'content-type': 'application/json', 'idempotency-key': 'order-form-7' },
 *   body: JSON.stringify({ name: 'Rye flour', priceCents: 480 }),
 * })
 * response.status // 201
 * response.headers.get('location') // '/api/v1/vendors/north-mill/products/…'
 * await response.json() // { data: { id: '…', vendorId: 'north-mill', name: 'Rye flour', priceCents: 480 } }
 */
export function buildApp(store: Store = createStore()): Express {
  const app = express()
  app.use(express.json())

  app.get('/vendors', async (_request, response) => {
    response.json(await store.vendors())
  })

  app.get('/vendors/:vendorId/products', async (request, response) => {
    response.json(await store.products(request.params.vendorId))
  })

  app.post('/vendors/:vendorId/products', async (request, response) => {
    response.json(await store.add(request.params.vendorId, request.body))
  })

  return app
}

interface Store {
  vendors: () => Promise<Vendor[]>
  vendor: (vendorId: string) => Promise<Vendor | undefined>
  /** In the order in which they were added. */
  products: (vendorId: string) => Promise<Product[]>
  product: (vendorId: string, id: string) => Promise<Product | undefined>
  /** Adds a product under an id of its own. */
  add: (vendorId: string, fields: ProductFields) => Promise<Product>
  /** Says whether there was none under this id before. */
  put: (product: Product) => Promise<'created' | 'replaced'>
  /** Says whether there was one. */
  remove: (vendorId: string, id: string) => Promise<boolean>
}

/** Stands in for the database of day 9: it keeps all in memory, and answers as late as one. */
function createStore(): Store {
  const vendors = new Map([
    ['north-mill', { id: 'north-mill', name: 'North Mill' }],
    ['salt-and-co', { id: 'salt-and-co', name: 'Salt & Co.' }],
  ])
  const products = new Map<string, Product>()
  const keyOf = (vendorId: string, id: string) => JSON.stringify([vendorId, id])
  const put = (product: Product) => {
    const key = keyOf(product.vendorId, product.id)
    const outcome = products.has(key) ? 'replaced' : 'created'
    products.set(key, product)
    return outcome
  }
  const late = <T>(work: () => T) => sleep(5).then(work)
  return {
    vendors: () => late(() => [...vendors.values()]),
    vendor: (vendorId) => late(() => vendors.get(vendorId)),
    products: (vendorId) => late(() => [...products.values()].filter((product) => product.vendorId === vendorId)),
    product: (vendorId, id) => late(() => products.get(keyOf(vendorId, id))),
    add: (vendorId, { name, priceCents }) =>
      late(() => {
        const product = { id: randomUUID(), vendorId, name, priceCents }
        put(product)
        return product
      }),
    put: (product) => late(() => put(product)),
    remove: (vendorId, id) => late(() => products.delete(keyOf(vendorId, id))),
  }
}
