import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler, Router } from 'express'

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

/** The catalogue of the marketplace: vendors, and the products of each. */
export function buildApp(store: Store = createStore()): Express {
  const app = express()
  app.use('/api/v1', apiV1(store))
  app.use(() => {
    throw notFound()
  })
  app.use(sendError)
  return app
}

/** A version is a router. The next one can stand beside it, and share the store. */
function apiV1(store: Store): Router {
  const api = Router()
  api.use(readJson())
  api.use('/vendors', vendorRoutes(store))
  return api
}

type InVendor = { vendorId: string }
type OneProduct = InVendor & { productId: string }

function vendorRoutes(store: Store): Router {
  const router = Router()

  async function existingVendor({ vendorId }: InVendor): Promise<Vendor> {
    const vendor = await store.vendor(vendorId)
    if (!vendor) throw notFound()
    return vendor
  }

  router
    .route('/')
    .get(async (_request, response) => {
      response.json({ data: await store.vendors() })
    })
    .all(allowOnly('GET, HEAD'))

  router
    .route('/:vendorId')
    .get(async ({ params }, response) => {
      response.json({ data: await existingVendor(params) })
    })
    .all(allowOnly('GET, HEAD'))

  router.use(
    '/:vendorId/products',
    async ({ params }: Request<InVendor>, _response, next) => {
      await existingVendor(params)
      next()
    },
    productRoutes(store),
  )

  return router
}

function productRoutes(store: Store): Router {
  const router = Router({ mergeParams: true })
  const once = onceForEachKey()

  router
    .route('/')
    .get(async ({ params }: Request<InVendor>, response) => {
      response.json({ data: await store.products(params.vendorId) })
    })
    .post(async (request: Request<InVendor>, response) => {
      const { vendorId } = request.params
      const fields = parseProduct(request.body)
      const create = () => store.add(vendorId, fields)
      const key = request.get('idempotency-key')
      const product = await (key === undefined ? create() : once([vendorId, key], fields, create))
      response.status(201).location(`${request.baseUrl}/${product.id}`).json({ data: product })
    })
    .all(allowOnly('GET, HEAD, POST'))

  router
    .route('/:productId')
    .get(async ({ params }: Request<OneProduct>, response) => {
      const product = await store.product(params.vendorId, params.productId)
      if (!product) throw notFound()
      response.json({ data: product })
    })
    .put(async (request: Request<OneProduct>, response) => {
      const { vendorId, productId: id } = request.params
      const product = { id, vendorId, ...parseProduct(request.body) }
      const outcome = await store.put(product)
      if (outcome === 'created') response.status(201).location(`${request.baseUrl}/${encodeURIComponent(id)}`)
      response.json({ data: product })
    })
    .delete(async ({ params }: Request<OneProduct>, response) => {
      const removed = await store.remove(params.vendorId, params.productId)
      if (!removed) throw notFound()
      response.status(204).end()
    })
    .all(allowOnly('GET, HEAD, PUT, DELETE'))

  return router
}

/** Only what a product has: an id or a vendorId in the body count for nothing. */
function parseProduct(body: unknown): ProductFields {
  const { name, priceCents } = (body ?? {}) as Record<string, unknown>
  if (typeof name !== 'string' || name.trim() === '') throw new ApiError(422, 'invalid', 'name must be a text')
  if (!isPrice(priceCents)) throw new ApiError(422, 'invalid', 'priceCents must be a whole number from 0 up')
  return { name, priceCents }
}

function isPrice(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

/**
 * Gives a function that creates once for each key. It keeps the promise and not its result, so that a request which
 * comes while the first one is still at work waits for the same product. A failure leaves the key free.
 */
function onceForEachKey() {
  const seen = new Map<string, { fields: ProductFields; product: Promise<Product> }>()
  return (scopedKey: [vendorId: string, key: string], fields: ProductFields, create: () => Promise<Product>) => {
    const key = JSON.stringify(scopedKey)
    const earlier = seen.get(key)
    if (earlier && !isDeepStrictEqual(earlier.fields, fields)) {
      throw new ApiError(422, 'key_reused', 'this Idempotency-Key came with another body before')
    }
    if (earlier) return earlier.product
    const product = create()
    seen.set(key, { fields, product })
    product.catch(() => seen.delete(key))
    return product
  }
}

/** An error that the client is told about. */
class ApiError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** Reads a JSON body. Here, where the parser fails, it is known that the error is about the client's body. */
function readJson(): RequestHandler {
  const parse = express.json()
  return (request, response, next) => {
    parse(request, response, (problem?: { status: number }) =>
      next(problem && problem.status < 500 ? unreadable() : problem),
    )
  }
}

function unreadable(): ApiError {
  return new ApiError(400, 'bad_request', 'the request cannot be read')
}

function notFound(): ApiError {
  return new ApiError(404, 'not_found', 'there is nothing like that here')
}

/** Stands behind the methods of a route: whatever comes here used another one. */
function allowOnly(methods: string): RequestHandler {
  return (request, response) => {
    response.set('allow', methods)
    throw new ApiError(405, 'method_not_allowed', `${request.method} is not possible here, only ${methods}`)
  }
}

const sendError: ErrorRequestHandler = (error, _request, response, _next) => {
  const { status, code, message } = toApiError(error)
  response.status(status).json({ error: { code, message } })
}

/** Ours, or Express's complaint about a path that cannot be decoded. Everything else is nobody's business. */
function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof URIError && 'status' in error) return unreadable()
  console.error(error)
  return new ApiError(500, 'internal', 'something went wrong')
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
