import { createHash, randomUUID, timingSafeEqual } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response, Router } from 'express'

/** The marketplace's API. What comes first sees everything; what costs something comes after who may cause it. */
export function buildApp(): Express {
  const app = express()
  app.use(identify)
  app.use(logRequest)
  app.use(compress)

  app.get('/health', (_request, response) => {
    response.json({ status: 'ok' })
  })
  app.use('/api/v1', askForKey(process.env['API_KEYS'] ?? ''), marketplace())

  app.use(notFound)
  app.use(answerError)
  return app
}

const SANE_ID = /^[\w-]{8,64}$/

/** Gives the request an id. One from outside is taken over only if it can do no harm in a log or a header. */
const identify: RequestHandler = (request, response, next) => {
  const given = request.get('x-request-id')
  response.locals['requestId'] = given && SANE_ID.test(given) ? given : randomUUID()
  response.set('X-Request-Id', requestIdOf(response))
  next()
}

function requestIdOf(response: Response): string {
  return String(response.locals['requestId'])
}

/** Not to be found in the list of statuses, and never sent: the client hung up before it had its answer. */
const CLIENT_HUNG_UP = 499

/** Writes one line per request. 'close' comes whatever happened; 'finish' only for an answer that went out whole. */
const logRequest: RequestHandler = (request, response, next) => {
  const start = performance.now()
  response.once('close', () => {
    const line = {
      id: requestIdOf(response),
      method: request.method,
      // The url as it came: routers shorten request.url. Without the query, where people put tokens and names.
      path: request.originalUrl.split('?')[0],
      status: response.writableFinished ? response.statusCode : CLIENT_HUNG_UP,
      ms: Math.round((performance.now() - start) * 10) / 10,
    }
    process.stdout.write(`${JSON.stringify(line)}\n`)
  })
  next()
}

const WORTH_COMPRESSING = 1024
const gzipped = promisify(gzip)

/** Compresses large JSON for clients that take gzip. Caches must know that the answer depends on who asks. */
const compress: RequestHandler = (request, response, next) => {
  response.json = (body) => {
    const json = Buffer.from(JSON.stringify(body))
    response.type('json').vary('Accept-Encoding')
    if (json.length < WORTH_COMPRESSING || !request.acceptsEncodings('gzip')) return response.send(json)
    gzipped(json).then((small) => response.set('Content-Encoding', 'gzip').send(small), next)
    return response
  }
  next()
}

/** Lets a request pass that brings one of the keys, which stand in one string with commas between them. */
function askForKey(keys: string): RequestHandler {
  const known = keys
    .split(',')
    .map((key) => key.trim())
    .map(digest)
  return (request, response, next) => {
    const given = /^Bearer (.+)/i.exec(String(request.get('authorization')))?.[1]
    if (given !== undefined && isAmong(known, digest(given))) return next()
    response.set('WWW-Authenticate', 'Bearer')
    next(new HttpError(401, 'unauthorized', 'This needs a valid API key.'))
  }
}

/** Compares with all of them, so that the time says nothing about which one it was. */
function isAmong(known: Buffer[], attempt: Buffer): boolean {
  return known.filter((key) => timingSafeEqual(key, attempt)).length > 0
}

/** Digests have one length, which timingSafeEqual demands, and hide how long a key is. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

const notFound: RequestHandler = (request, _response, next) => {
  next(new HttpError(404, 'not_found', `There is nothing at ${request.method} ${request.path}.`))
}

/** The end of every failure. Four parameters, or Express would not know it for an error handler. */
const answerError: ErrorRequestHandler = (error, _request, response, next) => {
  const requestId = requestIdOf(response)
  const { status, code, message } = meantForClients(error) ?? hidden(error, requestId)
  if (response.headersSent) return next(error)
  response.status(status).json({ error: { code, message, requestId } })
}

/** An error that this file made. A status proves nothing: any library may set one and write what it likes. */
function meantForClients(error: unknown): HttpError | undefined {
  if (error instanceof HttpError) return error
  // Express's only complaint about a request: a path like /products/%zz. A URIError of our own code has no status.
  if (error instanceof URIError && 'status' in error) return unreadable('The path cannot be decoded.')
  return undefined
}

/** The cause is for those who run this; the client hears only that there was one. */
function hidden(error: unknown, requestId: string): HttpError {
  console.error(`request ${requestId} failed:`, error)
  return new HttpError(500, 'internal', 'Something went wrong here.')
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

function unreadable(message: string): HttpError {
  return new HttpError(400, 'bad_request', message)
}

/** Reads a JSON body. Here, where the parser fails, it is known that the error is about the client's body. */
function readJson(limit: string): RequestHandler {
  const parse = express.json({ limit })
  return (request, response, next) => {
    parse(request, response, (problem?: { status: number }) => next(problem && aboutBody(problem)))
  }
}

/** In words of our own: the parser's may quote the body. A 500 of its own is no fault of the client's. */
function aboutBody(problem: { status: number }): unknown {
  if (problem.status === 413) return new HttpError(413, 'too_large', 'The body is too large.')
  return problem.status < 500 ? unreadable('The body cannot be read as JSON.') : problem
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
  routes.post('/orders', readJson('16kb'), (request, response) => {
    response.status(201).json({ data: { lines: linesIn(request.body) } })
  })
  routes.post('/imports', readJson('256kb'), (request, response) => {
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
