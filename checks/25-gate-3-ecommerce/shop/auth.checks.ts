import { createHmac } from 'node:crypto'
import { check, expect } from 'backend-workbook/check'
import jwt from 'jsonwebtoken'
import { ask, CONFLICT, dataOf, INVALID, NOBODY, refusal, WRONG } from './asking.ts'
import { type Account, newEmail, newPassword, newPerson, type Person } from './client.ts'
import { everything } from './database.ts'
import { COST, JWT_SECRET, theShop } from './service.ts'

check(
  'registers, logs in, and says who somebody is',
  { read: 'accounts', requirement: 'auth', points: 2 },
  async () => {
    const app = await theShop()
    const email = newEmail()
    const password = newPassword()
    const registered = await ask(app, 'POST', '/auth/register', {
      body: { email: ` ${email.toUpperCase()} `, password },
    })
    const { account } = dataOf<{ account: Account }>(registered, 201, 'POST /auth/register')
    expect(account, 'the account of an email in capital letters').toMatchObject({ email, role: 'retailer' })
    const again = await ask(app, 'POST', '/auth/register', { body: { email, password: newPassword() } })
    expect(refusal(again), 'POST /auth/register with an email that is taken').toEqual(CONFLICT)
    const login = await ask(app, 'POST', '/auth/login', { body: { email: email.toUpperCase(), password } })
    const { token, account: same } = dataOf<{ token: string; account: Account }>(login, 200, 'POST /auth/login')
    expect(same.id, 'the id of the account after the login').toBe(account.id)
    const me = dataOf<Account>(await ask(app, 'GET', '/me', { token }), 200, 'GET /me')
    expect(me, 'GET /me').toMatchObject({ id: account.id, email, role: 'retailer' })
    const claims = jwt.verify(token, JWT_SECRET, { algorithms: ['HS256'] }) as jwt.JwtPayload
    expect(claims.sub, 'sub of the token').toBe(account.id)
    const life = (claims.exp ?? 0) - Math.floor(Date.now() / 1000)
    expect(life, 'seconds that the token lives').toBeGreaterThan(3500)
    expect(life, 'seconds that the token lives').toBeLessThanOrEqual(3600)
  },
)

check(
  'keeps passwords as bcrypt hashes of the cost that it was told, and tells nobody who has an account',
  { read: 'accounts', requirement: 'auth', points: 2 },
  async () => {
    const app = await theShop()
    const { email, password } = await newPerson(app)
    const values = await everything()
    expect(values.filter((value) => value.includes(password)).length, 'places of the database with a password').toBe(0)
    const costs = new Set(values.flatMap((value) => /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(value)?.[1] ?? []))
    expect([...costs].map(Number), 'the costs of the bcrypt hashes in the database').toEqual([COST])
    for (const body of [
      { email, password: `${password}x` },
      { email: newEmail(), password },
      { email: newEmail(), password: '' },
    ]) {
      const answer = await ask(app, 'POST', '/auth/login', { body })
      expect(refusal(answer), 'a login with a wrong password, or without an account').toEqual(WRONG)
    }
  },
)

check(
  'refuses registrations that make no sense, and roles that somebody gives to themselves',
  { read: 'accounts', requirement: 'auth', points: 1 },
  async () => {
    const app = await theShop()
    const right = () => ({ email: newEmail(), password: newPassword() })
    const bodies: object[] = [
      { ...right(), role: 'admin' },
      { ...right(), password: 'only-nine' },
      { ...right(), password: 'x'.repeat(73) },
      { ...right(), password: 'Grüße aus der Mühle' },
      { ...right(), password: 1234567890 },
      { ...right(), email: 'nobody' },
      { ...right(), email: { $ne: '' } },
      { ...right(), email: `a\u0000${newEmail()}` },
      { email: newEmail() },
    ]
    for (const body of bodies) {
      const given = `POST /auth/register with ${JSON.stringify(body).slice(0, 90)}`
      expect(refusal(await ask(app, 'POST', '/auth/register', { body })), given).toEqual(INVALID)
    }
    for (const password of ['ten-of-ten', 'x'.repeat(72)]) {
      const { status } = await ask(app, 'POST', '/auth/register', { body: { ...right(), password } })
      expect(status, `POST /auth/register with a password of ${password.length} characters`).toBe(201)
    }
  },
)

check(
  'takes no token but its own, and none that is over',
  { read: 'accounts', requirement: 'auth', points: 2 },
  async () => {
    const app = await theShop()
    const { token, id } = await newPerson(app)
    const none = await ask(app, 'GET', '/me')
    expect(refusal(none), 'GET /me without a token').toEqual(NOBODY)
    expect(none.headers.get('www-authenticate'), 'WWW-Authenticate of that').toMatch(/^Bearer/)
    for (const [what, wrong] of forgeries(token, id)) {
      expect(refusal(await ask(app, 'GET', '/me', { token: wrong })), `GET /me with a token ${what}`).toEqual(NOBODY)
    }
    for (const [method, path] of [
      ['GET', '/cart'],
      ['POST', '/orders'],
      ['GET', '/orders'],
      ['POST', '/products'],
      ['GET', '/admin/orders'],
      ['GET', '/admin/summary'],
    ] as const) {
      const answer = await ask(app, method, path, { token: forgeries(token, id)[0]?.[1] })
      expect(refusal(answer), `${method} ${path} with a token that is unsigned`).toEqual(NOBODY)
    }
  },
)

function forgeries(token: string, sub: Person['id']): [what: string, token: string][] {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const [header = '', claims = ''] = token.split('.')
  const exp = Math.floor(Date.now() / 1000) + 600
  const other = createHmac('sha256', 'x'.repeat(32)).update(`${header}.${claims}`).digest('base64url')
  const stranger = '4b7e2f10-2f0c-4a63-9d55-0a7d1c1f3a11'
  return [
    ['that is unsigned', `${part({ alg: 'none', typ: 'JWT' })}.${part({ sub, exp })}.`],
    ['of another key', `${header}.${claims}.${other}`],
    ['without a signature', `${header}.${claims}.`],
    ['that is over', jwt.sign({ exp: Math.floor(Date.now() / 1000) - 1 }, JWT_SECRET, { subject: sub })],
    ['of an account that is not there', jwt.sign({ exp }, JWT_SECRET, { subject: stranger })],
    ['that is none', 'nonsense'],
  ]
}
