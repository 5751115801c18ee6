import { createHmac } from 'node:crypto'
import { check, expect } from 'backend-workbook/check'
import { ask, bearer, gateway, json, SECRET, service } from './town.ts'

check('lets nobody in without a token that is right', { read: 'edge', ms: 6000 }, async () => {
  const orders = await service(json({}))
  const url = await gateway({ routes: [{ prefix: '/orders', target: orders.target }] })
  const unsigned = bearer().split('.')
  const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
  const cases: [string, string | undefined][] = [
    ['no Authorization', undefined],
    ['another scheme', bearer().replace('Bearer', 'Basic')],
    ['no token', 'Bearer '],
    ['what is no token', 'Bearer seven'],
    ['a token of another secret', bearer({}, 'another secret, of as many bytes')],
    ['a token that has expired', bearer({ exp: Math.floor(Date.now() / 1000) - 1 })],
    ['a token without exp', bearer({ exp: undefined })],
    ['a token that was signed with HS512', bearer({}, undefined, { algorithm: 'HS512' })],
    ['a token with alg none', `Bearer ${header}.${unsigned[1]}.`],
    ['a token without sub', bearer({ sub: undefined })],
    ['a token with an empty sub', bearer({ sub: '' })],
    ['a token whose sub is a number', signed({ sub: 7, exp: 4_000_000_000 })],
  ]
  for (const [what, authorization] of cases) {
    const { status, body, headers } = await ask(url, '/orders', {
      headers: authorization === undefined ? {} : { authorization },
    })
    expect({ status, body }, `GET /orders with ${what}`).toEqual({
      status: 401,
      body: { error: { code: 'unauthenticated' } },
    })
    expect(headers['www-authenticate'], `WWW-Authenticate of the answer to ${what}`).toBe('Bearer')
  }
  expect(orders.seen.length, 'requests that the service has got of all these').toBe(0)
  expect((await ask(url, '/orders', { headers: { authorization: bearer() } })).status, 'with a right token').toBe(200)
})

/** Signs what libraries refuse to. */
function signed(claims: object): string {
  const [header, payload] = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  )
  const signature = createHmac('sha256', SECRET).update(`${header}.${payload}`).digest('base64url')
  return `Bearer ${header}.${payload}.${signature}`
}

check('says who it is, and lets nobody else say it', { read: 'edge', ms: 6000 }, async () => {
  const orders = await service(json({}))
  const url = await gateway({
    routes: [
      { prefix: '/orders', target: orders.target },
      { prefix: '/catalog', target: orders.target, public: true },
    ],
  })
  const forged = {
    'X-User-Id': 'admin',
    'x-user-role': 'admin',
    'X-USER-PERMISSIONS': 'all',
    'x-user-': 'all',
    'x-users': 'stays',
  }
  const identity = () => {
    const headers = orders.seen.at(-1)?.headers ?? {}
    return Object.fromEntries(Object.entries(headers).filter(([name]) => /^(x-user|authorization)/.test(name)))
  }
  for (const [claims, expected] of [
    [{}, { 'x-user-id': 'u-7', 'x-user-role': 'retailer' }],
    [
      { sub: '0', role: 'rider' },
      { 'x-user-id': '0', 'x-user-role': 'rider' },
    ],
    [{ role: undefined }, { 'x-user-id': 'u-7' }],
    [{ role: { admin: true } }, { 'x-user-id': 'u-7' }],
  ] as const) {
    const given = `of a token with ${JSON.stringify({ sub: 'u-7', role: 'retailer', ...claims })}`
    for (const [headers, also] of [
      [{}, {}],
      [forged, { 'x-users': 'stays' }],
    ] as const) {
      await ask(url, '/orders', { headers: { ...headers, authorization: bearer(claims) } })
      expect(identity(), `identity at the service, ${given}, when the client sends ${Object.keys(headers)}`).toEqual({
        ...expected,
        ...also,
      })
    }
  }
  for (const authorization of [bearer(), 'Bearer seven', '']) {
    const { status } = await ask(url, '/catalog', { headers: { ...forged, ...(authorization && { authorization }) } })
    expect(status, `GET of a public route, with Authorization ${authorization}`).toBe(200)
    expect(identity(), 'identity at the service of a public route').toEqual({ 'x-users': 'stays' })
  }
})
