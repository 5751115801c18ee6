import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { type Forgery, forge, type Keys } from './forgery.ts'
import type { Users } from './users.ts'

/** What a client has asked of the provider, and what came of it. */
export interface Seen {
  endpoint: 'authorization' | 'token' | 'userinfo'
  /** As they were sent. Of a secret it says only that it was there. */
  params: Record<string, string>
  status: number
}

/** A client that asks again and again is no reason to run out of memory. */
const MOST_SEEN = 2000
const ENDPOINTS = new Set(['authorization', 'token', 'userinfo'])

/** Below `/course/`: what no provider has, and checks need. */
export class Desk {
  readonly #users: Users
  readonly #keys: Keys
  readonly #seen: Seen[] = []
  #forgery: Forgery | undefined

  constructor(users: Users, keys: Keys) {
    this.#users = users
    this.#keys = keys
  }

  /** `PUT /course/users/<login>`, `PUT /course/next-id-token`, `GET /course/seen`. */
  async serve(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (path === '/course/seen') return reply(response, this.#seen)
    const body = request.method === 'PUT' ? JSON.parse(await text(request)) : undefined
    const login = /^\/course\/users\/([^/?]+)$/.exec(path)?.[1]
    if (body && login) return reply(response, this.#users.put(decodeURIComponent(login), body))
    if (!body || path !== '/course/next-id-token') throw new Error('there is no such thing here')
    this.#forgery = body
    response.end()
  }

  /** Middleware of the provider's. */
  async watch(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
    await next()
    const endpoint = ctx.oidc?.route as Seen['endpoint'] | undefined
    if (endpoint === undefined || !ENDPOINTS.has(endpoint)) return
    if (this.#seen.length < MOST_SEEN) this.#seen.push({ endpoint, params: paramsOf(ctx), status: ctx.status })
    const answer = ctx.body as { id_token?: string } | undefined
    if (endpoint !== 'token' || !this.#forgery || !answer?.id_token) return
    const forgery = this.#forgery
    this.#forgery = undefined
    answer.id_token = await forge(answer.id_token, forgery, this.#keys)
  }
}

function paramsOf({ oidc }: KoaContextWithOIDC): Seen['params'] {
  const sent = Object.entries({ ...oidc.params }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(sent.map(([name, value]) => [name, name === 'client_secret' ? '(sent)' : String(value)]))
}

function reply(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(value))
}
