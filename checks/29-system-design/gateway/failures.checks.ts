import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { check, expect, stretched } from 'backend-workbook/check'
import { ask, gateway, service, silent, until } from './town.ts'

check('answers 502 where no answer begins', { read: 'routing', ms: 6000 }, async () => {
  const orders = await service((request) => void request.socket.destroy())
  const gone = await service()
  await gone.stop()
  const url = await gateway({
    routes: [
      { prefix: '/orders', target: orders.target, public: true },
      { prefix: '/gone', target: gone.target, public: true },
    ],
  })
  for (const [path, what] of [
    ['/gone', 'a service that is not there'],
    ['/orders', 'a service that breaks the connection'],
  ] as const) {
    for (const options of [{}, { method: 'POST', body: 'x'.repeat(200_000) }]) {
      const { status, body } = await ask(url, path, options)
      const given = `${options.method ?? 'GET'} to ${what}`
      expect({ status, body }, given).toEqual({ status: 502, body: { error: { code: 'bad_gateway' } } })
    }
  }
})

check(
  'answers 504 where an answer begins too late, and waits for it no longer',
  { read: 'timeouts', ms: 8000 },
  async () => {
    const orders = await service(silent)
    const options = { routes: [{ prefix: '/orders', target: orders.target, public: true }] }
    const url = await gateway({ ...options, timeoutMs: 100 })
    for (const init of [{}, { method: 'POST', body: '{}' }]) {
      const { status, body } = await ask(url, '/orders', init)
      const given = `${init.method ?? 'GET'} to a service that does not answer, with timeoutMs 100`
      expect({ status, body }, given).toEqual({ status: 504, body: { error: { code: 'gateway_timeout' } } })
      await until('The request to the service is not aborted', () => orders.seen.at(-1)?.aborted === true)
    }
    const timeoutMs = stretched(200)
    const slow = await gateway({ ...options, timeoutMs })
    orders.answer(async (_request, response) => {
      response.write('a beginning')
      await sleep(timeoutMs + 50)
      response.end(', and an end')
    })
    const late = await ask(slow, '/orders')
    const given = `an answer that begins at once and ends ${timeoutMs + 50} ms later, with timeoutMs ${timeoutMs}`
    expect({ status: late.status, text: late.text }, given).toEqual({ status: 200, text: 'a beginning, and an end' })
    orders.answer((incoming, response) => void incoming.on('end', () => response.end('thanks')))
    const upload = await slowUpload(`${slow}/orders`, timeoutMs + 50)
    expect(upload, `status of an upload that takes ${timeoutMs + 50} ms, with timeoutMs ${timeoutMs}`).toBe(200)
  },
)

function slowUpload(url: string, ms: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const call = request(url, { method: 'POST', agent: false }, (answer) => resolve(answer.resume().statusCode))
    call.on('error', () => resolve(undefined))
    call.write('the first half')
    setTimeout(() => call.end(', and the second'), ms)
  })
}

check('breaks off where the service has broken off', { read: 'routing', ms: 6000 }, async () => {
  const orders = await service()
  const url = await gateway({ routes: [{ prefix: '/orders', target: orders.target, public: true }] })
  for (const headers of [{}, { 'content-length': '100' }]) {
    orders.answer((_request, response) => {
      response.writeHead(200, headers)
      response.write('half')
      setTimeout(() => response.destroy(), 20)
    })
    const got = await halfOf(`${url}/orders`)
    expect(got, 'what a client gets of an answer that breaks off after "half"').toBe('half, and then an error')
  }
})

async function halfOf(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(4000) })
  let seen = ''
  try {
    for await (const part of response.body ?? []) seen += Buffer.from(part).toString()
    return `${seen}, and then the end`
  } catch {
    return `${seen}, and then an error`
  }
}

check('leaves the services when the client leaves', { read: 'routing', ms: 6000 }, async () => {
  const orders = await service(silent)
  const [product, stock, reviews] = [await service(silent), await service(silent), await service(silent)]
  const part = ({ target }: { target: string }) => ({ target, deadlineMs: 60_000 })
  const url = await gateway({
    routes: [{ prefix: '/orders', target: orders.target, public: true }],
    page: { product: part(product), stock: part(stock), reviews: part(reviews) },
  })
  const leave = async (path: string, services: (typeof orders)[]) => {
    const client = new AbortController()
    const answer = ask(url, path, { signal: client.signal }).catch(() => undefined)
    await until(`GET ${path} does not reach its services`, () => services.every(({ seen }) => seen.length > 0))
    client.abort()
    await answer
    await until(`The client of GET ${path} has left, and its requests to services are not aborted`, () =>
      services.every(({ seen }) => seen.at(-1)?.aborted),
    )
  }
  await leave('/orders/7', [orders])
  orders.seen.length = 0
  orders.answer((_request, response) => void response.writeHead(200).write('a beginning'))
  await leave('/orders/export', [orders])
  await leave('/pages/products/tea', [product, stock, reviews])
})
