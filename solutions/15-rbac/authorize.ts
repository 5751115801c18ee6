import express, {
  type ErrorRequestHandler,
  type Express,
  type RequestHandler,
  type Response,
  type Router,
} from 'express'

/** As the database has it now. */
export interface Account {
  id: string
  name: string
  phone: string
  /** Such as 'retailer', 'vendor', 'courier', 'support', 'staff'. An account may have several. */
  roles: readonly string[]
  suspended: boolean
}

export interface Order {
  id: string
  retailerId: string
  totalCents: number
  status: 'paid' | 'refunded'
}

/** What the app is given. Nothing here is yours to change. Everything of it may reject, as a database does that is away. */
export interface Deps {
  /** What a token says that is valid: whose it is, and which roles that account had at the login. Otherwise undefined. */
  readToken: (token: string) => Promise<{ accountId: string; roles: readonly string[] } | undefined>
  store: {
    findAccount: (id: string) => Promise<Account | undefined>
    updateAccount: (id: string, changes: Partial<Account>) => Promise<Account>
    findOrder: (id: string) => Promise<Order | undefined>
    /** The order, if it belongs to that retailer. */
    findOrderOf: (retailerId: string, id: string) => Promise<Order | undefined>
    ordersOf: (retailerId: string) => Promise<Order[]>
    refund: (id: string) => Promise<Order>
  }
  /** Role → permissions. Operators add roles and change this table while the app runs, and never ask you. */
  grants: Record<string, readonly string[]>
  /** The staff area: routes that colleagues write. You do not know which. */
  staffRoutes: Router
}

/**
 * A piece of the marketplace API. Its routes work; now they get guards. A guard that refuses answers
 * `{ "error": { "code", "message" } }`, both texts, and nothing of the route has run: no order is refunded, no account changed.
 *
 * | route                   | who                                                                                   |
 * |-------------------------|---------------------------------------------------------------------------------------|
 * | GET /products           | everybody                                                                             |
 * | GET /me, PATCH /me      | every logged-in account                                                               |
 * | GET /orders             | with `orders:read`: the caller's own orders, whatever else the caller may do           |
 * | GET /orders/:id         | with `orders:read`: an own order; with `orders:read-any` as well: every order          |
 * | POST /orders/:id/refund | with `orders:read-any` and `payments:refund`: every order                              |
 * | /staff and all below it | with the role `staff`: whatever method, path or spelling, as Express matches it        |
 *
 * - `GET /products` is answered whatever token is sent, a wrong one included.
 * - Everything else needs `Authorization: Bearer <token>`, or it is 401 `unauthenticated` with a header
 *   `WWW-Authenticate: Bearer`. So it is without a token, with another scheme than Bearer, with a token that is not valid, and
 *   for an account that is gone or suspended. A path that does not exist needs a token as well. With one it is 404
 *   `{ "error": { "code": "not_found", "message" } }`.
 * - A logged-in account that may not use a route gets 403 `forbidden`, and no `WWW-Authenticate`. That comes before the
 *   order is looked for: a refund of an order that does not exist is 403 without the permissions, and 404 with them.
 * - An account has the permissions of all its roles together. A route that names two needs both; they may come from
 *   different roles.
 * - Roles and permissions are compared as whole texts: 'staff-trainee' and 'Staff' are not 'staff'. A role that the table
 *   does not have gives no permission, 'constructor' included.
 * - The roles are those that the account has now, in the store. Roles in the token, a header, the query or the body count for
 *   nothing.
 * - `/me` and `/orders` are about the account of the token, whoever the query names.
 * - An order of somebody else is 404 `not_found`, with the very answer that it would get if it did not exist.
 * - `PATCH /me` changes `name` and `phone`, which are texts, one of them or both. A body with any other field, or a value
 *   that is not a text, is 422 `invalid`, and nothing is changed.
 * - Where the store or `readToken` rejects, the answer is 500 `internal`, never that of the route.
 *
 * @example
 * await fetch(`${url}/orders/o-2`, { headers: { authorization: `Bearer ${token}` } })
 * // An order of another retailer: 404 { error: { code: 'not_found', message: 'there is no such order' } }
 */
