import { randomUUID } from 'node:crypto'
import {
  request as ask,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import { pipeline } from 'node:stream'
import jwt from 'jsonwebtoken'

export interface Route {
  prefix: string
  target: string
  public?: boolean
}

type Part = 'product' | 'stock' | 'reviews'

export interface GatewayOptions {
  routes: Route[]
  secret: string
  timeoutMs: number
  page: Record<Part, { target: string; deadlineMs: number }>
}

interface Problem {
  status: number
  code: string
}

const NOT_FOUND: Problem = { status: 404, code: 'not_found' }
const UNAUTHENTICATED: Problem = { status: 401, code: 'unauthenticated' }
const BAD_GATEWAY: Problem = { status: 502, code: 'bad_gateway' }
const TIMED_OUT: Problem = { status: 504, code: 'gateway_timeout' }

const PAGE = '/pages/products/'

export function createGateway(options: GatewayOptions): RequestListener {
  const routes = [...options.routes].sort((a, b) => b.prefix.length - a.prefix.length)
  return (request, response) => {
    const id = requestIdOf(request)
    response.setHeader('x-request-id', id)
    const [path = ''] = (request.url ?? '').split('?')
    const sku = path.startsWith(PAGE) ? path.slice(PAGE.length) : ''
    if (request.method === 'GET' && sku && !sku.includes('/')) return void answerPage(options, response, sku, id)
    const route = routes.find(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`))
    if (!route) return refuse(response, NOT_FOUND)
    const identity = route.public ? {} : identityOf(request.headers.authorization, options.secret)
    if (!identity) return refuse(response, UNAUTHENTICATED)
    const headers = { ...headersFor(request.headers), ...identity, 'x-request-id': id }
    forward(request, response, route.target, headers, options.timeoutMs)
  }
}

function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : randomUUID()
}

function refuse(response: ServerResponse, { status, code }: Problem): void {
  if (status === 401) response.setHeader('www-authenticate', 'Bearer')
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { code } }))
}

/** What the services believe, so it comes from a token that was verified and from nowhere else. */
function identityOf(authorization: string | undefined, secret: string): Record<string, string> | undefined {
  const [, token] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? []
  if (!token) return undefined
  try {
    const claims = jwt.verify(token, secret, { algorithms: ['HS256'] })
    if (typeof claims === 'string' || claims.exp === undefined) return undefined
    const { sub, role } = claims
    if (typeof sub !== 'string' || sub === '') return undefined
    return { 'x-user-id': sub, ...(typeof role === 'string' && { 'x-user-role': role }) }
  } catch {
    return undefined
  }
}

/** The client's headers without those that are not the client's to say. */
function headersFor(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const ours = (name: string) => name.startsWith('x-user-') || ['host', 'authorization', 'connection'].includes(name)
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ours(name)))
}

function forward(
  request: IncomingMessage,
  response: ServerResponse,
  target: string,
  headers: IncomingHttpHeaders,
  timeoutMs: number,
): void {
  const { hostname, port } = new URL(target)
  const call = ask({ hostname, port, method: request.method, path: request.url, headers })
  let problem = BAD_GATEWAY
  let timer: NodeJS.Timeout | undefined
  let answered = false
  call.once('finish', () => {
    if (answered) return
    timer = setTimeout(() => {
      problem = TIMED_OUT
      call.destroy()
    }, timeoutMs)
  })
  call.once('response', (answer) => {
    answered = true
    clearTimeout(timer)
    // The client has left. Since Node.js 24, pipeline() to what is destroyed already throws.
    if (response.destroyed) return void answer.destroy()
    response.writeHead(answer.statusCode ?? 502, { ...answer.headers, 'x-request-id': headers['x-request-id'] })
    response.flushHeaders()
    // Where one of the two breaks off, the other does.
    pipeline(answer, response, () => undefined)
  })
  call.once('close', () => {
    clearTimeout(timer)
    if (answered || response.destroyed) return
    request.unpipe(call)
    request.resume()
    refuse(response, problem)
  })
  call.on('error', () => undefined)
  response.once('close', () => call.destroy())
  request.pipe(call)
}

async function answerPage({ page }: GatewayOptions, response: ServerResponse, sku: string, id: string): Promise<void> {
  const leave = new AbortController()
  response.once('close', () => leave.abort())
  const part = (name: Part, path: string) => {
    const { target, deadlineMs } = page[name]
    return askJson(`${target}/${path}/${sku}`, id, deadlineMs, leave.signal)
  }
  const optional = Promise.allSettled([part('stock', 'stock'), part('reviews', 'reviews')])
  let product: unknown
  try {
    product = await part('product', 'products')
  } catch (error) {
    leave.abort()
    if (!response.destroyed) refuse(response, error instanceof Failed ? error.problem : BAD_GATEWAY)
    return
  }
  const [stock, reviews] = await optional
  if (response.destroyed) return
  const missing = Object.entries({ stock, reviews }).flatMap(([name, { status }]) =>
    status === 'rejected' ? name : [],
  )
  if (missing.length > 0) response.setHeader('cache-control', 'no-store')
  const shown = (result: PromiseSettledResult<unknown>) => (result.status === 'fulfilled' ? result.value : null)
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ product, stock: shown(stock), reviews: shown(reviews), missing }))
}

class Failed extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.code)
    this.problem = problem
  }
}

/** The deadline is for the whole answer, its body included. */
async function askJson(url: string, id: string, deadlineMs: number, leave: AbortSignal): Promise<unknown> {
  const controller = new AbortController()
  const abort = () => controller.abort()
  const timer = setTimeout(() => controller.abort(new Failed(TIMED_OUT)), deadlineMs)
  leave.addEventListener('abort', abort)
  try {
    const answer = await fetch(url, { headers: { 'x-request-id': id }, signal: controller.signal })
    if (answer.status === 200) return await answer.json()
    await answer.body?.cancel()
    throw new Failed(answer.status === 404 ? NOT_FOUND : BAD_GATEWAY)
  } finally {
    clearTimeout(timer)
    leave.removeEventListener('abort', abort)
  }
}
