import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { check, expect, timeLimit } from 'backend-workbook/check'
import { ask, backend, PATIENT_MS, proxy, until } from './street.ts'

check('gives requests to the backends in turn', { read: 'balancing', ms: 6000 }, async () => {
  for (const names of [['a', 'b', 'c'], ['a', 'b'], ['a']]) {
    const front = await proxy(await Promise.all(names.map((name) => backend(name))))
    const got: string[] = []
    for (let turn = 0; turn < 7; turn++) got.push((await ask(front, `/orders/${turn}`)).text)
    const expected = Array.from({ length: 7 }, (_, turn) => names[turn % names.length])
    expect(got, `who answers seven requests, with the backends ${names.join(', ')}`).toEqual(expected)
  }
  const [a, b] = [await backend('a'), await backend('b')]
  const front = await proxy([a, b])
  await Promise.all(Array.from({ length: 10 }, () => ask(front, '/orders', { method: 'POST', body: '{}' })))
  expect([a.seen.length, b.seen.length], 'requests to a and to b, of ten that are sent at once').toEqual([5, 5])
})

check('hands on requests and answers as they are', { read: 'proxy', ms: 6000 }, async () => {
  const orders = await backend('orders')
  const front = await proxy([orders])
  for (const [method, path, status] of [
    ['POST', '/orders', 201],
    ['PUT', '/orders/a%2Fb/%C3%A9?q=1%262&q=%20', 409],
    ['DELETE', '/orders/7', 404],
    ['GET', '/orders//7/../8?next=http://other.example/', 503],
    ['PATCH', '/orders/7', 500],
    ['GET', '/old', 302],
  ] as const) {
    orders.answer = (_request, response) => {
      response.writeHead(status, {
        ...{ 'x-from': 'orders', 'set-cookie': ['a=1', 'b=2'], etag: '"7"', location: '/orders/8' },
      })
      response.end('{"of": "orders" }')
    }
    const body = method === 'GET' ? undefined : '{ "pieces": 3 }'
    const headers = {
      'content-type': 'application/vnd.order+json',
      'Idempotency-Key': 'k-1',
      authorization: 'Bearer 7',
    }
    const answer = await ask(front, path, { method, headers, ...(body && { body }) })
    const seen = orders.seen.at(-1)
    const got = { method: seen?.method, url: seen?.url, body: await seen?.body }
    expect(got, `what the backend gets of ${method} ${path}`).toEqual({ method, url: path, body: body ?? '' })
    expect(seen?.headers, `headers that the backend gets of ${method} ${path}`).toMatchObject({
      ...{ 'content-type': 'application/vnd.order+json', 'idempotency-key': 'k-1', authorization: 'Bearer 7' },
    })
    expect({ status: answer.status, text: answer.text }, `the answer to ${method} ${path}`).toEqual({
      ...{ status, text: '{"of": "orders" }' },
    })
    expect(answer.headers, `headers of the answer to ${method} ${path}`).toMatchObject({
      ...{ 'x-from': 'orders', 'set-cookie': ['a=1', 'b=2'], etag: '"7"', location: '/orders/8' },
    })
  }
  orders.answer = (_request, response) => void response.writeHead(200, { 'content-length': '12' }).end()
  const head = await ask(front, '/orders', { method: 'HEAD' })
  const { 'content-length': length } = head.headers
  expect({ status: head.status, text: head.text, length }, 'HEAD /orders').toEqual({
    status: 200,
    text: '',
    length: '12',
  })
})

check('streams bodies in both directions', { read: 'proxy', ms: 6000 }, async () => {
  const imports = await backend('imports', { collects: false })
  imports.answer = (incoming, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    incoming.on('data', (part) => response.write(`got ${part}`))
    incoming.on('end', () => response.end())
  }
  const front = await proxy([imports])
  const call = request(`${front.url}/import`, { method: 'POST', agent: false }).on('error', () => undefined)
  timeLimit(PATIENT_MS - 500).addEventListener('abort', () => call.destroy())
  const parts = partsOf(call)
  for (const part of ['first', 'second']) {
    call.write(part)
    const missing = `While the client has not ended its request, the backend's answer to its ${part} part does not come`
    await until(missing, () => parts.join('').endsWith(`got ${part}`))
  }
  call.end()
  expect(parts.join(''), 'what the client got while it was sending').toBe('got firstgot second')
  await headBeforeBody()
  const orders = await backend('orders')
  const second = await proxy([orders])
  for (const method of ['POST', 'DELETE', 'GET', 'OPTIONS']) {
    const { status } = await ask(second, '/orders', { method, body: ['one, ', 'two'] })
    const seen = orders.seen.at(-1)
    const got = { status, method: seen?.method, body: await seen?.body }
    expect(got, `${method} with a body in two parts and no Content-Length`).toEqual({
      ...{ status: 200, method, body: 'one, two' },
    })
  }
  expect(orders.seen.length, 'requests that the backend has seen of these four').toBe(4)
})

async function headBeforeBody(): Promise<void> {
  const events = await backend('events', { collects: false })
  let finish: () => void = () => undefined
  events.answer = (_incoming, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    finish = () => response.end()
  }
  const front = await proxy([events])
  const call = request(`${front.url}/events`, { agent: false }).on('error', () => undefined)
  let status: number | undefined
  call.on('response', (answer) => {
    status = answer.resume().statusCode
  })
  call.end()
  await until('The head of an answer whose body has not begun does not come', () => status === 200)
  finish()
}

function partsOf(call: ClientRequest): string[] {
  const parts: string[] = []
  call.on('response', (answer: IncomingMessage) => {
    answer.on('data', (part) => parts.push(String(part)))
    answer.on('error', () => undefined)
  })
  return parts
}
