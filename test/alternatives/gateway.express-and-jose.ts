/** With Express, jose and an AbortController for each request. */
import { once } from 'node:events'
import http, { type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import express, { type Request, type Response } from 'express'
import { jwtVerify } from 'jose'

interface Options {
  routes: { prefix: string; target: string; public?: boolean }[]
  secret: string
  timeoutMs: number
  page: Record<'product' | 'stock' | 'reviews', { target: string; deadlineMs: number }>
}

class HttpError extends Error {
  readonly status: number
  constructor(status: number, code: string) {
    super(code)
    this.status = status
  }
}

export function createGateway({ routes, secret, timeoutMs, page }: Options) {
  const app = express().disable('x-powered-by').disable('etag')
  const key = new TextEncoder().encode(secret)

  app.use((request, response, next) => {
    const given = request.get('x-request-id') ?? ''
    response.locals['id'] = /^[A-Za-z0-9_-]{1,64}$/.test(given) ? given : crypto.randomUUID()
    response.set('X-Request-Id', response.locals['id'])
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    response.locals['gone'] = gone.signal
    next()
  })

  app.get('/pages/products/:sku', async (request, response) => {
    const stop = new AbortController()
    const gone: AbortSignal = response.locals['gone']
    gone.addEventListener('abort', () => stop.abort())
    const sku = request.originalUrl.split('?')[0]?.split('/')[3] ?? ''
    const load = async (part: keyof Options['page'], path: string) => {
      const own = new AbortController()
      stop.signal.addEventListener('abort', () => own.abort())
      const timer = setTimeout(() => own.abort(), page[part].deadlineMs)
      try {
        const [answer] = await open(
          `${page[part].target}`,
          { path: `/${path}/${sku}`, headers: { 'x-request-id': response.locals['id'] }, signal: own.signal },
          (call) => call.end(),
        )
        const body = await text(answer)
        if (answer.statusCode === 404) throw new HttpError(404, 'not_found')
        if (answer.statusCode !== 200) throw new HttpError(502, 'bad_gateway')
        return JSON.parse(body) as unknown
      } catch (error) {
        if (error instanceof HttpError) throw error
        throw own.signal.aborted ? new HttpError(504, 'gateway_timeout') : new HttpError(502, 'bad_gateway')
      } finally {
        clearTimeout(timer)
      }
    }
    const missing: string[] = []
    const optional = async (part: 'stock' | 'reviews') => {
      try {
        return await load(part, part)
      } catch {
        missing.push(part)
        return null
      }
    }
    const stock = optional('stock')
    const reviews = optional('reviews')
    try {
      const product = await load('product', 'products')
      const answer = { product, stock: await stock, reviews: await reviews, missing: missing.sort().reverse() }
      if (missing.length) response.set('Cache-Control', 'no-store')
      response.json(answer)
    } catch (error) {
      stop.abort()
      throw error
    }
  })

  app.use(async (request: Request, response: Response) => {
    const path = request.originalUrl.replace(/\?.*/s, '')
    const [route] = routes
      .filter(({ prefix }) => `${path}/`.startsWith(`${prefix}/`))
      .sort((a, b) => b.prefix.length - a.prefix.length)
    if (!route) throw new HttpError(404, 'not_found')
    const headers: http.OutgoingHttpHeaders = { ...request.headers, host: undefined }
    for (const name of Object.keys(headers)) {
      if (name.startsWith('x-user-') || name === 'authorization' || headers[name] === undefined) delete headers[name]
    }
    headers['x-request-id'] = response.locals['id']
    if (!route.public) Object.assign(headers, await whoIs(request.get('authorization')))
    const gone: AbortSignal = response.locals['gone']
    const late = new AbortController()
    gone.addEventListener('abort', () => late.abort())
    let timer: NodeJS.Timeout | undefined
    let answer: IncomingMessage
    try {
      ;[answer] = await open(
        route.target,
        { method: request.method, path: request.originalUrl, headers, signal: late.signal },
        (call) => {
          call.on('finish', () => {
            timer = setTimeout(() => late.abort(), timeoutMs)
          })
          request.pipe(call)
        },
      )
    } catch {
      request.resume()
      throw late.signal.aborted ? new HttpError(504, 'gateway_timeout') : new HttpError(502, 'bad_gateway')
    } finally {
      clearTimeout(timer)
    }
    const { 'x-request-id': _theirs, connection: _c, 'keep-alive': _k, ...theirs } = answer.headers
    response.writeHead(answer.statusCode ?? 502, theirs as http.OutgoingHttpHeaders)
    response.flushHeaders()
    answer.on('error', () => response.destroy())
    answer.on('aborted', () => response.destroy())
    answer.pipe(response)
  })

  async function whoIs(authorization = ''): Promise<Record<string, string>> {
    try {
      const { payload } = await jwtVerify(
        authorization.replace(/^Bearer /, () => ''),
        key,
        { algorithms: ['HS256'], requiredClaims: ['exp', 'sub'] },
      )
      if (!authorization.startsWith('Bearer ') || typeof payload.sub !== 'string' || !payload.sub) throw new Error('no')
      const role = payload['role']
      return { 'x-user-id': payload.sub, ...(typeof role === 'string' ? { 'x-user-role': role } : {}) }
    } catch {
      throw new HttpError(401, 'unauthenticated')
    }
  }

  app.use((error: unknown, _request: Request, response: Response, _next: unknown) => {
    if (response.headersSent || response.destroyed) return void response.destroy()
    const status = error instanceof HttpError ? error.status : 500
    if (status === 401) response.set('WWW-Authenticate', 'Bearer')
    response.status(status).json({ error: { code: error instanceof Error ? error.message : 'unknown' } })
  })
  return app
}

async function open(
  target: string,
  options: http.RequestOptions,
  begin: (call: http.ClientRequest) => void,
): Promise<[IncomingMessage]> {
  const call = http.request(target, options)
  const answer = once(call, 'response') as Promise<[IncomingMessage]>
  call.on('error', () => undefined)
  begin(call)
  return answer
}
