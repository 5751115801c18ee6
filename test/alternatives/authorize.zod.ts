/** A table of routes, a class for who asks, and zod for the body. */
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express'
import { z } from 'zod'
import type { Account, Deps } from '../../exercises/15-rbac/authorize.ts'

interface Answer {
  status: number
  body: object
  headers?: Record<string, string>
}
const refuse = (status: number, code: string, message: string, headers?: Record<string, string>): Answer => ({
  status,
  body: { error: { code, message } },
  ...(headers && { headers }),
})
const data = (value: unknown): Answer => ({ status: 200, body: { data: value } })
const send = (response: Response, { status, body, headers = {} }: Answer) => {
  response.status(status).set(headers).json(body)
}

const UNAUTHENTICATED = refuse(401, 'unauthenticated', 'log in first', { 'WWW-Authenticate': 'Bearer' })
const FORBIDDEN = refuse(403, 'forbidden', 'you may not do this')
const NO_ORDER = refuse(404, 'not_found', 'there is no such order')
const INVALID = refuse(422, 'invalid', 'only name and phone can be changed')

const Profile = z
  .strictObject({ name: z.string(), phone: z.string() })
  .partial()
  .refine((profile) => Object.keys(profile).length > 0)

/** Who asks, and what this account may do. Made anew for each request. */
class Caller {
  readonly account: Account
  readonly #grants: Deps['grants']
  constructor(account: Account, grants: Deps['grants']) {
    this.account = account
    this.#grants = grants
  }
  is(role: string): boolean {
    return this.account.roles.some((held) => held === role)
  }
  may(permission: string): boolean {
    const table = new Map(Object.entries(this.#grants))
    return this.account.roles.some((role) => table.get(role)?.includes(permission))
  }
}

interface Route {
  method: 'get' | 'post' | 'patch'
  path: string
  needs: string[]
  run: (caller: Caller, request: Request) => Promise<Answer>
}

export function buildApp(deps: Deps): Express {
  const { readToken, store, grants, staffRoutes } = deps

  async function identify(request: Request): Promise<Caller | undefined> {
    const [scheme, token, ...more] = (request.headers.authorization ?? '').split(' ')
    if (scheme?.toLowerCase() !== 'bearer' || !token || more.length > 0) return undefined
    const session = await readToken(token)
    if (!session) return undefined
    const account = await store.findAccount(session.accountId)
    return account && !account.suspended ? new Caller(account, grants) : undefined
  }

  const routes: Route[] = [
    { method: 'get', path: '/me', needs: [], run: async ({ account }) => data(account) },
    {
      method: 'patch',
      path: '/me',
      needs: [],
      run: async ({ account }, { body }) => {
        const profile = Profile.safeParse(body)
        if (!profile.success) return INVALID
        return data(await store.updateAccount(account.id, profile.data as Partial<Account>))
      },
    },
    {
      method: 'get',
      path: '/orders',
      needs: ['orders:read'],
      run: async ({ account }) => data(await store.ordersOf(account.id)),
    },
    {
      method: 'get',
      path: '/orders/:id',
      needs: ['orders:read'],
      run: async (caller, { params }) => {
        const id = String(params['id'])
        const order = caller.may('orders:read-any')
          ? await store.findOrder(id)
          : await store.findOrderOf(caller.account.id, id)
        return order ? data(order) : NO_ORDER
      },
    },
    {
      method: 'post',
      path: '/orders/:id/refund',
      needs: ['orders:read-any', 'payments:refund'],
      run: async (_caller, { params }) => {
        const order = await store.findOrder(String(params['id']))
        return order ? data(await store.refund(order.id)) : NO_ORDER
      },
    },
  ]

  const callers = new WeakMap<Request, Caller>()
  const callerOf = (request: Request): Caller => {
    const caller = callers.get(request)
    if (!caller) throw new Error('no guard has run')
    return caller
  }
  const readBody = express.json({ limit: '10kb' })

  const closed = Router()
  closed.use((request, response, next) => {
    identify(request).then(
      (caller) => {
        if (!caller) return send(response, UNAUTHENTICATED)
        callers.set(request, caller)
        next()
      },
      () => next(new Error('nobody can tell who this is')),
    )
  })
  for (const { method, path, needs, run } of routes) {
    const guard: RequestHandler = (request, response, next) => {
      const caller = callerOf(request)
      if (needs.every((permission) => caller.may(permission))) next()
      else send(response, FORBIDDEN)
    }
    closed[method](path, guard, readBody, async (request, response) => {
      send(response, await run(callerOf(request), request))
    })
  }
  closed.use('/staff', (request, response, next) =>
    callerOf(request).is('staff') ? next() : send(response, FORBIDDEN),
  )
  closed.use('/staff', readBody, staffRoutes)
  closed.use((_request, response) => send(response, refuse(404, 'not_found', 'there is no such route')))

  const app = express()
  app.get('/products', (_request, response) => {
    response.json({ data: [{ id: 'p-1', name: 'Flour' }] })
  })
  app.use(closed)
  app.use(((_error, _request, response, _next) => {
    send(response, refuse(500, 'internal', 'something went wrong'))
  }) satisfies ErrorRequestHandler)
  return app
}
