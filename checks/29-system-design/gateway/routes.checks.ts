import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { check, expect, timeLimit } from 'backend-workbook/check'
import { ask, bearer, gateway, json, PATIENT_MS, service, until } from './town.ts'

check('goes to the route with the longest prefix', { read: 'routing', ms: 6000 }, async () => {
  const services = await Promise.all(['orders', 'archive', 'shop'].map((name) => service(json({ name }))))
  const [orders, archive, shop] = services.map(({ target }) => target)
  const url = await gateway({
    routes: [
      { prefix: '/orders', target: orders ?? '', public: true },
      { prefix: '/orders/archive', target: archive ?? '', public: true },
      { prefix: '/shop', target: shop ?? '', public: true },
    ],
  })
  for (const [path, name] of [
    ['/orders', 'orders'],
    ['/orders/7', 'orders'],
    ['/orders?page=2', 'orders'],
    ['/orders/archive', 'archive'],
    ['/orders/archive/7?of=2025', 'archive'],
    ['/orders/archived', 'orders'],
    ['/orders/7/shop', 'orders'],
    ['/shop/', 'shop'],
  ] as const) {
    const { status, body } = await ask(url, path)
    expect({ status, body }, `GET ${path}: prefixes are /orders, /orders/archive, /shop`).toEqual({
      status: 200,
      body: { name },
    })
  }
  const before = services.map(({ seen }) => seen.length)
  for (const path of ['/orders-old', '/order', '/', '/v1/orders', '/?to=/orders', '/Orders']) {
    const { status, body } = await ask(url, path)
    expect({ status, body }, `GET ${path}`).toEqual({ status: 404, body: { error: { code: 'not_found' } } })
  }
  expect(
    services.map(({ seen }) => seen.length),
    'requests to the services, before and after these',
  ).toEqual(before)
})

check('hands on requests and answers as they are', { read: 'routing', ms: 6000 }, async () => {
  const orders = await service()
  const url = await gateway({ routes: [{ prefix: '/orders', target: orders.target, public: true }] })
  for (const [method, path, status] of [
    ['POST', '/orders', 201],
    ['PUT', '/orders/a%2Fb/%C3%A9?q=1%262&q=%20', 409],
    ['DELETE', '/orders/7', 404],
    ['DELETE', '/orders/in-chunks', 202],
    ['GET', '/orders//7/../8?next=http://other.example/', 503],
    ['PATCH', '/orders/7', 500],
  ] as const) {
    orders.answer((_request, response) => {
      response
        .writeHead(status, { 'x-from': 'orders', 'set-cookie': ['a=1', 'b=2'], etag: '"7"' })
        .end('{"of": "orders" }')
    })
    const body = method === 'GET' ? '' : '{ "pieces": 3 }'
    const chunked = path.endsWith('chunks') && { 'transfer-encoding': 'chunked' }
    const own = { 'content-type': 'application/vnd.order+json', 'Idempotency-Key': 'k-1', 'if-match': '"6"' }
    const headers = { ...own, ...chunked }
    const answer = await ask(url, path, { method, headers, ...(body && { body }) })
    const seen = orders.seen.at(-1)
    expect(
      { method: seen?.method, url: seen?.url, body: await seen?.body },
      `what the service gets of ${method} ${path}`,
    ).toEqual({ method, url: path, body })
    expect(seen?.headers, `headers that the service gets of ${method} ${path}`).toMatchObject({
      'content-type': 'application/vnd.order+json',
      'idempotency-key': 'k-1',
      'if-match': '"6"',
    })
    expect({ status: answer.status, text: answer.text }, `the answer to ${method} ${path}`).toEqual({
      status,
      text: '{"of": "orders" }',
    })
    expect(answer.headers, `headers of the answer to ${method} ${path}`).toMatchObject({
      'x-from': 'orders',
      'set-cookie': ['a=1', 'b=2'],
      etag: '"7"',
    })
  }
})

check('streams bodies in both directions', { read: 'routing', ms: 6000 }, async () => {
  const orders = await service(
    (incoming, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' })
      incoming.on('data', (part) => response.write(`got ${part}`))
      incoming.on('end', () => response.end())
    },
    { collects: false },
  )
  const url = await gateway({ routes: [{ prefix: '/orders', target: orders.target }] })
  const call = request(`${url}/orders/import`, { method: 'POST', headers: { authorization: bearer() } })
  call.on('error', () => undefined)
  timeLimit(PATIENT_MS - 500).addEventListener('abort', () => call.destroy())
  const parts = partsOf(call)
  for (const part of ['first', 'second']) {
    call.write(part)
    await until(
      `While the client has not ended its request, the service's answer to its ${part} part does not come`,
      () => parts.join('').endsWith(`got ${part}`),
    )
  }
  call.end()
  expect(parts.join(''), 'what the client got while it was sending').toBe('got firstgot second')
})

function partsOf(call: ClientRequest): string[] {
  const parts: string[] = []
  call.on('response', (answer: IncomingMessage) => {
    answer.on('data', (part) => parts.push(String(part)))
    answer.on('error', () => undefined)
  })
  return parts
}

check('gives every request an id, and tells it in every answer', { read: 'correlation', ms: 6000 }, async () => {
  const orders = await service(json({}))
  orders.answer((_request, response) => response.setHeader('x-request-id', 'of the service').end('{}'))
  const url = await gateway({
    routes: [
      { prefix: '/orders', target: orders.target, public: true },
      { prefix: '/closed', target: orders.target },
      { prefix: '/gone', target: 'http://127.0.0.1:9', public: true },
    ],
  })
  for (const id of ['req-1', 'A_b-9', 'x'.repeat(64)]) {
    const { headers } = await ask(url, '/orders', { headers: { 'X-Request-Id': id } })
    expect(orders.seen.at(-1)?.headers['x-request-id'], `X-Request-Id at the service, when the client says ${id}`).toBe(
      id,
    )
    expect(headers['x-request-id'], `X-Request-Id of the answer, when the client says ${id}`).toBe(id)
  }
  const made = new Set<unknown>()
  for (const id of [undefined, '', 'x'.repeat(65), 'a b', 'a\tb', '<script>', 'a;b']) {
    const { headers } = await ask(url, '/orders', { headers: id === undefined ? {} : { 'x-request-id': id } })
    const own = orders.seen.at(-1)?.headers['x-request-id']
    expect(own, `X-Request-Id at the service, when the client says ${JSON.stringify(id)}`).toMatch(
      /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/,
    )
    expect(headers['x-request-id'], 'X-Request-Id of the answer to that').toBe(own)
    made.add(own)
  }
  expect(made.size, 'different ids among seven that the gateway has made').toBe(7)
  for (const path of ['/nowhere', '/closed', '/gone', '/pages/products/tea']) {
    const { status, headers } = await ask(url, path, { headers: { 'x-request-id': 'req-2' } })
    expect(headers['x-request-id'], `X-Request-Id of the answer ${status} to GET ${path}`).toBe('req-2')
  }
})
