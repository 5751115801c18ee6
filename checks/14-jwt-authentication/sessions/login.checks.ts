import { check, expect } from 'backend-workbook/check'
import jwt from 'jsonwebtoken'
import { buildApp } from '../../../exercises/14-jwt-authentication/sessions.ts'
import { parseCookie } from '../browser.ts'
import { DAY, emailOf, inMarket, type Market, PASSWORD, tokenIn } from '../market.ts'
import { encode, part, START } from '../tokens.ts'

const unauthorized = { error: expect.objectContaining({ code: 'unauthorized' }) }

check(
  'answers a login with an access token for 15 minutes, and a wrong one with none',
  { read: 'access-token' },
  async () => {
    await inMarket(buildApp, async ({ browser, users, pass, secrets }) => {
      for (const who of ['ada', 'vik', 'sam']) {
        pass(61.5)
        const answer = await browser().ask('POST', '/auth/login', { email: emailOf(who), password: PASSWORD })
        const { id = '', role = '' } = users.get(who) ?? {}
        const login = `POST /auth/login as ${who}`
        expect([answer.status, answer.body], login).toMatchObject([
          200,
          { accessToken: expect.any(String), expiresIn: 900 },
        ])
        const token = tokenIn(answer.body)
        const iat = Math.floor(START + 61.5 * ([...users.keys()].indexOf(who) + 1))
        expect(part(token, 0), `the header of the access token of ${login}`).toMatchObject({ alg: 'HS256' })
        expect(part(token, 1), `its payload, ${iat} being now`).toMatchObject({ sub: id, role, iat, exp: iat + 900 })
        const verified = () => jwt.verify(token, secrets.access, { algorithms: ['HS256'], clockTimestamp: iat })
        expect(verified, 'jsonwebtoken about it, with secrets.access').not.toThrow()
      }
    })
    await inMarket(buildApp, async ({ browser }) => {
      const email = emailOf('ada')
      const cases: [body: unknown, status: number, code: string][] = [
        [{ email, password: 'wrong' }, 401, 'unauthorized'],
        [{ email: emailOf('nobody'), password: PASSWORD }, 401, 'unauthorized'],
        [{ email, password: '' }, 401, 'unauthorized'],
        [{ email }, 400, 'bad_request'],
        [{ password: PASSWORD }, 400, 'bad_request'],
        [{}, 400, 'bad_request'],
        [undefined, 400, 'bad_request'],
        [{ email: { $gt: '' }, password: PASSWORD }, 400, 'bad_request'],
        [{ email: [email], password: PASSWORD }, 400, 'bad_request'],
        [{ email, password: [PASSWORD] }, 400, 'bad_request'],
        [{ email, password: null }, 400, 'bad_request'],
      ]
      for (const [body, status, code] of cases) {
        const answer = await browser().ask('POST', '/auth/login', body)
        const error = { error: expect.objectContaining({ code }) }
        expect([answer.status, answer.body], `POST /auth/login ${JSON.stringify(body)}`).toEqual([status, error])
        expect(answer.setCookies, 'the cookies that this answer sets').toEqual([])
      }
    })
  },
)

check('keeps the refresh token in a cookie that no script and no other site can use', { read: 'storage' }, async () => {
  await inMarket(buildApp, async ({ browser, pass }) => {
    const own = browser()
    const login = await own.ask('POST', '/auth/login', { email: emailOf('ada'), password: PASSWORD })
    pass(DAY)
    const refresh = await own.ask('POST', '/auth/refresh')
    for (const [what, { setCookies, body }] of Object.entries({ 'a login': login, 'a refresh': refresh })) {
      const [cookie, ...others] = setCookies.map(parseCookie).filter(({ name }) => name === 'refresh')
      expect(others, `more cookies named refresh after ${what}`).toEqual([])
      const { attributes = new Map<string, string>(), value = '' } = cookie ?? {}
      const flags = {
        httpOnly: attributes.has('httponly'),
        secure: attributes.has('secure'),
        sameSite: attributes.get('samesite')?.toLowerCase(),
        path: attributes.get('path'),
        maxAge: attributes.get('max-age'),
        domain: attributes.get('domain'),
      }
      const right = { httpOnly: true, secure: true, sameSite: 'strict', path: '/auth', maxAge: String(7 * DAY) }
      expect(flags, `the cookie refresh after ${what}`).toEqual({ ...right, domain: undefined })
      expect(JSON.stringify(body).includes(value), `whether the body of ${what} holds the refresh token`).toBe(false)
    }
  })
  await inMarket(buildApp, isReadAmongOthers)
})

