import express, { type ErrorRequestHandler, type Express } from 'express'

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
  readonly status: number = 500
  readonly code: string = 'internal'
  readonly details: Detail[] = []

  constructor(status: number, code: string, message: string, options: AppErrorOptions = {}) {
    super(message)
  }
}

/** 404 not_found: there is no such order, route or whatever `what` says. */
export class NotFoundError extends AppError {
  constructor(what: string, options?: AppErrorOptions) {
    super(404, 'not_found', what, options)
  }
}

/** 422 invalid, with what is wrong about which field. */
export class InvalidError extends AppError {
  constructor(details: Detail[], options?: AppErrorOptions) {
    super(422, 'invalid', 'some fields are not right', options)
  }
}

/** 409 conflict: it would be right, were it not for something that is there already. */
export class ConflictError extends AppError {
  constructor(message: string, options?: AppErrorOptions) {
    super(409, 'conflict', message, options)
  }
}

/** 503 unavailable: something that we depend on is away for the moment. */
export class UnavailableError extends AppError {
  constructor(options?: AppErrorOptions) {
    super(503, 'unavailable', 'try again later', options)
  }
}

/**
 * Orders and retailers of the marketplace. As long as nothing goes wrong, everything stays as it is now. When something
 * does, this is what is promised; the lesson has the table of codes.
 *
 * - Every error is answered in one shape: `{ "error": { "code", "message", "details", "requestId" } }`, as JSON, with
 *   the status in the status line. `details` is a list, empty where there is nothing to add. The words of a message are
 *   yours, but those of an AppError are sent as they are, with its status, code and details, wherever it was thrown.
 * - Every answer has an `X-Request-Id` header with an id that is made here, a different one for each request. No gateway
 *   stands in front of this app, so an id that a client sends is not taken over, nor a part of it. The body of an error holds the same id.
 * - What the client did wrong is 400, 404, 409, 413 or 422; a body that cannot be read for whatever reason is 400, but
 *   for its size. A database that cannot be reached (an Error whose `code` is 'ECONNREFUSED', and no other) is 503. All else is 500 `internal`, whatever was thrown, wherever it was thrown, and whatever
 *   `status`, `statusCode` or `expose` it carries: only errors of ours, and what Express and its body parser find wrong
 *   with a request, decide about the status.
 * - No answer holds a word of an error that is not ours, whatever NODE_ENV is: no message, no constraint, no host, no
 *   stack.
 * - 500 and 503 are logged once with level 'error', the id of the request and what was thrown, itself or as the `cause`
 *   of the error that was logged. A client's mistake is not logged as an error.
 * - Errors have the name of their class, and a `cause` where there is one.
 * - An export that fails before its first line is answered like any other error. One that fails later is broken off, so
 *   that nobody takes half a file for a whole one.
 *
 * @example
 * const response = await fetch(`${url}/orders/nope`)
 * response.status // 404
 * await response.json()
 * // { error: { code: 'not_found', message: 'there is no such order', details: [], requestId: '5f0c…' } }
 */
export function buildApp({ store, log }: Deps): Express {
  const app = express()
  app.use(express.json({ limit: '10kb' }))

  app.get('/orders/export', async (_request, response) => {
    for await (const line of store.exportOrders()) {
      if (!response.headersSent) response.type('text/csv')
      response.write(line)
    }
    response.end()
  })

  app.get('/orders/:id', async (request, response) => {
    const order = await store.findOrder(request.params.id)
    response.json({ data: order })
  })

  app.get('/orders/:id/label', (request, response) => {
    store.printLabel(request.params.id, (error, label) => {
      if (error) throw error
      response.json({ data: { parcel: label?.parcel, city: cityOf(label) } })
    })
  })

  app.post('/retailers', async (request, response) => {
    // An email has an @ in it, a name is more than spaces.
    const { email, name } = request.body
    const { id } = await store.addRetailer({ email, name })
    response.status(201).json({ data: { id } })
  })

  app.use(((error, _request, response, _next) => {
    response.json({ error: String(error) })
  }) satisfies ErrorRequestHandler)
  return app
}

/** In capitals, as delivery partners like it. A label without an address is a bug of theirs, and becomes one of ours. */
function cityOf(label: Label | undefined): string {
  if (!label?.address) throw new TypeError('the delivery partner sent a label without an address')
  return label.address.city.toUpperCase()
}
