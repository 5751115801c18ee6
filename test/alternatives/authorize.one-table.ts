/** One table of routes and one function that decides for all of them, in place of a guard for each. */
import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import express, { type Express } from 'express'
import type { Account, Deps } from '../../exercises/15-rbac/authorize.ts'

interface Reply {
  status: number
  body: unknown
}

interface Call {
  account: Account
  id: string
  held: string[]
  body: unknown
}

interface Rule {
  method: string
  path: RegExp
  needs: string[]
  run: (call: Call) => Promise<unknown>
}

const refuse = (status: number, code: string): Reply => ({ status, body: { error: { code, message: code } } })
const MISSING = refuse(404, 'not_found')

export function buildApp(deps: Deps): Express {
  const { store } = deps
  const rules: Rule[] = [
    { method: 'GET', path: /^\/me$/, needs: [], run: async ({ account }) => account },
    { method: 'PATCH', path: /^\/me$/, needs: [], run: async ({ account, body }) => patch(deps, account, body) },
    { method: 'GET', path: /^\/orders$/, needs: ['orders:read'], run: ({ account }) => store.ordersOf(account.id) },
    {
      method: 'GET',
      path: /^\/orders\/([^/]+)$/,
      needs: ['orders:read'],
      async run({ account, id, held }) {
        const order = await store.findOrder(id)
        return order && (order.retailerId === account.id || held.includes('orders:read-any')) ? order : MISSING
      },
    },
    {
      method: 'POST',
      path: /^\/orders\/([^/]+)\/refund$/,
      needs: ['payments:refund', 'orders:read-any'],
      run: async ({ id }) => ((await store.findOrder(id)) ? store.refund(id) : MISSING),
    },
  ]
  const app = express()
  app.use(async (request, response, next) => {
    const reply = await answer(deps, rules, request).catch(() => refuse(500, 'internal'))
    if (reply === 'staff') return next()
    if (reply.status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="market"')
    response.status(reply.status).json(reply.body)
  })
  app.use('/staff', deps.staffRoutes)
  app.use((_request, response) => void response.status(404).json(MISSING.body))
  return app
}

async function answer(deps: Deps, rules: Rule[], request: IncomingMessage): Promise<Reply | 'staff'> {
  const [path = ''] = (request.url ?? '').split('?')
  const { method } = request
  if (method === 'GET' && path === '/products') return { status: 200, body: { data: [{ id: 'p-1', name: 'Flour' }] } }
  const account = await callerOf(deps, request)
  if (!account) return refuse(401, 'unauthenticated')
  if (/^\/staff(\/|$)/i.test(path)) return account.roles.includes('staff') ? 'staff' : refuse(403, 'forbidden')
  const rule = rules.find((each) => each.method === method && each.path.test(path))
  if (!rule) return MISSING
  const table = new Map(Object.entries(deps.grants))
  const held = account.roles.flatMap((role) => table.get(role) ?? [])
  if (rule.needs.some((permission) => !held.includes(permission))) return refuse(403, 'forbidden')
  const body = method === 'PATCH' ? JSON.parse((await text(request)) || '{}') : undefined
  const result = await rule.run({ account, held, body, id: decodeURIComponent(rule.path.exec(path)?.[1] ?? '') })
  return isReply(result) ? result : { status: 200, body: { data: result } }
}

const isReply = (value: unknown): value is Reply =>
  typeof value === 'object' && value !== null && 'body' in value && 'status' in value

async function callerOf({ readToken, store }: Deps, request: IncomingMessage): Promise<Account | undefined> {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ')
  if (scheme?.toLowerCase() !== 'bearer' || !token) return undefined
  const claims = await readToken(token)
  const account = claims ? await store.findAccount(claims.accountId) : undefined
  return account?.suspended ? undefined : account
}

async function patch({ store }: Deps, account: Account, body: unknown): Promise<unknown> {
  const { name, phone, ...rest } = body as Record<string, unknown>
  const wrong = [name, phone].some((value) => value !== undefined && typeof value !== 'string')
  if (wrong || Object.keys(rest).length > 0) return refuse(422, 'invalid')
  return store.updateAccount(account.id, {
    ...(typeof name === 'string' && { name }),
    ...(typeof phone === 'string' && { phone }),
  })
}
