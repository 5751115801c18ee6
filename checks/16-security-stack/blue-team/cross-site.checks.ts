import { check, expect } from 'backend-workbook/check'
import {
  type Answer,
  accountRow,
  ask,
  database,
  FRONTEND,
  failed,
  failure,
  ORIGINS,
  PASSWORD,
  person,
  product,
} from './market.ts'

/** Origins that are not in the list, however much they look like it. */
const STRANGERS = [
  'https://evil.example',
  'http://market.example',
  'https://market.example.evil.example',
  'https://evilmarket.example',
  'https://marketxexample',
  'https://market.example:8443',
  'null',
]

check('lets pages of its own origins read answers, and no others', { read: 'cors', ms: 2800 }, async () => {
  const ann = await person()
  const preflight = (origin: string) =>
    ask('/account', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'content-type',
      },
    })
  for (const origin of ORIGINS) {
    for (const [request, answer] of [
      ['GET /account', await ask('/account', { as: ann, headers: { origin } })],
      ['GET /account without a session', await ask('/account', { headers: { origin } })],
      ['the preflight of PATCH /account', await preflight(origin)],
    ] as const) {
      const { 'access-control-allow-origin': allowed, 'access-control-allow-credentials': credentials } =
        headersOf(answer)
      expect({ allowed, credentials }, `who may read the answer to ${request} from ${origin}`).toEqual({
        allowed: origin,
        credentials: 'true',
      })
      expect(answer.headers.get('vary') ?? 'none', `Vary of ${request} from ${origin}`).toMatch(/\borigin\b/i)
    }
    const { status, headers } = await preflight(origin)
    expect([200, 204], 'status of a preflight').toContain(status)
    expect(headers.get('access-control-allow-methods') ?? 'none', 'methods that a preflight allows').toMatch(
      /\bPATCH\b/,
    )
    expect(headers.get('access-control-allow-headers') ?? 'none', 'headers that a preflight allows').toMatch(
      /\bcontent-type\b/i,
    )
  }
  for (const origin of STRANGERS) {
    for (const [request, { headers }] of [
      ['GET /account', await ask('/account', { as: ann, headers: { origin } })],
      ['the preflight of PATCH /account', await preflight(origin)],
    ] as const) {
      const allowed = headers.get('access-control-allow-origin')
      expect(allowed, `Access-Control-Allow-Origin in the answer to ${request} from ${origin}`).toBe(null)
    }
  }
})

const headersOf = ({ headers }: Answer): Record<string, string> => Object.fromEntries(headers)

