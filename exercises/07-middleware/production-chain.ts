import { setTimeout as sleep } from 'node:timers/promises'
import express, { type ErrorRequestHandler, type Express, type RequestHandler, Router } from 'express'

/**
 * The marketplace's API, with everything in front of and behind its routes that a server needs on the open internet.
 * The lesson has the contract in full. In short, for every request:
 *
 * - It has an id: a sane one that came in `X-Request-Id`, or a new one. The answer repeats it in that header.
 * - It leaves one line of JSON on stdout: `id`, `method`, `path`, `status`, `ms`.
 * - Below /api/v1 it needs `Authorization: Bearer <key>` with one of the keys in API_KEYS. Otherwise it is answered
 *   with 401, before any of its body is read. Everything else is open.
 * - Its body is JSON of up to 16 KiB for orders and up to 256 KiB for imports, or the answer is 413.
 * - Whatever goes wrong, the answer is `{ "error": { "code", "message", "requestId" } }`. The causes of a 500 go to
 *   stderr and to nobody else.
 * - An answer of 1 KiB or more is compressed for whoever takes gzip.
 *
 * Below, the pieces are incomplete, and in the wrong order. The routes at the end of the file can keep their answers.
 *
 * @example
 * const response = await fetch(`${url}/api/v1/products/7`, { headers: { authorization: `Bearer ${key}` } })
 * response.headers.get('x-request-id') // '0b8f6f0e-…'
 * await response.json() // { data: { id: '7', name: 'Rye flour no. 7', priceCents: 307 } }
 * // and on stdout: {"id":"0b8f6f0e-…","method":"GET","path":"/api/v1/products/7","status":200,"ms":1.4}
 */
export function buildApp(): Express {
  const app = express()
  app.use(answerError)
  app.use(express.json())

  app.get('/health', (_request, response) => {
    response.json({ status: 'ok' })
  })
  app.use('/api/v1', marketplace())

  app.use(askForKey(process.env['API_KEYS'] ?? ''))
  app.use(logRequest)
  return app
}

const logRequest: RequestHandler = (request, response, next) => {
  const start = performance.now()
  response.on('finish', () => {
    console.log(`${request.method} ${request.path} ${response.statusCode} ${performance.now() - start} ms`)
  })
  next()
}

function askForKey(keys: string): RequestHandler {
  const known = keys.split(',')
  return (request, response, next) => {
    const [, given = ''] = /^Bearer (.*)$/.exec(request.get('authorization') ?? '') ?? []
    if (known.includes(given)) next()
    else response.sendStatus(401)
  }
}

const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
  response.status(error.status ?? 500).json({ error: { code: 'error', message: error.message } })
}

/** A failure that the client may read about. */
class HttpError extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

function marketplace(): Router {
  const routes = Router()

  routes.get('/products', (_request, response) => {
    response.json({ data: products })
  })
  routes.get('/products/:id', (request, response) => {
    const product = products.find(({ id }) => id === request.params.id)
    if (!product) throw new HttpError(404, 'not_found', `There is no product ${request.params.id}.`)
    response.json({ data: product })
  })
  routes.get('/products/:id/stock', async (request, response) => {
    response.json({ data: await stockOf(request.params.id) })
  })
  routes.get('/products/:id/delivery', async (request, response) => {
    response.json({ data: await deliveryOf(request.params.id) })
  })
  routes.post('/orders', (request, response) => {
    response.status(201).json({ data: { lines: linesIn(request.body) } })
  })
  routes.post('/imports', (request, response) => {
    response.status(202).json({ data: { lines: linesIn(request.body) } })
  })
  return routes
}

const products = Array.from({ length: 200 }, (_, index) => ({
  id: String(index),
  name: `Rye flour no. ${index}`,
  priceCents: 300 + index,
}))

/** The warehouse is down today, and says so with more words than it should. */
async function stockOf(id: string): Promise<number> {
  await sleep(1)
  const reason = `connect ECONNREFUSED while reading stock ${id} from postgres://shop:hunter2@10.0.0.5/warehouse`
  throw Object.assign(new Error(reason), { code: 'ECONNREFUSED', status: 503 })
}

/** Delivery partners take their time. */
async function deliveryOf(id: string): Promise<{ id: string; days: number }> {
  await sleep(150)
  return { id, days: 3 }
}

/** How many lines an order or an import has. */
function linesIn(body: unknown): number {
  const lines = typeof body === 'object' && body !== null && 'lines' in body ? body.lines : undefined
  if (!Array.isArray(lines)) throw new HttpError(400, 'bad_request', 'The body needs a list of lines.')
  return lines.length
}
