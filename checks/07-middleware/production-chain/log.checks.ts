import { type App, check, expect } from 'backend-workbook/check'
import { ask, bodyOf, hangUp, json, KEY, logLines, PATIENT_MS, server } from '../over-http.ts'

check('gives every request an id, and takes over only a sane one', { read: 'request-id' }, async () => {
  const app = await server()
  const sent = async (path: string, given?: string) => {
    const headers = given === undefined ? {} : { 'x-request-id': given }
    const answer = await ask(app, path, { headers })
    const { error } = json(answer) as { error?: { requestId?: unknown } }
    return { header: answer.headers['x-request-id'], inBody: error?.requestId }
  }
  for (const id of ['checkout-7f3a', 'A_b-4567', 'x'.repeat(64)]) {
    expect(await sent('/api/v1/products', id), `X-Request-Id of a 401, and requestId in it, for the id ${id}`).toEqual({
      header: id,
      inBody: id,
    })
  }
  const made = new Set<unknown>()
  const insane = [
    'short-7',
    'x'.repeat(65),
    'two words-1',
    '"},{"status":200',
    'checkout.7f3a',
    'checkout;7f3a',
    'caf\u00e9-checkout',
  ]
  for (const given of [undefined, ...insane]) {
    const first = await sent('/health', given)
    const second = await sent('/health', given)
    for (const { header } of [first, second]) {
      expect(header, `X-Request-Id of GET /health for the id ${given}`).toMatch(/^[A-Za-z0-9_-]{8,64}$/)
      expect(header, `X-Request-Id of GET /health for the id ${given}`).not.toBe(given)
      made.add(header)
    }
    expect(second.header, `X-Request-Id of a second GET /health for the id ${given}`).not.toBe(first.header)
  }
  expect(made.size, 'different ids among those that it made for 16 requests').toBe(16)
  const ids = Array.from({ length: 5 }, (_, index) => `side-by-side-${index}`)
  const answers = await failAtOnce(app, ids)
  expect(answers, 'requestId in the failures of five requests at the same time').toEqual(ids)
})

/** Fails with each of these ids, all at the same time, and gives the ids in the answers. */
function failAtOnce(app: App, ids: string[]): Promise<unknown[]> {
  return Promise.all(
    ids.map(async (id, index) => {
      const answer = await ask(app, `/api/v1/products/${index}/stock`, { key: KEY, headers: { 'x-request-id': id } })
      return (json(answer) as { error?: { requestId?: unknown } }).error?.requestId
    }),
  )
}

async function logsThemApart(app: App) {
  const ids = Array.from({ length: 5 }, (_, index) => `logged-apart-${index}`)
  await failAtOnce(app, ids)
  const lines = await Promise.all(ids.map((id) => logLines(app, id)))
  expect(
    lines.map((all) => all.map(({ path }) => path)),
    'path in the log lines with the ids of five requests at the same time',
  ).toEqual(ids.map((_, index) => [`/api/v1/products/${index}/stock`]))
}

check('leaves one line of JSON for each request, whatever became of it', { read: 'log', ms: PATIENT_MS }, async () => {
  const app = await server()
  const requests = [
    { method: 'GET', path: '/health', status: 200 },
    { method: 'GET', path: '/nothing-here', status: 404 },
    { method: 'GET', path: '/api/v1/products/7', status: 401 },
    { method: 'GET', path: '/api/v1/products/7', status: 200, key: KEY },
    { method: 'GET', path: '/api/v1/products', status: 200, key: KEY },
    { method: 'POST', path: '/api/v1/orders', status: 400, key: KEY, body: '{' },
    { method: 'POST', path: '/api/v1/imports', status: 413, key: KEY, body: bodyOf(300_000) },
    { method: 'GET', path: '/api/v1/products/8/stock', status: 500, key: KEY },
    { method: 'GET', path: '/not%20here%2F', status: 404 },
  ]
  for (const [index, { method, path, status, ...rest }] of requests.entries()) {
    const id = `one-line-each-${index}`
    const headers = { 'x-request-id': id, 'accept-encoding': 'gzip' }
    const answer = await ask(app, `${path}?token=secret`, { method, headers, ...rest })
    expect(answer.headers['x-request-id'], `X-Request-Id of the answer to ${method} ${path}`).toBe(id)
    expect(await logLines(app, id), `log lines on stdout with the id of ${method} ${path}?token=secret`).toEqual([
      { id, method, path, status, ms: expect.any(Number) },
    ])
  }
  const id = 'one-line-quotes'
  await ask(app, '/say-"hello"', { headers: { 'x-request-id': id } })
  expect(await logLines(app, id), 'log lines on stdout with the id of GET /say-"hello"').toEqual([
    // Whoever takes the url apart with the class URL has the quotes as %22.
    { id, method: 'GET', path: expect.stringMatching(/^\/say-("|%22)hello\1$/), status: 404, ms: expect.any(Number) },
  ])
  await logsThemApart(app)
})

check(
  'times a request until its answer is complete, or its client has hung up',
  { read: 'log', ms: PATIENT_MS },
  async () => {
    const app = await server()
    const path = '/api/v1/products/7/delivery'
    const headers = { authorization: `Bearer ${KEY}` }
    let answered = false
    const waiting = ask(app, path, { headers: { ...headers, 'x-request-id': 'waited-for-1' } }).finally(() => {
      answered = true
    })
    const others = async () => {
      while (!answered) await ask(app, '/health')
    }
    await Promise.all([waiting, others(), others(), others()]) // they come and go, and each has a time of its own
    const [waited] = await logLines(app, 'waited-for-1')
    expect(waited?.status, `status in the log line of GET ${path}`).toBe(200)
    expect(waited?.ms, `ms in the log line of GET ${path}, which takes 150 ms`).toBeGreaterThan(140)
    expect(waited?.ms, `ms in the log line of GET ${path}, which takes 150 ms`).toBeLessThan(1500)
    await hangUp(app, path, { ...headers, 'x-request-id': 'hung-up-1' })
    const hungUp = await logLines(app, 'hung-up-1')
    expect(
      hungUp.map(({ status }) => status),
      `status in each log line of GET ${path} when the client hangs up at once`,
    ).toEqual([499])
  },
)
