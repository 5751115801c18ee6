import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'

export interface Retailer {
  email: string
  name: string
}

/** What a delivery partner prints on a parcel. */
export interface Label {
  parcel: string
  address?: { street: string; city: string }
}

/** What the app is given. Nothing here is yours to change. */
export interface Deps {
  store: {
    /** Gives undefined where there is no such order. */
    findOrder: (id: string) => Promise<{ id: string; totalCents: number } | undefined>
    /** Rejects like PostgreSQL: with an Error whose `code` is '23505' where a retailer has this email already. */
    addRetailer: (retailer: Retailer) => Promise<{ id: string }>
    /** The delivery partner's client is older than promises. It calls back once, later. */
    printLabel: (orderId: string, done: (error: unknown, label?: Label) => void) => void
    /** All orders as lines of CSV. Fails where the connection to the database breaks. */
    exportOrders: () => AsyncIterable<string>
  }
  log: (entry: LogEntry) => void
}

export interface LogEntry {
  level: 'info' | 'error'
  requestId: string
  /** What was thrown. */
  error: unknown
}

/** One thing that is wrong with a request, for the form that sent it. */
export interface Detail {
  path: string
  message: string
}

export interface AppErrorOptions extends ErrorOptions {
  details?: Detail[]
}

/** An error that we expect to happen. Its code, message and details are for the client's eyes. */
export class AppError extends Error {
  readonly status: number
  readonly code: string
  readonly details: Detail[]

  constructor(status: number, code: string, message: string, { details = [], ...options }: AppErrorOptions = {}) {
    super(message, options)
    this.name = new.target.name
    this.status = status
    this.code = code
    this.details = details
  }
}

export class NotFoundError extends AppError {
  constructor(what: string, options?: AppErrorOptions) {
    super(404, 'not_found', `there is no such ${what}`, options)
  }
}

export class InvalidError extends AppError {
  constructor(details: Detail[], options?: AppErrorOptions) {
    super(422, 'invalid', 'some fields are not right', { ...options, details })
  }
}

export class ConflictError extends AppError {
  constructor(message: string, options?: AppErrorOptions) {
    super(409, 'conflict', message, options)
  }
}

export class UnavailableError extends AppError {
  constructor(options?: AppErrorOptions) {
    super(503, 'unavailable', 'this is not possible right now, try again later', options)
  }
}

/** Orders and retailers of the marketplace. */
export function buildApp({ store, log }: Deps): Express {
  const app = express()
  const printLabel = promisify(store.printLabel.bind(store))

  app.use(nameRequest)
  app.use(readJson('10kb'))

  app.get('/orders/export', async (_request, response) => {
    // Not pipeline(): it would destroy the response at an error, and then nobody could answer any more.
    for await (const line of store.exportOrders()) {
      if (response.closed) return
      if (!response.headersSent) response.type('text/csv')
      response.write(line)
    }
    response.end()
  })

  app.get('/orders/:id', async (request, response) => {
    const order = await store.findOrder(request.params.id)
    if (!order) throw new NotFoundError('order')
    response.json({ data: order })
  })

  app.get('/orders/:id/label', async (request, response) => {
    // A callback has no caller that could catch what it throws. Behind an await there is one.
    const label = await printLabel(request.params.id)
    response.json({ data: { parcel: label?.parcel, city: cityOf(label) } })
  })

  app.post('/retailers', async (request, response) => {
    const retailer = parseRetailer(request.body)
    const { id } = await store.addRetailer(retailer).catch((cause: unknown) => {
      if (codeOf(cause) === '23505') throw new ConflictError('there is a retailer with this email', { cause })
      throw cause
    })
    response.status(201).json({ data: { id } })
  })

  app.use(() => {
    throw new NotFoundError('route')
  })
  app.use(sendErrors(log))
  return app
}

const nameRequest: RequestHandler = (_request, response, next) => {
  response.locals['requestId'] = randomUUID()
  response.set('x-request-id', response.locals['requestId'])
  next()
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
  if (problem.status === 413) return new AppError(413, 'too_large', 'the body is too large')
  return problem.status < 500 ? unreadable() : problem
}

function unreadable(): AppError {
  return new AppError(400, 'bad_request', 'the request cannot be read')
}

/** The one place that answers errors. Four parameters: that is how Express knows it. */
function sendErrors(log: Deps['log']): ErrorRequestHandler {
  return (thrown, _request, response, _next) => {
    const error = toAppError(thrown)
    const requestId: string = response.locals['requestId']
    if (error.status >= 500) log({ level: 'error', requestId, error: thrown })
    // Half an answer is on its way already, and its status with it. All that is left is to break it off visibly.
    if (response.headersSent) return void response.destroy()
    const { code, message, details } = error
    response.status(error.status).json({ error: { code, message, details, requestId } })
  }
}

/**
 * What we did not make is a bug or a breakdown, and its message is for the log alone. A `status`, an `expose` or a `type`
 * proves nothing: any client library sets them.
 */
function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  // Express's only complaint about a request: a path like /orders/%zz. A URIError of our own code has no status.
  if (thrown instanceof URIError && 'status' in thrown) return unreadable()
  if (codeOf(thrown) === 'ECONNREFUSED') return new UnavailableError({ cause: thrown })
  return new AppError(500, 'internal', 'something went wrong on our side', { cause: thrown })
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
}

function cityOf(label: Label | undefined): string {
  if (!label?.address) throw new TypeError('the delivery partner sent a label without an address')
  return label.address.city.toUpperCase()
}

function parseRetailer(body: unknown): Retailer {
  const { email, name } = (body ?? {}) as Record<string, unknown>
  const emailIsRight = typeof email === 'string' && email.includes('@')
  const nameIsRight = typeof name === 'string' && name.trim() !== ''
  if (emailIsRight && nameIsRight) return { email, name }
  throw new InvalidError([
    ...(emailIsRight ? [] : [{ path: 'email', message: 'must be an email address' }]),
    ...(nameIsRight ? [] : [{ path: 'name', message: 'must be a text' }]),
  ])
}
