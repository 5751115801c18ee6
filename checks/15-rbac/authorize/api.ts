/** What the checks of authorize share: accounts, orders, tokens, and the app that serves them. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { timeLimit } from 'backend-workbook/check'
import { Router } from 'express'
import { type Account, buildApp, type Deps, type Order } from '../../../exercises/15-rbac/authorize.ts'

export interface Answer {
  status: number
  body: { data?: unknown; error?: { code?: string; message?: string } } | undefined
  /** The header WWW-Authenticate. */
  challenge: string | null
}

export interface Asking {
  /** Whose token is sent; without it none is. The token of an account is its name. */
  as?: string
  body?: unknown
  headers?: Record<string, string>
}

export interface Client {
  /** `ask('GET /orders', { as: 'rita' })` */
  ask: (request: string, asking?: Asking) => Promise<Answer>
  /** What the routes have changed: `refund o-1`, `update rita`, `staff DELETE /vendors/v-1`. */
  done: string[]
  /** The account as the store has it now. */
  accountOf: (id: string) => Account | undefined
  /** Replaces fields of an account in the store, as an operator would. */
  change: (id: string, changes: Partial<Account>) => void
}

export const GRANTS: Deps['grants'] = {
  retailer: ['orders:read', 'orders:place'],
  support: ['orders:read', 'orders:read-any'],
  cashier: ['payments:refund'],
  staff: ['catalogue:edit'],
}

/** A request that is not answered takes longer than a check may by default. */
export const PATIENT_MS = 2800
const ASK_MS = 1800

const ROLES: Record<string, string[]> = {
  rita: ['retailer'],
  rob: ['retailer'],
  sue: ['support'],
  carl: ['cashier'],
  both: ['support', 'cashier'],
  stan: ['staff'],
  tess: ['retailer', 'staff'],
  none: [],
  gone: ['retailer'],
  idle: ['retailer', 'staff', 'support', 'cashier'],
}

const account = (id: string, roles: readonly string[]): Account => {
  return { id, name: id, phone: '+351 200 000', roles, suspended: id === 'idle' }
}

const order = (id: string, retailerId: string): Order => ({ id, retailerId, totalCents: 4800, status: 'paid' })

/** Serves the app while the body runs, with a store of its own. `replaced` takes the place of what would work. */
export async function serving(
  body: (client: Client) => Promise<void>,
  replaced: { readToken?: Deps['readToken']; store?: Partial<Deps['store']>; grants?: Deps['grants'] } = {},
): Promise<void> {
  const accounts = new Map(Object.entries(ROLES).map(([id, roles]) => [id, account(id, roles)]))
  const orders = [order('o-1', 'rita'), order('o-2', 'rob'), order('o-3', 'rita')]
  const done: string[] = []
  const change = (id: string, changes: Partial<Account>): Account => {
    const changed = { ...account(id, []), ...accounts.get(id), ...definedOf(changes) }
    accounts.set(id, changed)
    return changed
  }
  const find = async (id: string) => orders.find((each) => each.id === id)
  const store: Deps['store'] = {
    findAccount: async (id) => (id === 'gone' ? undefined : accounts.get(id)),
    async updateAccount(id, changes) {
      done.push(`update ${id}`)
      return change(id, changes)
    },
    findOrder: find,
    findOrderOf: async (retailerId, id) => orders.find((each) => each.id === id && each.retailerId === retailerId),
    ordersOf: async (retailerId) => orders.filter((each) => each.retailerId === retailerId),
    async refund(id) {
      done.push(`refund ${id}`)
      return { ...order(id, 'rita'), status: 'refunded' }
    },
    ...replaced.store,
  }
  const readToken: Deps['readToken'] = async (token) => {
    const roles = ROLES[token]
    return roles && { accountId: token, roles }
  }
  const app = buildApp({ readToken, store, grants: GRANTS, staffRoutes: staffRoutes(done), ...without(replaced) })
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const quiet = silenceConsole()
  try {
    const ask: Client['ask'] = (request, asking) => answerTo(`http://127.0.0.1:${port}`, request, asking)
    await body({ ask, done, change, accountOf: (id) => accounts.get(id) })
  } finally {
    quiet()
    server.close()
    server.closeAllConnections()
  }
}

function without({
  store: _store,
  ...rest
}: {
  store?: unknown
  readToken?: Deps['readToken']
  grants?: Deps['grants']
}) {
  return rest
}

/** As a database would: what is undefined is not written. */
function definedOf(changes: Partial<Account>): Partial<Account> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
}

/** What colleagues have written. They rely on it that only staff gets here. */
function staffRoutes(done: string[]): Router {
  const router = Router()
  router.get('/', (_request, response) => {
    response.json({ data: 'the staff area' })
  })
  router.get('/reports', (_request, response) => {
    response.json({ data: 'a report' })
  })
  router.all('/vendors/:id', (request, response) => {
    done.push(`staff ${request.method} ${request.url}`)
    response.json({ data: 'done' })
  })
  return router
}

async function answerTo(origin: string, request: string, { as, body, headers }: Asking = {}): Promise<Answer> {
  const [method = 'GET', path = '/'] = request.split(' ')
  const sent = {
    ...(as !== undefined && { authorization: `Bearer ${as}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...headers,
  }
  try {
    const response = await fetch(origin + path, {
      method,
      headers: sent,
      signal: timeLimit(ASK_MS),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return {
      status: response.status,
      challenge: response.headers.get('www-authenticate'),
      body: parsed(await response.text()),
    }
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
    throw new Error(`${request} was not answered within ${ASK_MS / 1000} s`)
  }
}

function parsed(text: string): Answer['body'] {
  try {
    return JSON.parse(text) as Answer['body']
  } catch {
    return undefined
  }
}

/** Express prints errors that nobody handles; a check provokes some. */
function silenceConsole(): () => void {
  const { error } = console
  console.error = () => {}
  return () => {
    console.error = error
  }
}
