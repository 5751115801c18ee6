import {
  request as ask,
  type ClientRequest,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http'
import { type Duplex, pipeline } from 'node:stream'
import { setInterval } from 'node:timers/promises'

export interface ProxyOptions {
  backends: string[]
  timeoutMs?: number
  trusted?: string[]
  health: { path: string; intervalMs: number; timeoutMs: number }
}

export interface ReverseProxy {
  server: Server
  close: () => Promise<void>
}

/** Headers that are about one connection (RFC 9110, 7.6.1), so each of our two connections has its own. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

const nothing = () => undefined

export function createProxy(options: ProxyOptions): ReverseProxy {
  const { timeoutMs = 30_000, trusted = [] } = options
  const backends = new Backends(options.backends, options.health)
  const upgraded = new Set<Duplex>()
  let running = 0
  let isClosing = false

  const call = (backend: string, request: IncomingMessage, more: OutgoingHttpHeaders = {}): ClientRequest => {
    const { hostname, port } = new URL(backend)
    const headers = { ...headersFor(request, trusted), ...more }
    return ask({ hostname, port, method: request.method, path: request.url, headers, agent: false })
  }

  function forward(request: IncomingMessage, response: ServerResponse, tried: string[] = []): void {
    const backend = backends.next(tried)
    if (!backend) return void refuse(response, tried.length > 0 ? 502 : 503)
    const asked = call(backend, request)
    const limit = limited(asked, timeoutMs)
    let answered = false
    asked.once('response', (answer) => {
      answered = true
      // The client has left. Since Node.js 24, pipeline() to what is destroyed already throws.
      if (response.destroyed) return void answer.destroy()
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer.headers))
      response.flushHeaders()
      // Where one of the two breaks off, the other does.
      pipeline(answer, response, nothing)
    })
    asked.on('error', nothing)
    asked.once('close', () => {
      if (answered || response.destroyed) return
      request.unpipe(asked).resume()
      if (limit.isLate) return void refuse(response, 504)
      backends.takeOut(backend)
      if (isRepeatable(request)) forward(request, response, [...tried, backend])
      else refuse(response, 502)
    })
    response.once('close', () => asked.destroy())
    // A request without a body may have ended already, and a second attempt would wait for its end.
    if (isRepeatable(request)) asked.end()
    else request.pipe(asked)
  }

  function upgrade(request: IncomingMessage, client: Duplex, head: Buffer): void {
    upgraded.add(client)
    client.on('error', nothing).once('close', () => upgraded.delete(client))
    const backend = backends.next()
    if (!backend) return void client.end(headOf(503, {}))
    const asked = call(backend, request, { connection: 'Upgrade', upgrade: request.headers.upgrade })
    const limit = limited(asked, timeoutMs)
    let answered = false
    asked.once('upgrade', (answer, service, first) => {
      answered = true
      if (client.destroyed) return void service.destroy()
      const { upgrade } = answer.headers
      client.write(headOf(101, { ...endToEnd(answer.headers), connection: 'Upgrade', upgrade }))
      client.write(first)
      service.write(head)
      pipeline(client, service, nothing)
      pipeline(service, client, nothing)
    })
    asked.once('response', (answer) => {
      answered = true
      if (client.destroyed) return void answer.destroy()
      client.write(headOf(answer.statusCode ?? 502, endToEnd(answer.headers)))
      pipeline(answer, client, nothing)
    })
    asked.on('error', nothing)
    asked.once('close', () => {
      if (answered || client.destroyed) return
      if (!limit.isLate) backends.takeOut(backend)
      client.end(headOf(limit.isLate ? 504 : 502, {}))
    })
    client.once('close', () => asked.destroy())
    asked.end()
  }

  // Without this, a client that keeps its connection holds a server that closes for another six seconds. One that has never sent
  // anything is idle, too, but closeIdleConnections() leaves it.
  const closeIdle = () => {
    if (running === 0) server.closeAllConnections()
    else server.closeIdleConnections()
  }
  const server = createServer((request, response) => {
    running += 1
    response.once('close', () => {
      running -= 1
      if (isClosing) setImmediate(closeIdle)
    })
    forward(request, response)
  })
  server.on('upgrade', upgrade)

  const close = () => {
    isClosing = true
    backends.stop()
    for (const socket of upgraded) socket.destroy()
    return new Promise<void>((resolve) => {
      server.close(() => resolve())
      closeIdle()
    })
  }
  return { server, close }
}

/** Ends a request whose answer has not begun `ms` after all of it was sent, and then `isLate`. */
function limited(asked: ClientRequest, ms: number): { isLate: boolean } {
  const limit = { isLate: false }
  let timer: NodeJS.Timeout | undefined
  let isOver = false
  const end = () => {
    isOver = true
    clearTimeout(timer)
  }
  asked.once('response', end).once('close', end)
  asked.once('finish', () => {
    if (isOver) return
    timer = setTimeout(() => {
      limit.isLate = true
      asked.destroy()
    }, ms)
  })
  return limit
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status).end()
}

