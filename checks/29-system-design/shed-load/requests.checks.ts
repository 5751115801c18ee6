import { createServer, get, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { check, expect, timeLimit } from 'backend-workbook/check'
import { onTestFinished } from 'vitest'
import { createGate, type Gate, type Priority, shedding } from '../../../exercises/29-system-design/shed-load.ts'

interface Server {
  url: string
  gate: Gate
  /** Urls of the requests that came through, and their answers, which the check ends. */
  reached: string[]
  answers: Map<string, ServerResponse>
}

async function serverWith(limit: number, queue: number, withDeadlines = true): Promise<Server> {
  const gate = createGate({ limit, queue, typicalMs: 3000, now: () => 1000 })
  const reached: string[] = []
  const answers = new Map<string, ServerResponse>()
  const shed = shedding({
    gate,
    priorityOf: ({ url = '' }): Priority => (url.startsWith('/payments') ? 'critical' : 'optional'),
    ...(withDeadlines && { deadlineOf }),
  })
  const app: RequestListener = (request, response) => {
    shed(request, response, () => {
      reached.push(request.url ?? '')
      answers.set(request.url ?? '', response)
    })
  }
  const server = createServer(app).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, gate, reached, answers }
}

function deadlineOf({ headers }: IncomingMessage): number | undefined {
  return headers['x-deadline'] === undefined ? undefined : Number(headers['x-deadline'])
}

interface Call {
  status: () => number | undefined
  headers: () => IncomingMessage['headers']
  body: () => string
  hangUp: () => void
}

function call(url: string, headers: Record<string, string> = {}): Call {
  let response: IncomingMessage | undefined
  let body = ''
  const request = get(url, { agent: false, headers }, (answer) => {
    response = answer
    answer.on('data', (part) => {
      body += part
    })
    answer.on('error', () => undefined)
  })
  request.on('error', () => undefined)
  return {
    status: () => response?.statusCode,
    headers: () => response?.headers ?? {},
    body: () => body,
    hangUp: () => request.destroy(),
  }
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const late = timeLimit(600)
  while (!holds()) {
    if (late.aborted) expect.fail(what)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

check('answers 503 with Retry-After, and does not go on', { read: 'shedding', ms: 6000 }, async () => {
  const { url, gate, reached, answers } = await serverWith(1, 2)
  call(`${url}/search/1`)
  await until('The first request does not reach the route', () => reached.length === 1)
  call(`${url}/search/2`)
  await until('The second request does not wait, with limit 1', () => gate.waiting === 1)
  const displaced = call(`${url}/search/3`)
  await until('The third request does not wait, with queue 2', () => gate.waiting === 2)
  const late = call(`${url}/payments/late`, { 'x-deadline': '0' })
  const refused = call(`${url}/search/4`)
  call(`${url}/payments/1`)
  for (const [what, each] of [
    ['a search that finds the queue full', refused],
    ['a search that a payment has displaced', displaced],
    ['a payment whose deadline has passed', late],
  ] as const) {
    await until(`${what} is not answered`, () => each.body().endsWith('}'))
    const { 'retry-after': retryAfter, 'content-type': type } = each.headers()
    const answer = { status: each.status(), body: JSON.parse(each.body()), retryAfter }
    const expected = { status: 503, body: { error: { code: 'overloaded' } }, retryAfter: '6' }
    expect(answer, `${what}, with limit 1, two that wait, typicalMs 3000`).toEqual(expected)
    expect(type, 'Content-Type').toMatch(/^application\/json/)
  }
  answers.get('/search/1')?.end()
  await until('The payment that waits is not let in', () => reached.length === 2)
  expect(reached, 'what has reached the route').toEqual(['/search/1', '/payments/1'])
})

check('keeps a place until the answer is complete or the client has gone', { read: 'shedding', ms: 6000 }, async () => {
  const { url, gate, reached, answers } = await serverWith(1, 5)
  const first = call(`${url}/search/1`)
  await until('The first request does not reach the route', () => reached.length === 1)
  call(`${url}/search/2`)
  answers.get('/search/1')?.write('a beginning')
  await until('The beginning of the answer does not come', () => first.body() === 'a beginning')
  await until('The second request does not wait while the first answer is not complete', () => gate.waiting === 1)
  expect(reached, 'what has reached the route while the first answer is not complete').toEqual(['/search/1'])
  answers.get('/search/1')?.end()
  await until('The second request does not get the place of the first', () => reached.length === 2)
  const third = call(`${url}/search/3`)
  await until('The third request does not wait', () => gate.waiting === 1)
  answers.get('/search/2')?.destroy()
  await until('The third request does not get the place of one whose connection is gone', () => reached.length === 3)
  const paused = get(`${url}/search/large`, { agent: false })
  paused.on('error', () => undefined)
  const large = new Promise<IncomingMessage>((resolve) => paused.once('response', resolve))
  third.hangUp()
  await until('The place of a client that has hung up is not given to the next', () => reached.length === 4)
  answers.get('/search/large')?.end(Buffer.alloc(32_000_000))
  const answer = await large
  expect(gate.inside, 'how many are inside, when an answer of 32 MB has begun and its client does not read').toBe(1)
  answer.resume()
  await until('The place of an answer that was read to its end is not given back', () => gate.inside === 0)
})

check('forgets a request whose client goes away while it waits', { read: 'shedding', ms: 6000 }, async () => {
  const { url, gate, reached, answers } = await serverWith(1, 1, false)
  call(`${url}/search/1`)
  await until('The first request does not reach the route', () => reached.length === 1)
  const second = call(`${url}/search/2`)
  await until('The second request does not wait', () => gate.waiting === 1)
  second.hangUp()
  await until('A request whose client has hung up still waits', () => gate.waiting === 0)
  call(`${url}/search/3`)
  await until('The third request does not wait', () => gate.waiting === 1)
  answers.get('/search/1')?.end()
  await until('The third request does not reach the route', () => reached.includes('/search/3'))
  expect(reached, 'what has reached the route').toEqual(['/search/1', '/search/3'])
  answers.get('/search/3')?.end()
  await until('Not all places are given back', () => gate.inside === 0)
})
