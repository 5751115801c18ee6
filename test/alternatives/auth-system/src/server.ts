import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Failure } from './failure.ts'
import { hashed } from './gate.ts'
import { alarm, measure, metricsText, note, scope } from './journal.ts'
import { partnerRoutes } from './partner.ts'
import { type Asked, addAccount, type Route, routes, type Said, underWay } from './routes.ts'
import { settings } from './settings.ts'
import { closePool, inOne, isUp, prepare } from './store.ts'

const LARGEST = 100 * 1024
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
}

const table = Object.entries({ ...routes, ...partnerRoutes }).map(([name, run]) => {
  const [method = '', path = ''] = name.split(' ')
  return { method, path, pattern: new RegExp(`^${path.replace(':id', '([^/]+)')}$`), run }
})

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size <= LARGEST) chunks.push(chunk)
  }
  if (size > LARGEST) throw new Failure(413, 'too_large')
  if (size === 0) return undefined
  const type = request.headers['content-type'] ?? ''
  if (!/^application\/json\s*(;\s*charset="?utf-?8"?)?$/i.test(type) || request.headers['content-encoding']) {
    throw new Failure(400, 'bad_request')
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)))
  } catch {
    throw new Failure(400, 'bad_request')
  }
}

function cors({ headers, method }: IncomingMessage, response: ServerResponse): void {
  const { origin } = headers
  response.setHeader('vary', 'Origin')
  if (origin !== undefined && settings.friends.has(origin)) {
    response.setHeader('access-control-allow-origin', origin)
    response.setHeader('access-control-allow-credentials', 'true')
    response.setHeader('access-control-allow-methods', 'GET, POST, PATCH, DELETE')
    response.setHeader('access-control-allow-headers', 'authorization, content-type')
  }
  const isSafe = method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
  if (isSafe || origin === undefined || origin === settings.url || settings.friends.has(origin)) return
  alarm('origin.refused', { origin })
  throw new Failure(403, 'forbidden')
}

async function askedBy(request: IncomingMessage, url: URL, id: string): Promise<Asked> {
  const { cookie = '', authorization = '', 'x-forwarded-for': forwarded } = request.headers
  const pairs = cookie
    .split(/; */)
    .map((pair) => [pair.split('=')[0] ?? '', pair.slice(pair.indexOf('=') + 1)] as const)
  const address =
    String(forwarded ?? '')
      .split(',')
      .at(-1)
      ?.trim() ||
    (request.socket.remoteAddress ?? '')
  const cookies = new Map(pairs)
  return { body: await readBody(request), query: url.searchParams, cookies, authorization, address, id }
}

async function operate(path: string): Promise<{ status: number; text: string } | undefined> {
  if (path === '/metrics') return { status: 200, text: metricsText() }
  if (path === '/health/live') return { status: 200, text: '"alive"' }
  if (path !== '/health') return undefined
  const up = await isUp()
  return { status: up ? 200 : 503, text: up ? '"up"' : '"down"' }
}

function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  const { code = '', message = '' } = error as { code?: string; message?: string }
  const isAway = /^(E[A-Z]+|57P|08)/.test(code) || /terminated|timeout exceeded|connection/i.test(message)
  if (!isAway) note('unexpected', { kind: (error as Error)?.name, code })
  return isAway ? new Failure(503, 'unavailable') : new Failure(500, 'internal')
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<string> {
  let route = 'none'
  try {
    cors(request, response)
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    const operated = request.method === 'GET' ? await operate(path) : undefined
    if (operated) {
      response.writeHead(operated.status, { 'content-type': 'text/plain' }).end(operated.text)
      return path
    }
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end()
      return route
    }
    const decoded = decode(path)
    const found = table.find(({ method, pattern }) => method === request.method && pattern.test(decoded))
    if (!found) {
      await readBody(request)
      throw new Failure(404, 'not_found')
    }
    route = found.path
    const id = (found.pattern.exec(decoded)?.[1] ?? '').replaceAll('\u0000', '')
    const url = new URL(`http://here/?${(request.url ?? '').split('?')[1] ?? ''}`)
    send(response, await runWith(found.run, request, url, id))
  } catch (error) {
    refuse(response, toFailure(error))
  }
  return route
}

const runWith = async (run: Route, request: IncomingMessage, url: URL, id: string) =>
  run(await askedBy(request, url, id))

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    throw new Failure(400, 'bad_request')
  }
}

function send(response: ServerResponse, { status, data, headers = {}, cookies = [] }: Said): void {
  if (cookies.length > 0) response.setHeader('set-cookie', cookies)
  response.writeHead(status, { ...headers, ...(data !== undefined && { 'content-type': 'application/json' }) })
  response.end(data === undefined ? undefined : JSON.stringify({ data }))
}

function refuse(response: ServerResponse, { status, code, message, headers }: Failure): void {
  response.writeHead(status, { ...headers, 'content-type': 'application/json' })
  response.end(JSON.stringify({ error: { code, message } }))
}

const server = createServer((request, response) => {
  const given = String(request.headers['x-request-id'] ?? '')
  const requestId = /^[A-Za-z0-9_-]{8,64}$/.test(given) ? given : randomUUID()
  const [start, path, method = ''] = [performance.now(), (request.url ?? '/').split('?')[0] ?? '/', request.method]
  response.setHeader('x-request-id', requestId)
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
  scope.run(requestId, async () => {
    const closed = new Promise((resolve) => response.once('close', resolve))
    const route = await answer(request, response)
    await closed
    const durationMs = performance.now() - start
    measure(method, route, response.statusCode, durationMs / 1000)
    note('request', { method, path, status: response.statusCode, durationMs })
  })
})

await prepare()
const { email, password } = settings.admin
const isThere = await inOne((db) => db.where('account', { email }))
if (isThere.length === 0) await addAccount({ email, name: 'First admin', role: 'admin', hash: await hashed(password) })
server.listen(settings.port)

process.on('SIGTERM', () => {
  const idle = setInterval(() => server.closeIdleConnections(), 25)
  server.close(async () => {
    clearInterval(idle)
    await Promise.allSettled(underWay)
    await closePool()
  })
})
