import { gunzipSync } from 'node:zlib'
import { check, expect, startApp } from 'backend-workbook/check'
import { ask, bodyOf, hangUp, json, KEY, KEYS, logLines, printed, server } from './over-http.ts'

/** For checks that wait until nothing comes any more. */
const PATIENT_MS = 2800

/** What every failure must look like: these three keys, and no others. */
const failure = (code: string) => ({
  error: { code, message: expect.stringMatching(/\S/), requestId: expect.any(String) },
})

check('asks for a key everywhere below /api/v1, and nowhere else', { read: 'levels' }, async () => {
  const app = await server()
  const health = await ask(app, '/health')
  expect([health.status, json(health)], 'GET /health without a key').toEqual([200, { status: 'ok' }])
  expect((await ask(app, '/nothing-here')).status, 'GET /nothing-here without a key').toBe(404)
  for (const path of ['/api/v1/products', '/api/v1/products/7/stock', '/api/v1/nothing-here']) {
    const answer = await ask(app, path)
    expect([answer.status, json(answer)], `GET ${path} without a key`).toEqual([401, failure('unauthorized')])
    expect(answer.headers['www-authenticate'], `the WWW-Authenticate header of that answer`).toMatch(/^bearer/i)
  }
})

check('takes each of the keys, and nothing that only resembles one', { read: 'keys' }, async () => {
  const app = await server()
  for (const key of KEYS) {
    const answer = await ask(app, '/api/v1/products/7', { key })
    expect([answer.status, json(answer)], `GET /api/v1/products/7 with the key ${key}`).toEqual([
      200,
      { data: { id: '7', name: 'Rye flour no. 7', priceCents: 307 } },
    ])
  }
  const wrong = [KEY.slice(0, -1), `${KEY}0`, KEY.toUpperCase(), KEY.replace('0', '1'), KEY.replace('0', 'é'), 'x', '']
  for (const key of [...wrong, KEYS.join(', ')]) {
    const answer = await ask(app, '/api/v1/products/7', { key })
    expect([answer.status, json(answer)], `GET /api/v1/products/7 with the key '${key}', API_KEYS=${KEYS}`).toEqual([
      401,
      failure('unauthorized'),
    ])
  }
  const headers = { authorization: `Not-Bearer ${KEY}` }
  const { status } = await ask(app, '/api/v1/products/7', { headers })
  expect(status, `GET /api/v1/products/7 with ${JSON.stringify(headers)}`).toBe(401)
})

check('lets nobody in when API_KEYS is empty', { read: 'keys' }, async () => {
  const app = await startApp({ env: { API_KEYS: '' } })
  for (const headers of [{}, { authorization: '' }, { authorization: 'Bearer' }, { authorization: 'Bearer ' }]) {
    const { status } = await ask(app, '/api/v1/products/7', { headers })
    expect(status, `GET /api/v1/products/7 with ${JSON.stringify(headers)} when API_KEYS is empty`).toBe(401)
  }
})

check('turns a stranger away before it reads the body', { read: 'bodies', ms: PATIENT_MS }, async () => {
  const app = await server()
  const post = { method: 'POST' }
  const broken = await ask(app, '/api/v1/orders', { ...post, body: '{"lines":' })
  expect(broken.status, 'POST /api/v1/orders with a body that is not JSON, without a key').toBe(401)
  const large = await ask(app, '/api/v1/orders', { ...post, body: bodyOf(300_000) })
  expect(large.status, 'POST /api/v1/orders with 300,000 bytes, without a key').toBe(401)
  const headers = { 'content-type': 'application/json', 'content-length': '1000' }
  const withheld = await ask(app, '/api/v1/orders', { ...post, headers, withheld: true }).catch(String)
  expect(
    typeof withheld === 'string' ? withheld : withheld.status,
    'POST /api/v1/orders that announces 1,000 bytes and sends none, without a key',
  ).toBe(401)
})

