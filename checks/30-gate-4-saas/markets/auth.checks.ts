import { type App, check, expect } from 'backend-workbook/check'
import { compare, getRounds } from 'bcrypt'
import { Redis } from 'ioredis'
import jwt from 'jsonwebtoken'
import {
  type Answer,
  ask,
  CONFLICT,
  dataOf,
  INVALID,
  NOBODY,
  refusal,
  WRONG,
} from '../../25-gate-3-ecommerce/shop/asking.ts'
import { everything } from '../../25-gate-3-ecommerce/shop/database.ts'
import { atOnce, tally } from '../../25-gate-3-ecommerce/shop/many.ts'
import { newEmail, newPassword, newPerson, type Person, tryLogin } from './client.ts'
import { around, COST, instanceOf, JWT_SECRET, theMarkets } from './service.ts'

const HOUR = 3600

check(
  'registers an account, logs it in, and knows it by its token at both instances',
  { read: 'auth', requirement: 'auth', points: 2, ms: 6000 },
  async () => {
    const app = await theMarkets()
    const email = newEmail()
    const body = { email: `  ${email.toUpperCase()} `, password: newPassword() }
    const answer = await ask(app, 'POST', '/auth/register', { body })
    const made = dataOf<{ token: string; account: Person }>(answer, 201, 'POST /auth/register')
    expect(made.account.email, 'the email, which was sent in capital letters, with blanks around it').toBe(email)
    expect(answer.text, 'what POST /auth/register answers').not.toContain(body.password)
    const login = await tryLogin(app, email, body.password)
    const { token } = dataOf<{ token: string }>(login, 200, 'POST /auth/login')
    for (const each of [made.token, token, made.token, token]) {
      const me = dataOf(await ask(app, 'GET', '/me', { token: each }), 200, 'GET /me')
      expect(me, 'the account of a token').toMatchObject({ id: made.account.id, email })
    }
    const claims = jwt.verify(token, JWT_SECRET, { algorithms: ['HS256'] }) as jwt.JwtPayload
    expect([claims.sub, (claims.exp ?? 0) - (claims.iat ?? 0)], 'sub and life of a token').toEqual([
      made.account.id,
      HOUR,
    ])
    expect(refusal(await ask(app, 'POST', '/auth/register', { body })), 'the same once more').toEqual(CONFLICT)
    await refusesNonsense(app)
  },
)

async function refusesNonsense(app: App): Promise<void> {
  const [email, password] = [newEmail(), newPassword()]
  const wrong: object[] = [
    { email },
    { email: 'nobody', password },
    { email, password: 'short-one' },
    { email, password: 'x'.repeat(73) },
    { email, password, role: 'owner' },
    { email: `a\0${email}`, password },
    { email, password: 1234567890 },
  ]
  for (const body of wrong) {
    const answer = await ask(app, 'POST', '/auth/register', { body })
    expect(refusal(answer), `POST /auth/register with ${JSON.stringify(body)}`).toEqual(INVALID)
  }
}

check(
  'keeps a bcrypt hash of a password, and the password nowhere',
  { read: 'auth', requirement: 'auth', points: 2, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const { email, password } = await newPerson(app)
    await tryLogin(app, email, password)
    await tryLogin(app, email, `${password}-`)
    const values = await everything()
    const hashes = values.filter((value) => /^\$2[aby]\$\d\d\$.{53}$/.test(value))
    const own = (await Promise.all(hashes.map((hash) => compare(password, hash)))).flatMap((isOwn, index) =>
      isOwn ? [hashes[index] ?? ''] : [],
    )
    expect(own.map(getRounds), 'the costs of the hashes of a new password in the database').toEqual([COST])
    const places = {
      PostgreSQL: values.some((value) => value.includes(password)),
      Redis: (await inRedis()).some((value) => value.includes(password)),
      'what the processes print': app.output().includes(password),
    }
    expect(places, 'where the password stands').toEqual({
      PostgreSQL: false,
      Redis: false,
      'what the processes print': false,
    })
  },
)

/** All keys, and all values that are plain texts. */
async function inRedis(): Promise<string[]> {
  const redis = new Redis((await around()).redis.url)
  try {
    const keys = await redis.keys('*')
    const values = await Promise.all(keys.map((key) => redis.get(key).catch(() => null)))
    return [...keys, ...values.flatMap((value) => (value === null ? [] : [value]))]
  } finally {
    redis.disconnect()
  }
}

