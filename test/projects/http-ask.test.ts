import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { NoAnswer, openHttp } from '../../src/check/http-ask.ts'

async function asking(server: Server) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return openHttp(() => `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

const serving = (listener: RequestListener) => asking(createServer(listener))

/** Says what it was asked. */
const echo: RequestListener = async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { method, url, headers } = request
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString('hex') }))
}

it('sends the method, the path, the headers and the body as they are', async () => {
  const ask = await serving(echo)
  const body = Uint8Array.of(0, 255, 123)
  const response = await ask('/a%2Fb?c=d', { method: 'PATCH', headers: { 'X-User-Id': '7' }, body })
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({
    method: 'PATCH',
    url: '/a%2Fb?c=d',
    headers: { 'x-user-id': '7', 'content-length': '3' },
    body: '00ff7b',
  })
})

it('says of a text that it is text, where nobody says otherwise, and sends none where there is none', async () => {
  const ask = await serving(echo)
  const headersOf = async (init: RequestInit) => ((await (await ask('/', init)).json()) as { headers: object }).headers
  expect(await headersOf({ method: 'POST', body: 'é' })).toMatchObject({
    'content-type': 'text/plain;charset=UTF-8',
    'content-length': '2',
  })
  const json = { 'content-type': 'application/json' }
  expect(await headersOf({ method: 'POST', headers: json, body: '{}' })).toMatchObject(json)
  expect(await headersOf({ method: 'POST', body: new URLSearchParams({ a: 'b' }) })).toMatchObject({
    'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
  })
  expect(await headersOf({})).not.toHaveProperty('content-type')
})

it('gives the whole answer: status, repeated headers, body', async () => {
  const ask = await serving((_request, response) => {
    response.writeHead(418, 'Tea', [
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ])
    response.write('in two ')
    setImmediate(() => response.end('pieces'))
  })
  const response = await ask('/')
  expect([response.status, response.statusText]).toEqual([418, 'Tea'])
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  expect(await response.text()).toBe('in two pieces')
})

it.each([204, 304])('gives an answer with status %i no body', async (status) => {
  const ask = await serving((_request, response) => response.writeHead(status).end())
  const response = await ask('/')
  expect(response.status).toBe(status)
  expect(response.body).toBeNull()
})

it('takes a redirect for an answer', async () => {
  const ask = await serving((_request, response) => response.writeHead(302, { location: '/elsewhere' }).end())
  const response = await ask('/')
  expect([response.status, response.headers.get('location')]).toEqual([302, '/elsewhere'])
})

it('uses a connection again', async () => {
  const ports = new Set<number | undefined>()
  const ask = await serving((request, response) => {
    ports.add(request.socket.remotePort)
    response.end()
  })
  for (let time = 0; time < 5; time++) await ask('/')
  expect(ports.size).toBe(1)
})

it.each<[string, RequestListener]>([
  ['before it answers', (request) => request.socket.destroy()],
  [
    'in the middle of its answer',
    (request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half')
      setImmediate(() => request.socket.destroy())
    },
  ],
  [
    'in the middle of its answer, with a reset',
    (request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half')
      setTimeout(() => request.socket.resetAndDestroy(), 20)
    },
  ],
])('says so when the server breaks the connection %s', async (_when, listener) => {
  const ask = await serving(listener)
  await expect(ask('/')).rejects.toBeInstanceOf(NoAnswer)
})

it('says so when nobody listens, or what answers is not HTTP', async () => {
  await expect(openHttp(() => 'http://127.0.0.1:1')('/')).rejects.toBeInstanceOf(NoAnswer)
  const ask = await asking(createTcpServer((socket) => void socket.end('hello\n')))
  await expect(ask('/')).rejects.toBeInstanceOf(NoAnswer)
})

it('takes no status for an answer that is none', async () => {
  const ask = await serving((_request, response) => response.writeHead(600).end())
  await expect(ask('/')).rejects.toMatchObject({ name: 'NoAnswer', message: expect.stringContaining('599') })
})

it('ends a request whose signal is aborted', async () => {
  const ask = await serving(() => undefined)
  const controller = new AbortController()
  const asked = ask('/', { signal: controller.signal })
  setTimeout(() => controller.abort(), 20)
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' })
  await expect(ask('/', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
})

it('keeps a connection for the next request, and not until the server ends it', async () => {
  const slowMs = 1500
  let connections = 0
  const server = createServer(async ({ url }, response) => {
    if (url === '/slow') await sleep(slowMs)
    response.end(url)
  }).on('connection', () => {
    connections += 1
  })
  const ask = await asking(server)
  for (const path of ['/one', '/two', '/slow']) expect(await (await ask(path)).text()).toBe(path)
  expect(connections).toBe(1)
  await sleep(slowMs)
  expect(await (await ask('/three')).text()).toBe('/three')
  expect(connections).toBe(2)
})
