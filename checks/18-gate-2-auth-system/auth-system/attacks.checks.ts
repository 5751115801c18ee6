import { type App, check, expect } from 'backend-workbook/check'
import {
  type Answer,
  AUTH,
  ask,
  dataOf,
  INVALID,
  logIn,
  ME,
  me,
  newEmail,
  newOrder,
  newPassword,
  ORDERS,
  type Order,
  refusal,
  signedIn,
  tryLogIn,
} from './client.ts'
import { type Garbage, garbage, refusals } from './garbage.ts'
import { SECRETS, theService } from './service.ts'

check(
  'takes what is searched for as text, whatever it looks like',
  { read: 'attack-yourself', requirement: 'attacks', points: 1 },
  async () => {
    const app = await theService()
    const [ada, bob] = [await signedIn(app), await signedIn(app)]
    await newOrder(app, bob, 'the secret of Bob')
    const notes = ['100% rye', 'a_b', 'aab', "O'Hara", 'C:\\mill', '$1 (one)', 'x; DROP TABLE orders; --', 'Rye']
    for (const note of notes) await newOrder(app, ada, note)
    const found = async (search: string) => {
      const answer = await ask(app, 'GET', `${ORDERS}?search=${encodeURIComponent(search)}`, { token: ada.access })
      return dataOf<Order[]>(answer, 200, `GET ${ORDERS} with search=${search}`)
        .map(({ note }) => note)
        .sort()
    }
    for (const [search, wanted] of [
      ['%', ['100% rye']],
      ['_', ['a_b']],
      ["'", ["O'Hara"]],
      ['\\', ['C:\\mill']],
      ['$1', ['$1 (one)']],
      ['RYE', ['100% rye', 'Rye']],
      ["' OR '1'='1", []],
      ["%' OR 1=1 --", []],
      ["' UNION SELECT id, email, password_hash, now() FROM accounts --", []],
      ["'; DELETE FROM orders; --", []],
      ['.*', []],
      ['(', ['$1 (one)']],
    ] as const) {
      expect(await found(search), `the notes in GET ${ORDERS} with search=${search}`).toEqual([...wanted].sort())
    }
    expect(await found(''), 'the own notes after all that').toEqual([...notes].sort())
    const twice = await ask(app, 'GET', `${ORDERS}?search=a&search=b`, { token: ada.access })
    expect(refusal(twice), `GET ${ORDERS}?search=a&search=b`).toEqual(INVALID)
  },
)

check(
  'lets nobody in with a value that is no text',
  { read: 'attack-yourself', requirement: 'attacks', points: 1 },
  async () => {
    const app = await theService()
    const { email, password } = await signedIn(app)
    for (const value of [{ $ne: '' }, { $gt: '' }, [password], { length: 100 }, true, 1, null]) {
      for (const body of [
        { email, password: value },
        { email: value, password },
      ]) {
        const given = `POST ${AUTH}/login with ${JSON.stringify(body).replace(password, '…')}`
        expect(refusal(await ask(app, 'POST', `${AUTH}/login`, { body })), given).toEqual(INVALID)
      }
      const reset = await ask(app, 'POST', `${AUTH}/reset`, { body: { token: value, password: newPassword() } })
      expect(refusal(reset), `POST ${AUTH}/reset with the token ${JSON.stringify(value)}`).toEqual(INVALID)
    }
    for (const quoted of [`${email}' --`, `' OR 1=1 --@mill.example`, `${email}'/**/OR/**/'1'='1`]) {
      const { status } = await tryLogIn(app, { email: quoted, password: newPassword() })
      expect([401, 422], `the status of a login with the email ${quoted}`).toContain(status)
    }
    const polluted = `{"email":"${newEmail()}","password":"${newPassword()}","name":"Eve","__proto__":{"role":"admin"}}`
    const { status } = await ask(app, 'POST', `${AUTH}/register`, { body: polluted })
    expect(status, `POST ${AUTH}/register with "__proto__": {"role":"admin"}`).toBe(422)
    const { id, role } = await asShown(app)
    expect([typeof id, role], 'the types of id and role of the next account').toEqual(['string', 'retailer'])
  },
)

async function asShown(app: App): Promise<{ id: unknown; role: unknown }> {
  const { access } = await signedIn(app)
  return dataOf(await me(app, access), 200, `GET ${ME}`)
}

/** What only somebody can know who has seen the inside. */
const INSIDES = [
  /\bat .+[/\\].+:\d+:\d+/,
  /node_modules|\.[cm]?[jt]s:\d+|file:\/\/\//,
  /\bpostgres|\bpg_|\bsql(?:state)?\b|syntax error|duplicate key|violates|constraint|relation "/i,
  /invalid input syntax|invalid byte sequence|\bSELECT\b|\bINSERT\b|\bUPDATE\b|\bDELETE FROM\b/,
  /Unexpected (?:token|end)|in JSON at|is not valid JSON|Failed to decode param|TypeError|ReferenceError|ZodError/,
]

check(
  'answers garbage of every kind with a 4xx that tells nothing about its insides',
  { read: 'attack-yourself', requirement: 'attacks', points: 2, ms: 2800 },
  async () => {
    const app = await theService()
    const person = await signedIn(app)
    const order = await newOrder(app, person)
    const admin = await signedIn(app, 'admin')
    for (const row of [...garbage(person.access, admin.access, order.id), ...refusals(person, admin)]) {
      expectHarmless(await asking(app, row), row)
    }
    const now = await ask(app, 'GET', ORDERS, { token: person.access })
    expect(now.body, 'the orders after all that').toEqual({ data: [order] })
    const long = { body: { email: person.email, password: 'x'.repeat(300_000) } }
    expect(refusal(await ask(app, 'POST', `${AUTH}/login`, long)), 'a body of 300,000 bytes').toEqual([
      413,
      'too_large',
    ])
    const broken = await ask(app, 'POST', `${AUTH}/login`, { body: `{"password":"${person.password}` })
    expect(refusal(broken), 'a body that is half of a JSON').toEqual([400, 'bad_request'])
    expect(refusal(await ask(app, 'GET', '/api/v1/nothing')), 'GET /api/v1/nothing').toEqual([404, 'not_found'])
    await logIn(app, person, ' after all that')
  },
)

const asking = (app: App, [method, path, rest]: Garbage) => ask(app, method, path, rest)

function expectHarmless(answer: Answer, [method, path, { body }]: Garbage): void {
  const sent =
    body === undefined ? '' : ` with ${String(typeof body === 'object' ? JSON.stringify(body) : body).slice(0, 60)}`
  const given = `${method} ${path.slice(0, 70)}${sent}`
  const { status, text } = answer
  expect(status < 400 || status > 499 ? status : 'a 4xx', `the status of ${given}`).toBe('a 4xx')
  const error = (answer.body as { error?: { code?: unknown; message?: unknown } } | undefined)?.error
  const shape = { code: expect.stringMatching(/^[a-z_]+$/), message: expect.stringMatching(/\S/) }
  expect(error, `the error that ${given} is answered with`).toMatchObject(shape)
  const told = INSIDES.map((pattern) => pattern.exec(text)?.[0]).filter((match) => match !== undefined)
  expect(told, `what the answer to ${given} tells about its insides`).toEqual([])
  const secrets = Object.entries(SECRETS).flatMap(([name, secret]) => (text.includes(secret) ? [name] : []))
  expect(secrets, `secrets in the answer to ${given}`).toEqual([])
}
