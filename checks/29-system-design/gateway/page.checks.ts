import { check, expect, stretched } from 'backend-workbook/check'
import { ask, bearer, chanceFor, gateway, json, PATIENT_MS, type Service, service, silent, until } from './town.ts'

interface Page {
  url: string
  product: Service
  stock: Service
  reviews: Service
}

async function page(deadlines: { product?: number; stock?: number; reviews?: number } = {}): Promise<Page> {
  const [product, stock, reviews] = [
    await service(json({ sku: 'tea' })),
    await service(json(12)),
    await service(json([])),
  ]
  const part = ({ target }: Service, deadlineMs = PATIENT_MS) => ({ target, deadlineMs })
  const url = await gateway({
    page: {
      product: part(product, deadlines.product),
      stock: part(stock, deadlines.stock),
      reviews: part(reviews, deadlines.reviews),
    },
  })
  return { url, product, stock, reviews }
}

check('makes a page of three answers, asked for at once', { read: 'aggregation', ms: 6000 }, async () => {
  const { url, product, stock, reviews } = await page()
  const all = [product, stock, reviews]
  const { status, body, headers } = await ask(url, '/pages/products/tea', {
    headers: { authorization: bearer(), 'x-user-id': 'admin', cookie: 'a=1', 'x-request-id': 'req-7' },
  })
  expect({ status, body }, 'GET /pages/products/tea').toEqual({
    status: 200,
    body: { product: { sku: 'tea' }, stock: 12, reviews: [], missing: [] },
  })
  expect(headers['cache-control'], 'Cache-Control of a page that is complete').not.toBe('no-store')
  const seen = all.map((each) => each.seen.at(-1))
  expect(
    seen.map((request) => `${request?.method} ${request?.url}`),
    'what the services were asked',
  ).toEqual(['GET /products/tea', 'GET /stock/tea', 'GET /reviews/tea'])
  for (const request of seen) {
    const { authorization, cookie, 'x-user-id': user, 'x-request-id': id } = request?.headers ?? {}
    expect({ authorization, cookie, user, id }, 'headers that a service gets of the client').toEqual({ id: 'req-7' })
  }
  product.answer(json('a product'))
  stock.answer(json(0))
  reviews.answer(json(null))
  const falsy = await ask(url, '/pages/products/a%20b%3Fc')
  const expected = { product: 'a product', stock: 0, reviews: null, missing: [] }
  expect(falsy.body, 'a page whose services answer 0 and null').toEqual(expected)
  expect(product.seen.at(-1)?.url, 'what the first service was asked for GET /pages/products/a%20b%3Fc').toBe(
    '/products/a%20b%3Fc',
  )
  for (const each of all) each.answer(silent)
  const counts = all.map((each) => each.seen.length + 1)
  const client = new AbortController()
  const pending = ask(url, '/pages/products/tea', { signal: client.signal }).catch(() => undefined)
  await until('While no service has answered, not all three are asked', () =>
    all.every((each, index) => each.seen.length === counts[index]),
  )
  client.abort()
  await pending
})

check('shows the page without stock and reviews where these fail', { read: 'aggregation', ms: 6000 }, async () => {
  const { url, stock, reviews } = await page()
  const broken = json({ message: 'no' }, 500)
  for (const [which, missing] of [
    [[stock], ['stock']],
    [[reviews], ['reviews']],
    [
      [stock, reviews],
      ['stock', 'reviews'],
    ],
  ] as const) {
    stock.answer(json(12))
    reviews.answer(json([5]))
    for (const each of which) each.answer(broken)
    const { status, body, headers } = await ask(url, '/pages/products/tea')
    expect({ status, body }, `a page when ${missing.join(' and ')} answer 500`).toEqual({
      status: 200,
      body: {
        product: { sku: 'tea' },
        stock: which.some((each) => each === stock) ? null : 12,
        reviews: which.some((each) => each === reviews) ? null : [5],
        missing,
      },
    })
    expect(headers['cache-control'], 'Cache-Control of a page where something is missing').toBe('no-store')
  }
  stock.answer((request, response) => void setTimeout(() => broken(request, response), stretched(100)))
  const late = await ask(url, '/pages/products/tea')
  expect(late.body, 'a page when reviews answer 500 at once, and stock somewhat later').toMatchObject({
    missing: ['stock', 'reviews'],
  })
  stock.answer(json(12))
  for (const [what, listener] of [
    ['404', json([], 404)],
    ['201', json([], 201)],
    ['no JSON', (_request, response) => void response.end('<html>')],
    ['a broken connection', (request) => void request.socket.destroy()],
  ] as [string, Parameters<Service['answer']>[0]][]) {
    reviews.answer(listener)
    const { body } = await ask(url, '/pages/products/tea')
    const expected = { product: { sku: 'tea' }, stock: 12, reviews: null, missing: ['reviews'] }
    expect(body, `a page when the answer of reviews is ${what}`).toEqual(expected)
  }
})

