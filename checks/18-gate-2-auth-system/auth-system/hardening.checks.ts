import { check, expect } from 'backend-workbook/check'
import { type Answer, AUTH, ask, FORBIDDEN, logIn, ME, me, ORDERS, refreshed, refusal, signedIn } from './client.ts'
import { FRIENDS, MARKET, theService } from './service.ts'

const HALF_A_YEAR = 180 * 24 * 60 * 60

check(
  'sends the headers that browsers protect people with, errors included',
  { read: 'doors', requirement: 'hardening', points: 1 },
  async () => {
    const app = await theService()
    const { access: token } = await signedIn(app)
    for (const [method, path, asking] of [
      ['GET', ME, { token }],
      ['GET', ME, {}],
      ['GET', '/no/such/route', {}],
      ['GET', '/api/v1/%zz', {}],
      ['POST', `${AUTH}/login`, { body: '{' }],
      ['POST', `${AUTH}/refresh`, {}],
      ['PATCH', ME, { token, body: { role: 'admin' } }],
    ] as const) {
      const answer = await ask(app, method, path, asking)
      const given = `${method} ${path}, which is ${answer.status}`
      expectHeaders(answer, given)
    }
  },
)

function expectHeaders({ headers }: Answer, given: string): void {
  expect(headers.get('x-content-type-options'), `X-Content-Type-Options of ${given}`).toBe('nosniff')
  expect(headers.get('referrer-policy'), `Referrer-Policy of ${given}`).toMatch(/\S/)
  const hsts = /max-age="?(\d+)/i.exec(headers.get('strict-transport-security') ?? '')?.[1]
  expect(Number(hsts ?? 0), `max-age in Strict-Transport-Security of ${given}`).toBeGreaterThanOrEqual(HALF_A_YEAR)
  const policy = new Map(
    (headers.get('content-security-policy') ?? '').split(';').map((directive) => {
      const [name = '', ...sources] = directive.trim().split(/\s+/)
      return [name.toLowerCase(), sources.join(' ')]
    }),
  )
  const ancestors = policy.get('frame-ancestors') ?? '(missing)'
  expect(["'none'", "'self'"], `frame-ancestors in the Content-Security-Policy of ${given}`).toContain(ancestors)
  const scripts = policy.get('script-src') ?? policy.get('default-src') ?? '(missing)'
  expect(["'none'", "'self'"], `where scripts come from in the Content-Security-Policy of ${given}`).toContain(scripts)
  expect(headers.get('x-powered-by'), `X-Powered-By of ${given}`).toBeNull()
}

const STRANGERS = [
  ...[
    'https://evil.example',
    'null',
    'http://app.example',
    'https://app.example:8443',
    'https://app.example.evil.example',
  ],
  ...['https://evil-app.example', 'https://APP.example.', 'https://market.example.evil.example'],
]

check(
  'lets pages of the origins that it knows read its answers, and no others',
  { read: 'doors', requirement: 'hardening', points: 1 },
  async () => {
    const app = await theService()
    const { access: token } = await signedIn(app)
    for (const origin of FRIENDS) {
      const answer = await ask(app, 'GET', ME, { token, headers: { origin } })
      expect(corsOf(answer), `what GET ${ME} with Origin: ${origin} allows`).toEqual({ origin, credentials: 'true' })
      expect(answer.headers.get('vary')?.toLowerCase(), 'Vary of that').toMatch(/\borigin\b/)
      for (const method of ['POST', 'PATCH', 'DELETE']) {
        const headers = {
          origin,
          'access-control-request-method': method,
          'access-control-request-headers': 'authorization,content-type',
        }
        const preflight = await ask(app, 'OPTIONS', `${ORDERS}/1`, { headers })
        const given = `the preflight of ${method} with Origin: ${origin}`
        expect([200, 204], `the status of ${given}`).toContain(preflight.status)
        expect(corsOf(preflight), `what ${given} allows`).toEqual({ origin, credentials: 'true' })
        expect(listOf(preflight, 'access-control-allow-methods'), `the methods of ${given}`).toContain(
          method.toLowerCase(),
        )
        const allowed = listOf(preflight, 'access-control-allow-headers')
        expect(allowed, `the headers of ${given}`).toEqual(expect.arrayContaining(['authorization', 'content-type']))
      }
    }
    for (const origin of STRANGERS) {
      const answer = await ask(app, 'GET', ME, { token, headers: { origin } })
      expect(corsOf(answer).origin, `Access-Control-Allow-Origin of GET ${ME} with Origin: ${origin}`).toBeNull()
      const headers = { origin, 'access-control-request-method': 'POST' }
      const preflight = await ask(app, 'OPTIONS', `${AUTH}/refresh`, { headers })
      expect(corsOf(preflight).origin, `Access-Control-Allow-Origin of a preflight with Origin: ${origin}`).toBeNull()
    }
  },
)

const corsOf = ({ headers }: Answer) => ({
  origin: headers.get('access-control-allow-origin'),
  credentials: headers.get('access-control-allow-credentials'),
})

const listOf = ({ headers }: Answer, name: string) =>
  (headers.get(name) ?? '').split(',').map((each) => each.trim().toLowerCase())

check(
  'lets no page of another site change anything',
  { read: 'doors', requirement: 'hardening', points: 3 },
  async () => {
    const app = await theService()
    const person = await signedIn(app)
    for (const origin of STRANGERS) {
      for (const [method, path, asking] of [
        ['POST', `${AUTH}/refresh`, { refresh: person.refresh }],
        ['POST', `${AUTH}/logout`, { refresh: person.refresh }],
        ['POST', `${AUTH}/logout-everywhere`, { refresh: person.refresh, token: person.access }],
        ['POST', `${AUTH}/login`, { body: { email: person.email, password: person.password } }],
        ['PATCH', ME, { token: person.access, body: { name: 'Eve' } }],
      ] as const) {
        const answer = await ask(app, method, path, { ...asking, headers: { origin } })
        expect(refusal(answer), `${method} ${path} with Origin: ${origin}`).toEqual(FORBIDDEN)
        expect(answer.headers.getSetCookie(), 'the cookies that it sets').toEqual([])
      }
    }
    const read = await ask(app, 'GET', ME, { token: person.access, headers: { origin: 'https://evil.example' } })
    expect(read.status, `GET ${ME} with Origin: https://evil.example`).toBe(200)
    const looked = await ask(app, 'HEAD', ME, { token: person.access, headers: { origin: 'https://evil.example' } })
    expect(looked.status, `HEAD ${ME} with Origin: https://evil.example`).not.toBe(403)
    const now = await me(app, person.access)
    expect(now.body, `GET ${ME} after all that`).toMatchObject({ data: { name: person.name } })
    let { refresh } = await refreshed(app, person.refresh, ' after all that')
    for (const origin of [MARKET, ...FRIENDS]) {
      const answer = await ask(app, 'POST', `${AUTH}/refresh`, { refresh, headers: { origin } })
      expect(answer.status, `POST ${AUTH}/refresh with Origin: ${origin}`).toBe(200)
      refresh = /refresh=([^;]+)/.exec(answer.headers.getSetCookie().join())?.[1] ?? ''
    }
    await logIn(app, person)
  },
)