export function buildApp({ readToken, store, grants, staffRoutes }: Deps): Express {
  const app = express()

  app.get('/products', (_request, response) => {
    response.json({ data: [{ id: 'p-1', name: 'Flour' }] })
  })

  // From here on nobody is a stranger: a route that is added below is closed until somebody opens it.
  app.use(authenticate(readToken, store))
  app.use(express.json({ limit: '10kb' }))

  app.get('/me', (_request, response) => {
    response.json({ data: accountOf(response) })
  })

  app.patch('/me', async (request, response) => {
    response.json({ data: await store.updateAccount(accountOf(response).id, profileChanges(request.body)) })
  })

  app.get('/orders', requirePermissions(grants, 'orders:read'), async (_request, response) => {
    response.json({ data: await store.ordersOf(accountOf(response).id) })
  })

  app.get('/orders/:id', requirePermissions(grants, 'orders:read'), async (request, response) => {
    const account = accountOf(response)
    const id = String(request.params['id'])
    const seesAll = permissionsOf(account, grants).has('orders:read-any')
    response.json({ data: found(seesAll ? await store.findOrder(id) : await store.findOrderOf(account.id, id)) })
  })

  const mayRefund = requirePermissions(grants, 'orders:read-any', 'payments:refund')
  app.post('/orders/:id/refund', mayRefund, async (request, response) => {
    const { id } = found(await store.findOrder(String(request.params['id'])))
    response.json({ data: await store.refund(id) })
  })

  app.use('/staff', requireRole('staff'), staffRoutes)

  app.use(() => {
    throw new Refusal(404, 'not_found', 'there is no such route')
  })
  app.use(sendErrors)
  return app
}

/** An answer that a guard has decided on. */
class Refusal extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** Finds out who is asking, and lets nobody pass who is unknown. */
function authenticate(readToken: Deps['readToken'], store: Deps['store']): RequestHandler {
  return async (request, response, next) => {
    const token = /^Bearer (\S+)/i.exec(request.get('authorization') ?? '')?.[1]
    const claims = token === undefined ? undefined : await readToken(token)
    const account = claims && (await store.findAccount(claims.accountId))
    if (!account || account.suspended) {
      response.set('WWW-Authenticate', 'Bearer')
      throw new Refusal(401, 'unauthenticated', 'log in first')
    }
    response.locals['account'] = account
    next()
  }
}

function accountOf(response: Response): Account {
  return response.locals['account'] as Account
}

function requirePermissions(grants: Deps['grants'], ...needed: string[]): RequestHandler {
  return (_request, response, next) => {
    const held = permissionsOf(accountOf(response), grants)
    if (!needed.every((permission) => held.has(permission))) throw forbidden()
    next()
  }
}

function requireRole(role: string): RequestHandler {
  return (_request, response, next) => {
    if (!accountOf(response).roles.includes(role)) throw forbidden()
    next()
  }
}

function permissionsOf(account: Account, grants: Deps['grants']): Set<string> {
  // A Map has only the names that are in the table. An object would have 'constructor' as well.
  const table = new Map(Object.entries(grants))
  return new Set(account.roles.flatMap((role) => table.get(role) ?? []))
}

function forbidden(): Refusal {
  return new Refusal(403, 'forbidden', 'your account may not do this')
}

function found(order: Order | undefined): Order {
  if (!order) throw new Refusal(404, 'not_found', 'there is no such order')
  return order
}

/** What people may change of themselves, by name: a field that is added to accounts later is not among it. */
function profileChanges(body: unknown): Partial<Account> {
  const fields = Object.entries(body ?? {})
  const right = fields.every(([name, value]) => ['name', 'phone'].includes(name) && typeof value === 'string')
  if (!right) throw new Refusal(422, 'invalid', 'name and phone can be changed, and are texts')
  return Object.fromEntries(fields)
}

const sendErrors: ErrorRequestHandler = (error, _request, response, _next) => {
  const { status, code, message } = error instanceof Refusal ? error : INTERNAL
  response.status(status).json({ error: { code, message } })
}

const INTERNAL = { status: 500, code: 'internal', message: 'something went wrong' }
