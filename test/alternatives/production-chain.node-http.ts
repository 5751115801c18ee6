/** The production chain without a chain: one function of node:http that reads from top to bottom. */
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'

type Reply = { status: number; body: object; headers?: Record<string, string> }

const codes: Record<number, string> = {
  400: 'bad_request',
  401: 'unauthorized',
  404: 'not_found',
  413: 'too_large',
  500: 'internal',
}

const products = Array.from({ length: 200 }, (_, index) => ({
  id: `${index}`,
  name: `Rye flour no. ${index}`,
  priceCents: 300 + index,
}))

export function buildApp(): Server {
  const keys = new Set(
    (process.env['API_KEYS'] ?? '').split(',').flatMap((key) => (key.trim() ? [hash(key.trim())] : [])),
  )

  return createServer((request, response) => {
    const start = process.hrtime.bigint()
    const given = request.headers['x-request-id']
    const id = typeof given === 'string' && /^[a-z0-9_-]{8,64}$/i.test(given) ? given : randomBytes(8).toString('hex')
    const path = (request.url ?? '/').replace(/\?.*/, '')
    let sent = false
    response.on('finish', () => {
      sent = true
    })
    response.on('close', () => {
      const ms = Number(process.hrtime.bigint() - start) / 1e6
      const status = sent ? response.statusCode : 499
      process.stdout.write(`${JSON.stringify({ ms, status, path, method: request.method, id })}\n`)
    })
    void answer(request, path, keys)
      .catch((error: unknown) => {
        process.stderr.write(`${id} ${error instanceof Error ? error.stack : String(error)}\n`)
        return failed(500, 'Sorry.')
      })
      .then((reply) => write(request, response, id, reply))
  })
}

async function answer(request: IncomingMessage, path: string, keys: Set<string>): Promise<Reply> {
  if (path === '/health' && request.method === 'GET') return { status: 200, body: { status: 'ok' } }
  if (!path.startsWith('/api/v1/')) return failed(404, 'No such page.')
  const [, key] = /^bearer\s+(\S.*)$/i.exec(request.headers.authorization ?? '') ?? []
  if (!key || !keys.has(hash(key))) return { ...failed(401, 'No key.'), headers: { 'www-authenticate': 'Bearer' } }

  const [what = '', number, part] = path.slice('/api/v1/'.length).split('/')
  if (request.method === 'POST' && what === 'orders') return take(request, 16, 201)
  if (request.method === 'POST' && what === 'imports') return take(request, 256, 202)
  if (request.method !== 'GET' || what !== 'products') return failed(404, 'No such route.')
  if (number === undefined) return { status: 200, body: { data: products } }
  if (!isDecodable(number)) return failed(400, 'No such path.')
  const product = products[Number(number)]
  if (part === 'delivery') {
    await sleep(150)
    return { status: 200, body: { data: { id: number, days: 3 } } }
  }
  if (part === 'stock') throw new Error(`ECONNREFUSED while reading stock ${number}, warehouse hunter2`)
  return product ? { status: 200, body: { data: product } } : failed(404, `There is no product ${number}.`)
}

async function take(request: IncomingMessage, kib: number, status: number): Promise<Reply> {
  const chunks: Buffer[] = []
  let size = 0
  // Reads to the end even when it is too much, so that the client is not cut off while it writes.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= kib * 1024) chunks.push(chunk)
  }
  if (size > kib * 1024) return failed(413, 'Too much.')
  try {
    const { lines } = JSON.parse(Buffer.concat(chunks).toString()) as { lines: unknown[] }
    return { status, body: { data: { lines: lines.length } } }
  } catch {
    return failed(400, 'Not a list of lines.')
  }
}

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined
  } catch {
    return false
  }
}

function failed(status: number, message: string): Reply {
  return { status, body: { error: { code: codes[status], message } } }
}

function write(request: IncomingMessage, response: ServerResponse, id: string, { status, body, headers }: Reply): void {
  if ('error' in body) Object.assign(body.error as object, { requestId: id })
  const plain = Buffer.from(JSON.stringify(body))
  const accepted = String(request.headers['accept-encoding'] ?? '')
  const pack = plain.length >= 1024 && /\bgzip\b(?!\s*;\s*q=0(\.0+)?\s*(,|$))/.test(accepted)
  const out = pack ? gzipSync(plain) : plain
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': out.length,
    'x-request-id': id,
    vary: 'accept-encoding',
    ...(pack && { 'content-encoding': 'gzip' }),
    ...headers,
  })
  response.end(out)
}

function hash(text: string): string {
  return createHash('sha512').update(text).digest('hex')
}
