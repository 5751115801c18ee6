/**
 * The catalogue once more, without Express: one listener of node:http, a Map, and promises only for the body. What is
 * promised over the wire does not ask how it was written.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'

interface Reply {
  status: number
  data?: unknown
  error?: string
  headers?: Record<string, string>
}

interface Call {
  method: string
  path: string[]
  body: () => Promise<unknown>
  key: string | undefined
}

type Shelf = Map<string, object>

const vendors = [
  { id: 'north-mill', name: 'North Mill' },
  { id: 'salt-and-co', name: 'Salt & Co.' },
]

export function buildApp(): Server {
  const shelves = new Map<string, Shelf>(vendors.map(({ id }) => [id, new Map()]))
  const used = new Map<string, { asked: string; reply: Reply }>()
  return createServer(async (request, response) => {
    send(request, response, await answer(request).catch(failure))
  })

  async function answer(request: IncomingMessage): Promise<Reply> {
    const [target = ''] = (request.url ?? '').split('?')
    const [root, api, version, collection, ...path] = target.split('/').map(decode)
    if (root !== '' || api !== 'api' || version !== 'v1' || collection !== 'vendors') return refusal(404, 'not_found')
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '')
    const key = request.headers['idempotency-key']
    return route({ method, path, key: key?.toString(), body: async () => parse(await text(request)) })
  }

  function route(call: Call): Reply | Promise<Reply> {
    const [vendorId, products, productId, ...more] = call.path
    if (vendorId === undefined) return call.method === 'GET' ? { status: 200, data: vendors } : wrongMethod('GET, HEAD')
    const vendor = vendors.find(({ id }) => id === vendorId)
    const shelf = shelves.get(vendorId)
    if (!vendor || !shelf || more.length > 0) return refusal(404, 'not_found')
    if (products === undefined) return call.method === 'GET' ? { status: 200, data: vendor } : wrongMethod('GET, HEAD')
    if (products !== 'products') return refusal(404, 'not_found')
    return productId === undefined ? onList(vendorId, shelf, call) : onProduct(vendorId, shelf, productId, call)
  }

  async function onList(vendorId: string, shelf: Shelf, { method, body, key }: Call): Promise<Reply> {
    if (method === 'GET') return { status: 200, data: [...shelf.values()] }
    if (method !== 'POST') return wrongMethod('GET, HEAD, POST')
    const fields = await body()
    if (!isProduct(fields)) return refusal(422, 'invalid')
    const asked = JSON.stringify([fields.name, fields.priceCents])
    const earlier = key === undefined ? undefined : used.get(`${vendorId}/${key}`)
    if (earlier) return earlier.asked === asked ? earlier.reply : refusal(422, 'key_reused')
    // From here on nothing is awaited, so no other request can come in between.
    const id = `p${Math.random().toString(36).slice(2)}`
    const reply = created(put(vendorId, shelf, id, fields))
    if (key !== undefined) used.set(`${vendorId}/${key}`, { asked, reply })
    return reply
  }

  async function onProduct(vendorId: string, shelf: Shelf, id: string, { method, body }: Call): Promise<Reply> {
    const existing = shelf.get(id)
    if (method === 'PUT') {
      const fields = await body()
      if (!isProduct(fields)) return refusal(422, 'invalid')
      const isNew = !shelf.has(id)
      const product = put(vendorId, shelf, id, fields)
      return isNew ? created(product) : { status: 200, data: product }
    }
    if (method !== 'GET' && method !== 'DELETE') return wrongMethod('GET, HEAD, PUT, DELETE')
    if (!existing) return refusal(404, 'not_found')
    if (method === 'GET') return { status: 200, data: existing }
    shelf.delete(id)
    return { status: 204 }
  }
}

interface Product {
  id: string
  vendorId: string
  name: string
  priceCents: number
}

function put(vendorId: string, shelf: Shelf, id: string, { name, priceCents }: Fields): Product {
  const product = { id, vendorId, name, priceCents }
  shelf.set(id, product)
  return product
}

function created(product: Product): Reply {
  const location = `/api/v1/vendors/${product.vendorId}/products/${encodeURIComponent(product.id)}`
  return { status: 201, data: product, headers: { location } }
}

type Fields = Pick<Product, 'name' | 'priceCents'>

function isProduct(body: unknown): body is Fields {
  if (typeof body !== 'object' || body === null || !('name' in body) || !('priceCents' in body)) return false
  const { name, priceCents } = body
  return typeof name === 'string' && /\S/.test(name) && Number.isInteger(priceCents) && Number(priceCents) >= 0
}

/** @throws Reply when there is a percent sign without its two digits */
function decode(piece: string): string {
  try {
    return decodeURIComponent(piece)
  } catch {
    throw refusal(400, 'bad_request')
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw refusal(400, 'bad_request')
  }
}

function failure(error: unknown): Reply {
  return typeof error === 'object' && error !== null && 'status' in error ? (error as Reply) : refusal(500, 'internal')
}

function refusal(status: number, error: string, headers: Record<string, string> = {}): Reply {
  return { status, error, headers }
}

function wrongMethod(allow: string): Reply {
  return refusal(405, 'method_not_allowed', { allow })
}

function send(request: IncomingMessage, response: ServerResponse, { status, data, error, headers }: Reply): void {
  if (status === 204) return void response.writeHead(204).end()
  const body = error === undefined ? { data } : { error: { code: error, message: error.replaceAll('_', ' ') } }
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(request.method === 'HEAD' ? undefined : JSON.stringify(body))
}
