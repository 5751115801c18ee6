import express, { type ErrorRequestHandler, type Express, type Router } from 'express'

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
export function buildApp({ store, staffRoutes }: Deps): Express {
  const app = express()
  app.use(express.json({ limit: '10kb' }))

  app.get('/products', (_request, response) => {
    response.json({ data: [{ id: 'p-1', name: 'Flour' }] })
  })

  app.get('/me', async (request, response) => {
    response.json({ data: await store.findAccount(String(request.query['id'])) })
  })

  app.patch('/me', async (request, response) => {
    response.json({ data: await store.updateAccount(String(request.query['id']), request.body) })
  })

  app.get('/orders', async (request, response) => {
    response.json({ data: await store.ordersOf(String(request.query['id'])) })
  })

  app.get('/orders/:id', async (request, response) => {
    response.json({ data: await store.findOrder(request.params.id) })
  })

  app.post('/orders/:id/refund', async (request, response) => {
    response.json({ data: await store.refund(request.params.id) })
  })

  app.use('/staff', staffRoutes)

  app.use(((_error, _request, response, _next) => {
    response.status(500).json({ error: { code: 'internal', message: 'something went wrong' } })
  }) satisfies ErrorRequestHandler)
  return app
}
