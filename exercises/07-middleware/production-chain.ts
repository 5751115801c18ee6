import { setTimeout as sleep } from 'node:timers/promises'
import express, { type ErrorRequestHandler, type Express, type RequestHandler, Router } from 'express'

/**
 * The marketplace's API, with everything in front of and behind its routes that a server needs on the open internet.
 *
 * - Key: below /api/v1 every request, also for a path or a method that does not exist, needs `Authorization: Bearer
 *   <key>` with one of the keys in API_KEYS ('a, b': commas between, spaces around them do not count). Otherwise the
 *   answer is 401 with `WWW-Authenticate: Bearer`, before any byte of the body is needed. Without any key the server
 *   starts, and nobody gets in. All else is open: `/health`, and 404 for whatever is not there.
 * - Body: JSON of up to 16,384 bytes for orders and up to 262,144 for imports, however it is sent; more is 413.
 *   What counts is the JSON itself. A body that is packed may be unpacked, or refused as one that cannot be read.
 * - Failures: whatever goes wrong, the answer is `{ "error": { "code", "message", "requestId" } }` and nothing else.
 *   The codes are 400 bad_request, 401 unauthorized, 404 not_found, 413 too_large and 500 internal.
 * - What this file makes for clients, `new HttpError(…)`, is answered with its status, code and message. A body that
 *   cannot be read is 400, and so is a path like /products/%zz (404 where paths are not decoded). All else that is
 *   thrown is a 500, whatever `status` or `expose` it carries, with the same words each time. The cause goes to stderr,
 *   with the request's id, and to nobody else.
 * - Id: an `X-Request-Id` of 8 to 64 letters (A to Z, a to z), digits, '-' and '_' is taken over. For every other
 *   request an id of that form is made, each time a new one. Every answer has it in that header; a failure repeats it.
 * - Log: one line of JSON on stdout for each request, with these fields and no more: `id`, `method`, `path` (the whole
 *   path as it was sent, without the query), `status` (499 if the client hung up before the handler had ended the
 *   answer), `ms` (a number, until the answer was complete or the client hung up).
 * - Compression: an answer of 1,024 bytes or more, a failure too, goes out as gzip to a client whose Accept-Encoding names
 *   gzip, unless as `gzip;q=0`, and whatever else it names. (What `*` stands for is left to you.) All other answers go
 *   out as they are. Answers of that size have `Vary: Accept-Encoding` either way.
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

/** The status that the warehouse answers with today, by product. */
const FROM_THE_WAREHOUSE = [503, 404, 401, 302, 200, '413', 0, undefined]

/** The warehouse is down. Its client throws what came from there, not always as an Error, and with too many words. */
async function stockOf(id: string): Promise<number> {
  await sleep(1)
  const message = `connect ECONNREFUSED while reading stock ${id} from postgres://shop:hunter2@10.0.0.5/warehouse`
  const status = FROM_THE_WAREHOUSE[Number(id) % FROM_THE_WAREHOUSE.length]
  const failure = { message, code: 'ECONNREFUSED', status, expose: true }
  throw Number(id) < 100 ? Object.assign(new Error(message), failure) : failure
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