check('gives each part its own deadline, for its whole answer', { read: 'aggregation', ms: 8000 }, async () => {
  const soon = stretched(150)
  const mixed = await page({ stock: soon })
  mixed.stock.answer(silent)
  mixed.reviews.answer((_request, response) => void setTimeout(() => response.end('[5]'), soon + 100))
  const first = await ask(mixed.url, '/pages/products/tea', { patientMs: 1000 })
  expect(
    first.body,
    `a page when stock (${soon} ms) never answers, and reviews (${PATIENT_MS} ms) take longer`,
  ).toEqual({
    ...{ product: { sku: 'tea' }, stock: null, reviews: [5], missing: ['stock'] },
  })
  const { url, product, stock, reviews } = await page({ stock: soon, reviews: soon })
  stock.answer(silent)
  reviews.answer((_request, response) => void response.writeHead(200).write('[5,'))
  product.answer((_request, response) => void setTimeout(() => response.end('{}'), soon + 100))
  const { status, body } = await ask(url, '/pages/products/tea', { patientMs: 1000 })
  const given = `a page when stock never answers, reviews begin and do not end (both have ${soon} ms), and the product takes longer`
  expect({ status, body }, given).toEqual({
    status: 200,
    body: { product: {}, stock: null, reviews: null, missing: ['stock', 'reviews'] },
  })
  await until('Requests that missed their deadline are not aborted', () =>
    [stock, reviews].every(({ seen }) => seen.at(-1)?.aborted),
  )
})

check('gives no page without the product, and says so at once', { read: 'aggregation', ms: 8000 }, async () => {
  const { url, product, stock, reviews } = await page()
  for (const [what, listener, expected] of [
    ['is 404', json({}, 404), { status: 404, body: { error: { code: 'not_found' } } }],
    ['is 500', json({}, 500), { status: 502, body: { error: { code: 'bad_gateway' } } }],
    [
      'is no JSON',
      (_request, response) => void response.end('tea'),
      { status: 502, body: { error: { code: 'bad_gateway' } } },
    ],
    [
      'breaks off',
      (request) => void request.socket.destroy(),
      { status: 502, body: { error: { code: 'bad_gateway' } } },
    ],
  ] as [string, Parameters<Service['answer']>[0], object][]) {
    const others = [stock, reviews].map(({ seen }) => ({ seen, before: seen.length }))
    for (const each of [stock, reviews]) each.answer(silent)
    product.answer(async (request, response) => {
      // Where they are not asked beside it, another check says so.
      await chanceFor(() => others.every(({ seen, before }) => seen.length > before))
      listener(request, response)
    })
    const { status, body } = await ask(url, '/pages/products/tea', { patientMs: 600 })
    expect({ status, body }, `a page when the answer for the product ${what}, and the others do not answer`).toEqual(
      expected,
    )
    await until('The requests for stock and reviews are not aborted', () =>
      others.every(({ seen, before }) => seen.slice(before).every(({ aborted }) => aborted)),
    )
  }
  const late = await page({ product: 100 })
  late.product.answer(silent)
  const { status, body } = await ask(late.url, '/pages/products/tea')
  expect({ status, body }, 'a page when the product misses its deadline of 100 ms').toEqual({
    status: 504,
    body: { error: { code: 'gateway_timeout' } },
  })
})
