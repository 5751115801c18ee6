import { once } from 'node:events'
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { check, expect } from 'backend-workbook/check'
import express, { type Express, Router } from 'express'
import { createRegistry, httpMetrics } from '../../../exercises/17-logging-and-monitoring/metrics.ts'

interface Measured {
  url: string
  /** Moves the clock on. */
  pass: (ms: number) => void
  /** The series whose name ends so, once there are this many requests. */
  series: (ending: string, requests: number) => Promise<string[]>
}

/** Serves an app behind the middleware, on a clock of the check's. */
async function measured(
  build: (app: Express, pass: Measured['pass']) => void,
  body: (at: Measured) => Promise<void>,
  hasClock = true,
) {
  let clock = 1000
  const pass = (ms: number) => {
    clock += ms
  }
  const registry = createRegistry()
  const app = express()
  app.use(httpMetrics({ registry, ...(hasClock && { now: () => clock }) }))
  build(app, pass)
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const lines = (ending: string) =>
    registry
      .text()
      .split('\n')
      .filter((line) => line.startsWith(`http_request_duration_seconds${ending}`))
  const total = () => lines('_count').reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
  try {
    await body({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      pass,
      async series(ending, requests) {
        for (let looks = 0; looks < 500 && total() < requests; looks++)
          await new Promise((resolve) => setTimeout(resolve, 2))
        expect(total(), 'requests in http_request_duration_seconds_count').toBe(requests)
        return lines(ending)
      },
    })
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const labels = (line: string) => /\{(.*)\}/.exec(line)?.[1]

check('measures seconds until the response is complete', { read: 'metrics' }, async () => {
  const build = (app: Express, pass: (ms: number) => void) => {
    app.get('/slow', (_request, response) => {
      pass(250)
      response.write('half')
      setImmediate(() => {
        pass(500)
        response.end('whole')
      })
    })
  }
  await measured(build, async ({ url, pass, series }) => {
    pass(60_000)
    await (await fetch(`${url}/slow`)).text()
    const own = '{method="GET",route="/slow",status="200"'
    expect(await series('', 1), 'a request that takes 250 ms to its first byte and 750 ms in all').toEqual([
      ...['0.01', '0.05', '0.1', '0.5'].map((le) => `http_request_duration_seconds_bucket${own},le="${le}"} 0`),
      ...['1', '5', '+Inf'].map((le) => `http_request_duration_seconds_bucket${own},le="${le}"} 1`),
      `http_request_duration_seconds_sum${own}} 0.75`,
      `http_request_duration_seconds_count${own}} 1`,
    ])
  })
  const begun = performance.now()
  const waits = (app: Express) => {
    app.get('/', (_request, response) => void setTimeout(() => response.end(), 20))
  }
  const real = async ({ url, series }: Measured) => {
    await (await fetch(url)).text()
    const [line = ''] = await series('_sum', 1)
    const seconds = Number(line.split(' ').at(-1))
    expect(seconds, 'without `now`: the seconds of a request that waits 20 ms').toBeGreaterThan(0.015)
    const most = (performance.now() - begun) / 1000
    expect(seconds, 'the same, and no longer than all of it took').toBeLessThanOrEqual(most)
  }
  await measured(waits, real, false)
})

check('names the route by its pattern, with where its router is mounted', { read: 'cardinality' }, async () => {
  const build = (app: Express) => {
    const orders = Router()
    orders.get('/orders/:id', (_request, response) => void response.json({}))
    orders.post('/orders', (_request, response) => void response.status(201).json({}))
    app.use('/api', Router().use('/v1', orders))
    app.get('/health', (_request, response) => void response.json({}))
  }
  await measured(build, async ({ url, series }) => {
    const asks: [string, string][] = [
      ['GET', '/api/v1/orders/17?full=1'],
      ['GET', '/api/v1/orders/18'],
      ['POST', '/api/v1/orders'],
      ['GET', '/health'],
    ]
    for (const [method, path] of asks) await (await fetch(url + path, { method })).text()
    const lines = await series('_count', asks.length)
    expect(
      lines.map((line) => [labels(line), line.split(' ').at(-1)]),
      'two orders, a new order, /health',
    ).toEqual([
      ['method="GET",route="/api/v1/orders/:id",status="200"', '2'],
      ['method="POST",route="/api/v1/orders",status="201"', '1'],
      ['method="GET",route="/health",status="200"', '1'],
    ])
  })
})

check('gives strangers no series: what no route takes is the route none', { read: 'cardinality' }, async () => {
  const build = (app: Express) => {
    app.use(
      '/api',
      Router().get('/orders', (_request, response) => void response.json({})),
    )
    app.use(
      '/files',
      Router().use((_request, response) => void response.status(404).end()),
    )
  }
  await measured(build, async ({ url, series }) => {
    for (const path of ['/wp-login.php', '/api/a', '/files/b', '/c?d=e']) await (await fetch(url + path)).text()
    const lines = await series('_count', 4)
    expect(
      lines.map((line) => [labels(line), line.split(' ').at(-1)]),
      'four paths that no route takes',
    ).toEqual([['method="GET",route="none",status="404"', '4']])
  })
})

check('counts a client that hung up as 499', { read: 'metrics' }, async () => {
  let begun = () => {}
  const isBegun = new Promise<void>((resolve) => {
    begun = resolve
  })
  const build = (app: Express, pass: (ms: number) => void) => {
    app.get('/slow', (_request, response) => {
      response.write('half')
      pass(40)
      begun()
    })
  }
  await measured(build, async ({ url, series }) => {
    const request = httpRequest(`${url}/slow`)
    request.on('error', () => undefined)
    request.end()
    await isBegun
    request.destroy()
    const lines = await series('_sum', 1)
    expect(lines, 'a client that hung up after 40 ms, in the middle of the answer').toEqual([
      'http_request_duration_seconds_sum{method="GET",route="/slow",status="499"} 0.04',
    ])
  })
})