/** The name of a cookie is the whole name. */
async function isReadAmongOthers({ loggedIn, pass }: Market): Promise<void> {
  const own = await loggedIn()
  const others = ['xrefresh=no', 'refresh2=no', 'refresh_token=no', 'Refresh=no', 'not-refresh=no', 'note=refresh=no']
  for (const other of [...others, 'theme="refresh=no"', 'empty=', 'refreshed']) {
    for (const where of ['before', 'after'] as const) {
      own.others = { before: [], after: [], [where]: [other] }
      pass(60)
      const answer = await own.ask('POST', '/auth/refresh')
      expect(answer.status, `POST /auth/refresh with the cookie ${other} ${where} the cookie refresh`).toBe(200)
    }
  }
  const stranger = await loggedIn('vik')
  stranger.plant('xrefresh', stranger.cookie('refresh'))
  const refused = await stranger.ask('POST', '/auth/refresh')
  expect(refused.status, 'POST /auth/refresh with the token in the cookie xrefresh').toBe(401)
}

check('lets an access token in for 15 minutes, and looks nothing up', { read: 'access-token' }, async () => {
  await inMarket(buildApp, async ({ loggedIn, users, pass, asked }) => {
    for (const who of ['ada', 'vik']) {
      const own = await loggedIn(who)
      const { id, role } = users.get(who) ?? {}
      const before = asked()
      for (const seconds of [0, 899]) {
        pass(seconds)
        const answer = await own.ask('GET', '/me')
        expect([answer.status, answer.body], `GET /me as ${who}, ${seconds} s after the login`).toEqual([
          200,
          { data: { id, role } },
        ])
      }
      expect(asked() - before, 'how often these two asked sessions or users').toBe(0)
      pass(1)
      const late = await own.ask('GET', '/me')
      expect([late.status, late.body], `GET /me as ${who}, 900 s after the login`).toEqual([401, unauthorized])
    }
  })
})

check('refuses every access token but its own', { read: 'algorithms' }, async () => {
  await inMarket(buildApp, async ({ loggedIn, browser, secrets }) => {
    const own = await loggedIn()
    const token = own.accessToken ?? ''
    const claims = part(token, 1) as Record<string, unknown>
    const staff = encode(JSON.stringify({ ...claims, role: 'staff' }))
    const [header, , signature] = token.split('.')
    const tokens: Record<string, string | undefined> = {
      'no token': undefined,
      'an empty token': '',
      'the refresh token': own.cookie('refresh'),
      'the token with another role': `${header}.${staff}.${signature}`,
      'alg none': `${encode('{"alg":"none","typ":"JWT"}')}.${staff}.`,
      'the claims, signed with secrets.refresh': jwt.sign(claims, secrets.refresh),
      'the claims, signed with another secret': jwt.sign(claims, `${secrets.access}!`),
      'the claims, signed with HS512 and secrets.access': jwt.sign(claims, secrets.access, { algorithm: 'HS512' }),
      'the claims, expired': jwt.sign({ ...claims, exp: START }, secrets.access),
    }
    for (const [what, accessToken] of Object.entries(tokens)) {
      for (const [method, path] of [
        ['GET', '/me'],
        ['POST', '/auth/logout-everywhere'],
      ] as const) {
        const stranger = browser()
        stranger.accessToken = accessToken
        const answer = await stranger.ask(method, path)
        expect([answer.status, answer.body], `${method} ${path} with ${what}`).toEqual([401, unauthorized])
        const challenge = answer.headers['www-authenticate']
        expect(challenge, `the WWW-Authenticate header of ${method} ${path} with ${what}`).toMatch(/^bearer/i)
      }
    }
    for (const scheme of ['Basic', 'NotBearer', 'Token Bearer']) {
      own.scheme = scheme
      const answer = await own.ask('GET', '/me')
      expect([answer.status, answer.body], `GET /me with Authorization: ${scheme} <access token>`).toEqual([
        401,
        unauthorized,
      ])
    }
    own.scheme = 'Bearer'
    expect((await own.ask('GET', '/me')).status, 'GET /me with the real access token, afterwards').toBe(200)
    const refreshed = await own.ask('POST', '/auth/refresh')
    expect(refreshed.status, 'POST /auth/refresh of the same login, afterwards').toBe(200)
  })
})
