import { createHmac } from 'node:crypto'
import { check, expect } from 'backend-workbook/check'
import jwt from 'jsonwebtoken'
import { ACCOUNTS, AUTH, ask, dataOf, logIn, ME, me, NOBODY, newPerson, refusal, signedIn, tryLogIn } from './client.ts'
import { briefService, SECRETS, theService } from './service.ts'

const { ACCESS_TOKEN_SECRET: secret } = SECRETS

check(
  'hands out an access token with HS256, sub, iat and exp',
  { read: 'access-tokens', requirement: 'tokens', points: 2 },
  async () => {
    const app = await theService()
    const person = await newPerson(app)
    const start = Math.floor(Date.now() / 1000)
    const answer = await tryLogIn(app, person)
    const data = dataOf<{ accessToken: string; expiresIn: number }>(answer, 200, `POST ${AUTH}/login`)
    expect(data.expiresIn, 'expiresIn, where ACCESS_TOKEN_SECONDS is not set').toBe(900)
    const { header, payload } = jwt.verify(data.accessToken, secret, { complete: true, algorithms: ['HS256'] })
    const { sub, iat = 0, exp = 0 } = payload as jwt.JwtPayload
    expect(header.alg, 'alg of an access token').toBe('HS256')
    expect(sub, 'sub of an access token').toBe(person.id)
    expect(exp - iat, 'exp - iat of an access token').toBe(900)
    expect(Math.abs(iat - start), 'seconds between iat and now').toBeLessThanOrEqual(5)
    expect(answer.headers.get('cache-control'), `Cache-Control of POST ${AUTH}/login`).toContain('no-store')
    const found = await me(app, data.accessToken)
    expect(found.status, `GET ${ME} with this token`).toBe(200)
  },
)

check(
  'takes nothing for an access token that is none',
  { read: 'access-tokens', requirement: 'tokens', points: 4 },
  async () => {
    const app = await theService()
    const { access, refresh, id } = await signedIn(app)
    const admin = dataOf<{ id: string }[]>(
      await ask(app, 'GET', `${ACCOUNTS}?email=root%40market.example`, {
        token: (await signedIn(app, 'admin')).access,
      }),
      200,
      `GET ${ACCOUNTS} of an admin`,
    )[0]
    const claims = jwt.decode(access) as jwt.JwtPayload
    const now = Math.floor(Date.now() / 1000)
    const { exp: _exp, ...endless } = claims
    const [head = '', body = '', signature = ''] = access.split('.')
    const swapped = part({ ...claims, sub: admin?.id ?? '' })
    const wrong: Record<string, string> = {
      'no signature, and alg none': `${part({ alg: 'none', typ: 'JWT' })}.${body}.`,
      'no signature, and alg None': `${part({ alg: 'None', typ: 'JWT' })}.${body}.`,
      'its signature, and alg none': `${part({ alg: 'none', typ: 'JWT' })}.${body}.${signature}`,
      'no signature': `${head}.${body}.`,
      'the sub of another': `${head}.${swapped}.${signature}`,
      'an empty secret': `${head}.${swapped}.${hmac('', `${head}.${swapped}`)}`,
      REFRESH_TOKEN_SECRET: jwt.sign(claims, SECRETS.REFRESH_TOKEN_SECRET),
      'HS512 and the right secret': jwt.sign(claims, secret, { algorithm: 'HS512' }),
      'HS384 and the right secret': jwt.sign(claims, secret, { algorithm: 'HS384' }),
      'an exp that is past': jwt.sign({ ...claims, iat: now - 1000, exp: now - 100 }, secret),
      'no exp': jwt.sign(endless, secret),
      'the id of nobody': jwt.sign({ ...claims, sub: '00000000-0000-4000-8000-000000000000' }, secret),
      'a sub that is no id': jwt.sign({ ...claims, sub: "' OR true --" }, secret),
      'a refresh token in its place': refresh,
      'nonsense in its place': 'nonsense',
    }
    for (const [name, token] of Object.entries(wrong)) {
      const answer = await me(app, token)
      expect(refusal(answer), `GET ${ME} with an access token that has ${name}`).toEqual(NOBODY)
      expect(answer.headers.get('www-authenticate'), 'WWW-Authenticate of that').toMatch(/^Bearer/)
    }
    for (const authorization of ['', 'Bearer', 'Bearer ', access, `Basic ${access}`, `NotBearer ${access}`]) {
      const answer = await ask(app, 'GET', ME, { headers: { authorization } })
      expect(refusal(answer), `GET ${ME} with Authorization: ${authorization.slice(0, 12)}…`).toEqual(NOBODY)
    }
    const inQuery = await ask(app, 'GET', `${ME}?access_token=${access}&token=${access}`)
    expect(refusal(inQuery), `GET ${ME} with the token in the query`).toEqual(NOBODY)
    const still = await me(app, access)
    expect(still.body, `GET ${ME} with the right token after all that`).toMatchObject({ data: { id } })
  },
)

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const hmac = (key: string, text: string) => createHmac('sha256', key).update(text).digest('base64url')

check(
  'lets access tokens live for ACCESS_TOKEN_SECONDS',
  { read: 'environment', requirement: 'tokens', points: 1 },
  async () => {
    const [app, longer] = await Promise.all([theService(), briefService()])
    const person = await newPerson(app)
    const { access } = await logIn(longer, person)
    const { iat = 0, exp = 0 } = jwt.decode(access) as jwt.JwtPayload
    expect(exp - iat, 'exp - iat of an access token, where ACCESS_TOKEN_SECONDS is 77').toBe(77)
    expect((await me(app, access)).status, `GET ${ME} with this token, of another instance`).toBe(200)
  },
)