check('answers 400 to a body that is not JSON', { read: 'bodies' }, async () => {
  const app = await server()
  for (const body of ['{"lines":[1,2', 'lines=1', '{"lines":[1],}']) {
    const answer = await ask(app, '/api/v1/orders', { method: 'POST', key: KEY, body })
    expect([answer.status, json(answer)], `POST /api/v1/orders with the body ${body}`).toEqual([
      400,
      failure('bad_request'),
    ])
  }
  const good = await ask(app, '/api/v1/orders', { method: 'POST', key: KEY, body: '{"lines":[1,2]}' })
  expect([good.status, json(good)], 'POST /api/v1/orders with the body {"lines":[1,2]}').toEqual([
    201,
    { data: { lines: 2 } },
  ])
})

check('takes orders of 16 KiB and not a byte more, announced or not', { read: 'bodies' }, async () => {
  const app = await server()
  for (const unannounced of [false, true]) {
    const how = unannounced ? ', without a Content-Length' : ''
    const order = { method: 'POST', key: KEY, unannounced }
    const fits = await ask(app, '/api/v1/orders', { ...order, body: bodyOf(16_384) })
    expect(fits.status, `POST /api/v1/orders with 16,384 bytes${how}`).toBe(201)
    for (const bytes of [16_385, 100_000]) {
      const answer = await ask(app, '/api/v1/orders', { ...order, body: bodyOf(bytes) })
      expect([answer.status, json(answer)], `POST /api/v1/orders with ${bytes} bytes${how}`).toEqual([
        413,
        failure('too_large'),
      ])
    }
  }
})

check('has a limit of its own for imports: 256 KiB', { read: 'levels' }, async () => {
  const app = await server()
  const fits = await ask(app, '/api/v1/imports', { method: 'POST', key: KEY, body: bodyOf(262_144) })
  expect([fits.status, json(fits)], 'POST /api/v1/imports with 262,144 bytes').toEqual([202, { data: { lines: 1 } }])
  const answer = await ask(app, '/api/v1/imports', { method: 'POST', key: KEY, body: bodyOf(262_145) })
  expect([answer.status, json(answer)], 'POST /api/v1/imports with 262,145 bytes').toEqual([413, failure('too_large')])
})

check('answers 404 in the same shape to whatever is not there', { read: 'error-middleware' }, async () => {
  const app = await server()
  const product = await ask(app, '/api/v1/products/999', { key: KEY })
  expect([product.status, json(product)], 'GET /api/v1/products/999').toEqual([
    404,
    { error: { code: 'not_found', message: 'There is no product 999.', requestId: expect.any(String) } },
  ])
  for (const [method, path] of [
    ['GET', '/'],
    ['POST', '/health/deeper'],
    ['GET', '/api/v1/nothing-here'],
  ] as const) {
    const answer = await ask(app, path, { method, key: KEY })
    expect([answer.status, json(answer)], `${method} ${path}`).toEqual([404, failure('not_found')])
  }
})

check('tells the client nothing of what caused a 500', { read: 'error-middleware' }, async () => {
  const app = await server()
  const answer = await ask(app, '/api/v1/products/7/stock', { key: KEY })
  expect([answer.status, json(answer)], 'GET /api/v1/products/7/stock, which fails').toEqual([500, failure('internal')])
  const leaked = ['ECONNREFUSED', 'hunter2', 'stock', 'warehouse', 'production-chain', 'node_modules']
  const said = JSON.stringify(answer.headers) + answer.body
  expect(
    leaked.filter((secret) => said.includes(secret)),
    `words of the error and its stack in that answer: ${answer.body}`,
  ).toEqual([])
})

