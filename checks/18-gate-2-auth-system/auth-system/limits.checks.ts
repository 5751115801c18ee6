import { type App, check, expect } from 'backend-workbook/check'
import {
  type Answer,
  AUTH,
  after,
  ask,
  atOnce,
  inTurn,
  logIn,
  newAddress,
  newEmail,
  newPassword,
  newPerson,
  type Person,
  refusal,
  signedIn,
  TOO_MANY,
  tally,
  tryLogIn,
  WRONG,
} from './client.ts'
import { briefService, theService } from './service.ts'

const wrongly = (app: App, email: string) => tryLogIn(app, { email, password: newPassword() })

/** So many wrong passwords, one after the other; each must be refused as wrong. */
async function guess(app: App, email: string, times: number, whose = 'an account'): Promise<void> {
  for (let tries = 1; tries <= times; tries += 1) {
    expect(refusal(await wrongly(app, email)), `the ${tries}. wrong password for ${whose}`).toEqual(WRONG)
  }
}

/** A 429 that says how long: `most` seconds at most. */
function expectTooMany(answer: Answer, given: string, most = 900): void {
  expect(refusal(answer), given).toEqual(TOO_MANY)
  expect(answer.body, `the body of ${given}`).toMatchObject({ error: { message: expect.stringMatching(/\S/) } })
  const retryAfter = answer.headers.get('retry-after') ?? ''
  expect(retryAfter, `Retry-After of ${given}`).toMatch(/^[1-9]\d*$/)
  expect(Number(retryAfter), `Retry-After of ${given}`).toBeLessThanOrEqual(most)
  expect(Number(retryAfter), `Retry-After of ${given}`).toBeGreaterThan(most - 60)
}

check(
  'closes an email after five wrong passwords, whether or not it has an account',
  { read: 'limits', requirement: 'limits', points: 2 },
  async () => {
    const app = await theService()
    const [person, other, stranger] = [await newPerson(app), await newPerson(app), newEmail()]
    await guess(app, person.email, 5)
    expectTooMany(await wrongly(app, person.email), 'the 6. wrong password for an account')
    expectTooMany(await tryLogIn(app, person), 'the right password after five wrong ones')
    const shouting = { ...person, email: ` ${person.email.toUpperCase()}` }
    expectTooMany(await tryLogIn(app, shouting), 'the same with the email in capital letters')
    await logIn(app, other, ' of another account after that')
    await guess(app, stranger, 5, 'an email without an account')
    expectTooMany(await wrongly(app, stranger), 'the 6. wrong password for an email without an account')
  },
)

check(
  'forgets wrong passwords when the right one comes in time',
  { read: 'limits', requirement: 'limits', points: 1 },
  async () => {
    const app = await theService()
    const person = await newPerson(app)
    await guess(app, person.email, 4)
    for (const password of [undefined, 7]) {
      const body = { email: person.email, password }
      const answer = await ask(app, 'POST', `${AUTH}/login`, { body })
      expect(answer.status, `POST ${AUTH}/login with the password ${password}`).toBe(422)
    }
    await logIn(app, person, ' with the right password after four wrong ones, and two that were 422')
    await guess(app, person.email, 4, 'an account, after the right one')
    await logIn(app, person, ' with the right password after four wrong ones more')
  },
)

check(
  'tells no more than five guesses apart, however many come at the same moment',
  { read: 'limits', requirement: 'limits', points: 2 },
  async () => {
    const app = await theService()
    const { email } = await newPerson(app)
    const answers = await atOnce(20, () => wrongly(app, email))
    expect(tally(answers), 'the statuses of 20 wrong passwords at once').toEqual({ 401: 5, 429: 15 })
    expectTooMany(await wrongly(app, email), 'one more after that')
  },
)

check(
  'counts anew when the window is over',
  { read: 'limits', requirement: 'limits', points: 1, ms: 2800 },
  async () => {
    const app = await briefService()
    const person = await newPerson(app)
    const answers = await atOnce(6, () => wrongly(app, person.email))
    const late = answers.find(({ status }) => status === 429)
    expect(tally(answers), 'the statuses of 6 wrong passwords at once').toEqual({ 401: 5, 429: 1 })
    const retryAfter = Number(late?.headers.get('retry-after'))
    expect([1, 2, 3], 'Retry-After, where LIMIT_WINDOW_SECONDS is 3').toContain(retryAfter)
    const start = performance.now()
    while (performance.now() - start < 3050) {
      await after(500)
      await ask(app, 'GET', '/health/live')
    }
    await guess(app, person.email, 1, 'an account, when the window is over')
    await logIn(app, person, ' with the right password, when the window is over')
  },
)

check(
  'counts the addresses that logins and registrations come from',
  { read: 'limits', requirement: 'limits', points: 1, ms: 2800 },
  async () => {
    const app = await theService()
    const [from, other] = [newAddress(), newAddress()]
    // What stands before the last address is the client's own claim.
    const forwarded = () => `${newAddress()}, ${from}`
    const logins = await inTurn(50, () => tryLogIn(app, stranger(), { from: forwarded() }))
    expect(tally(logins), 'the statuses of 50 logins of 50 strangers from one address').toEqual({ 401: 50 })
    const next = await tryLogIn(app, stranger(), { from: forwarded() })
    expectTooMany(next, 'the 51. login from this address, with another first address in X-Forwarded-For')
    expect(refusal(await tryLogIn(app, stranger(), { from: other })), 'a login from another address').toEqual(WRONG)
    const register = (at: string, fields: object = {}) =>
      ask(app, 'POST', `${AUTH}/register`, { from: at, body: { ...stranger(), name: 'Ada', ...fields } })
    const refused = await inTurn(22, () => register(forwarded(), { password: 'too short' }))
    expect(tally(refused), 'the statuses of 22 registrations with 9 characters, from one address').toEqual({ 422: 22 })
    const registrations = await inTurn(20, () => register(forwarded()))
    expect(tally(registrations), 'the statuses of 20 registrations from one address').toEqual({ 201: 20 })
    expectTooMany(await register(forwarded()), 'the 21. registration from this address')
    expect((await register(other)).status, 'a registration from another address').toBe(201)
  },
)

const stranger = (): Pick<Person, 'email' | 'password'> => ({ email: newEmail(), password: newPassword() })

check(
  'limits the mails for one email, and guesses by way of a change of the password',
  { read: 'limits', requirement: 'limits', points: 1 },
  async () => {
    const app = await theService()
    const person = await signedIn(app)
    for (const email of [person.email, newEmail()]) {
      const forgot = (address = email) => ask(app, 'POST', `${AUTH}/forgot`, { body: { email: address } })
      for (let tries = 1; tries <= 3; tries += 1) {
        expect(
          (await forgot(tries === 2 ? email.toUpperCase() : email)).status,
          `the ${tries}. POST ${AUTH}/forgot for one email`,
        ).toBe(202)
      }
      expectTooMany(await forgot(), `the 4. POST ${AUTH}/forgot for one email`)
    }
    const change = (password: string) =>
      ask(app, 'POST', `${AUTH}/password`, { token: person.access, body: { password, newPassword: newPassword() } })
    for (let tries = 1; tries <= 5; tries += 1) {
      const answer = await change(newPassword())
      expect(refusal(answer), `the ${tries}. wrong password at POST ${AUTH}/password`).toEqual(WRONG)
    }
    expectTooMany(await change(person.password), `the right password at POST ${AUTH}/password after five wrong ones`)
    expectTooMany(await tryLogIn(app, person), 'a login with the right password after that')
  },
)