/** Whether it may be sent a second time: nothing happens twice, and there is no body that is gone. */
function isRepeatable({ method, headers }: IncomingMessage): boolean {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  return (method === 'GET' || method === 'HEAD') && !hasBody
}

function endToEnd(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase())
  const dropped = new Set([...HOP_BY_HOP, ...named])
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)))
}

/** What a backend gets. It believes the headers of its proxy, so no stranger may write them. */
function headersFor(request: IncomingMessage, trusted: string[]): OutgoingHttpHeaders {
  const peer = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  const all = endToEnd(request.headers)
  const { forwarded, 'x-forwarded-for': path, 'x-forwarded-host': host, 'x-forwarded-proto': proto, ...headers } = all
  const isTrusted = trusted.includes(peer)
  if (isTrusted && forwarded) headers.forwarded = forwarded
  headers['x-forwarded-for'] = isTrusted && path ? `${path}, ${peer}` : peer
  headers['x-forwarded-host'] = (isTrusted && host) || request.headers.host || ''
  headers['x-forwarded-proto'] = (isTrusted && proto) || 'http'
  // Node frames the body of a POST by itself, but not that of a DELETE.
  if (request.headers['transfer-encoding']) headers['transfer-encoding'] = 'chunked'
  return headers
}

/** The head of an answer on a bare socket. */
function headOf(status: number, headers: OutgoingHttpHeaders): string {
  const all = { connection: 'close', ...headers }
  const lines = Object.entries(all).flatMap(([name, value]) => [value ?? []].flat().map((each) => `${name}: ${each}`))
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', ''].join('\r\n')
}

/** Who gets the next request, and who is out. */
class Backends {
  readonly #all: string[]
  readonly #out = new Set<string>()
  readonly #stopped = new AbortController()
  #next = 0

  constructor(all: string[], health: ProxyOptions['health']) {
    this.#all = all
    for (const backend of all) void this.#watch(backend, health)
  }

  next(tried: string[] = []): string | undefined {
    for (let step = 0; step < this.#all.length; step++) {
      const at = (this.#next + step) % this.#all.length
      const backend = this.#all[at]
      if (backend === undefined || this.#out.has(backend) || tried.includes(backend)) continue
      this.#next = at + 1
      return backend
    }
    return undefined
  }

  takeOut(backend: string): void {
    this.#out.add(backend)
  }

  stop(): void {
    this.#stopped.abort()
  }

  async #watch(backend: string, { path, intervalMs, timeoutMs }: ProxyOptions['health']): Promise<void> {
    const { signal } = this.#stopped
    try {
      for await (const _tick of setInterval(intervalMs, undefined, { signal })) {
        if (await this.#isHealthy(`${backend}${path}`, timeoutMs)) this.#out.delete(backend)
        else this.#out.add(backend)
      }
    } catch {
      // It was stopped.
    }
  }

  async #isHealthy(url: string, timeoutMs: number): Promise<boolean> {
    const call = new AbortController()
    const abort = () => call.abort()
    // Not AbortSignal.any: on Node 20 a timeout in it may be collected as garbage, and then it never comes.
    const timer = setTimeout(abort, timeoutMs)
    this.#stopped.signal.addEventListener('abort', abort)
    try {
      const answer = await fetch(url, { signal: call.signal, redirect: 'manual' })
      await answer.body?.cancel()
      return answer.ok
    } catch {
      return false
    } finally {
      clearTimeout(timer)
      this.#stopped.signal.removeEventListener('abort', abort)
    }
  }
}