check(
  'believes no token but its own, whole and in time',
  { read: 'auth', requirement: 'auth', points: 3, ms: 6000 },
  async () => {
    const app = await theMarkets()
    const { id, token } = await newPerson(app)
    const [head = '', body = '', mark = ''] = token.split('.')
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
    const sign = (secret: string, options: jwt.SignOptions) => jwt.sign({}, secret, { subject: id, ...options })
    const now = Math.floor(Date.now() / 1000)
    const tokens = {
      'no token': undefined,
      nonsense: 'nonsense',
      'a token without its signature': `${head}.${body}.`,
      'a token that says alg none': `${none}.${body}.`,
      'a token whose body was changed': `${head}.${Buffer.from(JSON.stringify({ sub: id, exp: now + 9999 })).toString('base64url')}.${mark}`,
      'a token signed with another key': sign('another key, and 32 bytes or more', { expiresIn: HOUR }),
      'a token signed HS512': sign(JWT_SECRET, { expiresIn: HOUR, algorithm: 'HS512' }),
      'a token of an hour ago': jwt.sign({ sub: id, iat: now - 2 * HOUR, exp: now - HOUR }, JWT_SECRET),
      'a token without exp': sign(JWT_SECRET, {}),
      'a token of nobody': jwt.sign({ sub: '00000000-0000-4000-8000-000000000000' }, JWT_SECRET, { expiresIn: HOUR }),
      'a token whose sub is no id': jwt.sign({ sub: 'root' }, JWT_SECRET, { expiresIn: HOUR }),
    }
    for (const [which, wrong] of Object.entries(tokens)) {
      const answer = await ask(app, 'GET', '/me', { token: wrong })
      expect(refusal(answer), `GET /me with ${which}`).toEqual(NOBODY)
      expect(answer.headers.get('www-authenticate'), `WWW-Authenticate for ${which}`).toMatch(/^Bearer/i)
    }
    const own = sign(JWT_SECRET, { expiresIn: HOUR })
    expect((await ask(app, 'GET', '/me', { token: own })).status, 'GET /me with a token as it should be').toBe(200)
  },
)

check(
  'stops wrong passwords after five, at both instances together',
  { read: 'auth', requirement: 'auth', points: 2, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const [one, many, other] = [await newPerson(app), await newPerson(app), await newPerson(app)]
    for (let time = 1; time <= 7; time += 1) {
      dataOf(await tryLogin(app, one.email, one.password), 200, `the ${time}. login with a right password`)
    }
    const sevenAtOnce = await atOnce(7, () => tryLogin(app, one.email, one.password))
    expect(tally(sevenAtOnce), 'seven logins at once with the right password').toEqual({ 200: 7 })
    const answers: Answer[] = []
    for (let time = 1; time <= 8; time += 1) answers.push(await tryLogin(app, one.email, `${one.password}-${time}`))
    const statuses = answers.map(({ status }) => status)
    expect(new Set(answers.map(instanceOf)).size, 'instances that answered eight logins').toBe(2)
    expect(statuses, 'the statuses of eight wrong passwords in turn').toEqual([401, 401, 401, 401, 401, 429, 429, 429])
    expect(refusal(answers[0] as Answer), 'the first of them').toEqual(WRONG)
    const right = await tryLogin(app, one.email.toUpperCase(), one.password)
    expect(refusal(right), 'the right password after those').toEqual([429, 'too_many'])
    const wait = Number(right.headers.get('retry-after'))
    expect(Number.isInteger(wait) && wait >= 1 && wait <= 60, `Retry-After: ${right.headers.get('retry-after')}`).toBe(
      true,
    )
    for (const email of [many.email, newEmail()]) {
      const together = await atOnce(12, (index) => tryLogin(app, email, `wrong-password-${index}`))
      const whose = email === many.email ? 'of an account' : 'without an account'
      expect(tally(together), `twelve wrong passwords at once for an email ${whose}`).toEqual({ 401: 5, 429: 7 })
    }
    dataOf(await tryLogin(app, other.email, other.password), 200, 'the login of somebody else')
  },
)