check('changes nothing for a request that another site made', { read: 'csrf', ms: 2800 }, async () => {
  const ann = await person()
  const id = await product()
  const login = await ask('/login', { json: { email: ann.email, password: PASSWORD } })
  expect(login.body, 'the answer to POST /login').toEqual({
    data: { id: ann.id, name: expect.stringMatching(/^Person/) },
  })
  const cookie = login.headers.get('set-cookie') ?? 'none'
  expect(cookie, 'the cookie of POST /login').toMatch(/;\s*httponly\b/i)
  expect(cookie, 'the cookie of POST /login').toMatch(/;\s*samesite=(lax|strict)\b/i)

  for (const origin of STRANGERS) {
    const payout = await ask('/account/payout', { as: ann, form: { iban: 'XX66' }, headers: { origin } })
    expect(failure(payout), `POST /account/payout with the Origin ${origin}`).toEqual(failed(403, 'forbidden'))
  }
  const headers = { origin: 'https://evil.example' }
  for (const [method, path, json] of [
    ['PATCH', '/account', { name: 'Eve' }],
    ['POST', '/orders', { note: 'for Eve' }],
    ['POST', `/products/${id}/reviews`, { text: 'by Eve' }],
    ['POST', '/login', { email: ann.email, password: PASSWORD }],
  ] as const) {
    const answer = await ask(path, { method, as: ann, json, headers })
    expect(failure(answer), `${method} ${path} with the Origin https://evil.example`).toEqual(failed(403, 'forbidden'))
    expect(answer.headers.get('set-cookie'), `the cookie of that answer`).toBe(null)
  }
  const db = await database()
  const { rows } = await db.query(
    `SELECT (SELECT count(*)::int FROM orders WHERE account_id = $1) AS orders,
      (SELECT count(*)::int FROM reviews WHERE account_id = $1) AS reviews`,
    [ann.id],
  )
  expect(rows, 'orders and reviews of that account').toEqual([{ orders: 0, reviews: 0 }])
  const link = await ask('/account/payout?iban=XX67', { as: ann })
  expect([404, 405], 'status of GET /account/payout?iban=XX67').toContain(link.status)
  const { iban, name } = await accountRow(ann.id)
  expect({ iban, name }, 'the account after all of these').toEqual({
    iban: 'DE00',
    name: expect.stringMatching(/^Person/),
  })

  const own = await ask('/account/payout', { as: ann, form: { iban: 'DE01' }, headers: { origin: FRONTEND } })
  expect([own.status, (await accountRow(ann.id))['iban']], `POST /account/payout from ${FRONTEND}`).toEqual([
    204,
    'DE01',
  ])
  const program = await ask('/account/payout', { as: ann, json: { iban: 'DE02' } })
  expect([program.status, (await accountRow(ann.id))['iban']], 'POST /account/payout without an Origin').toEqual([
    204,
    'DE02',
  ])
  for (const method of ['GET', 'HEAD']) {
    const { status } = await ask('/products', { method, headers })
    expect(status, `${method} /products with the Origin https://evil.example`).toBe(200)
  }
})

check('sends the security headers with every answer', { read: 'headers' }, async () => {
  const ann = await person()
  const id = await product()
  for (const [request, answer] of [
    [`GET /products/${id}`, await ask(`/products/${id}`)],
    ['GET /account', await ask('/account', { as: ann })],
    ['GET /account without a session', await ask('/account')],
    ['GET /nothing-here', await ask('/nothing-here')],
    ['POST /orders with JSON that cannot be read', await ask('/orders', { as: ann, json: '{"note":' })],
    [
      'POST /account/payout from another site',
      await ask('/account/payout', { as: ann, form: { iban: 'X' }, headers: { origin: 'https://evil.example' } }),
    ],
  ] as const) {
    const headers = headersOf(answer)
    const policy = policyOf(headers['content-security-policy'] ?? '')
    const scripts = policy['script-src'] ?? policy['default-src'] ?? ['no script-src, no default-src']
    expect(scripts.filter(isForeign), `other sources of scripts in the Content-Security-Policy of ${request}`).toEqual(
      [],
    )
    const frames = policy['frame-ancestors'] ?? ['no frame-ancestors']
    expect(frames.filter(isForeign), `other frame-ancestors in the Content-Security-Policy of ${request}`).toEqual([])
    expect(headers['x-content-type-options'], `X-Content-Type-Options of ${request}`).toBe('nosniff')
    expect(headers['referrer-policy'], `Referrer-Policy of ${request}`).toMatch(/\S/)
    const [, seconds = '0'] = /max-age="?(\d+)/i.exec(headers['strict-transport-security'] ?? '') ?? []
    expect(Number(seconds), `max-age in Strict-Transport-Security of ${request}`).toBeGreaterThanOrEqual(180 * 86_400)
    expect(headers['x-powered-by'], `X-Powered-By of ${request}`).toBe(undefined)
  }
})

function policyOf(header: string): Record<string, string[]> {
  const directives = header.split(';').map((directive) => directive.trim().toLowerCase().split(/\s+/))
  return Object.fromEntries(directives.map(([name = '', ...sources]) => [name, sources]))
}

const isForeign = (source: string) => source !== "'self'" && source !== "'none'"