check(
  'keeps the cause of a 500, with the id of the request, for those who run it',
  { read: 'log', ms: PATIENT_MS },
  async () => {
    const app = await server()
    const id = 'find-the-cause-1'
    await ask(app, '/api/v1/products/41/stock', { key: KEY, headers: { 'x-request-id': id } })
    const output = await printed(app, 'reading stock 41')
    expect(output, 'what the server has printed after GET /api/v1/products/41/stock').toContain('reading stock 41')
    await logLines(app, id)
    const about = app
      .output()
      .split('\n')
      .filter((line) => line.includes(id))
    expect(
      about.length,
      `lines that name the request's id ${id}: its log line, and one about the cause`,
    ).toBeGreaterThan(1)
  },
)

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
  for (const given of [undefined, undefined, ...insane]) {
    const { header } = await sent('/health', given)
    expect(header, `X-Request-Id of GET /health for the id ${given}`).toMatch(/^[A-Za-z0-9_-]{8,64}$/)
    expect(header, `X-Request-Id of GET /health for the id ${given}`).not.toBe(given)
    made.add(header)
  }
  expect(made.size, 'different ids among those that it made for 9 requests').toBe(9)
})

check('leaves one line of JSON for each request, whatever became of it', { read: 'log', ms: PATIENT_MS }, async () => {
  const app = await server()
  const requests = [
    { method: 'GET', path: '/health', status: 200 },
    { method: 'GET', path: '/nothing-here', status: 404 },
    { method: 'GET', path: '/api/v1/products/7', status: 401 },
    { method: 'GET', path: '/api/v1/products/7', status: 200, key: KEY },
    { method: 'GET', path: '/api/v1/products', status: 200, key: KEY },
    { method: 'POST', path: '/api/v1/imports', status: 413, key: KEY, body: bodyOf(300_000) },
    { method: 'GET', path: '/api/v1/products/7/stock', status: 500, key: KEY },
  ]
  for (const [index, { method, path, status, ...rest }] of requests.entries()) {
    const id = `one-line-each-${index}`
    const headers = { 'x-request-id': id, 'accept-encoding': 'gzip' }
    await ask(app, `${path}?token=secret`, { method, headers, ...rest })
    expect(await logLines(app, id), `log lines with the id of ${method} ${path}?token=secret`).toEqual([
      { id, method, path, status, ms: expect.any(Number) },
    ])
  }
})

check(
  'times a request until its answer is complete, or its client has hung up',
  { read: 'log', ms: PATIENT_MS },
  async () => {
    const app = await server()
    const path = '/api/v1/products/7/delivery'
    const headers = { authorization: `Bearer ${KEY}` }
    await ask(app, path, { headers: { ...headers, 'x-request-id': 'waited-for-1' } })
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

check('compresses large answers, for those who take gzip', { read: 'compression' }, async () => {
  const app = await server()
  const get = (path: string, accepted: string) => ask(app, path, { key: KEY, headers: { 'accept-encoding': accepted } })
  const plain = await get('/api/v1/products', 'identity')
  const packed = await get('/api/v1/products', 'gzip')
  expect(packed.headers['content-encoding'], 'Content-Encoding of 200 products with Accept-Encoding: gzip').toBe('gzip')
  const unpacked = gunzipSync(Buffer.from(packed.body, 'latin1')).toString('latin1')
  expect(unpacked === plain.body, 'whether the unpacked answer is the one without compression').toBe(true)
  const length = Number(packed.headers['content-length'] ?? packed.body.length)
  expect(length, 'Content-Length of the compressed answer').toBe(packed.body.length)
  for (const [path, accepted] of [
    ['/api/v1/products', 'identity'],
    ['/api/v1/products', 'gzip;q=0, identity'],
    ['/api/v1/products/7', 'gzip'],
  ] as const) {
    const { headers } = await get(path, accepted)
    expect(headers['content-encoding'] ?? 'none', `Content-Encoding of ${path}, Accept-Encoding: ${accepted}`).toBe(
      'none',
    )
  }
  for (const [name, { headers }] of Object.entries({ gzip: packed, identity: plain })) {
    expect(headers['vary'], `Vary of 200 products, Accept-Encoding: ${name}`).toMatch(/accept-encoding/i)
    expect(headers['content-type'], `Content-Type of 200 products, Accept-Encoding: ${name}`).toMatch(/json/)
  }
})
