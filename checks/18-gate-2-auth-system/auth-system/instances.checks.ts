import { type App, check, expect } from 'backend-workbook/check'
import {
  AUTH,
  ask,
  atOnce,
  change,
  dataOf,
  FORBIDDEN,
  logIn,
  me,
  NOBODY,
  newPassword,
  newPerson,
  ORDERS,
  refreshed,
  refusal,
  signedIn,
  TOO_MANY,
  tally,
  tryLogIn,
  tryRefresh,
} from './client.ts'
import { emptyDatabase } from './database.ts'
import { browserOf, OAUTH, person as providerPerson, travel, whoIs } from './journey.ts'
import { tokenFor, tryReset } from './mails.ts'
import { ADMIN, anotherService, MARKET, secondService, theService } from './service.ts'

/** Two instances on one database. */
async function twoServices(): Promise<[App, App]> {
  return Promise.all([theService(), secondService()])
}

check(
  'knows in one instance what happened in the other',
  { read: 'instances', requirement: 'instances', points: 2, ms: 2800 },
  async () => {
    const [one, two] = await twoServices()
    const person = await signedIn(one)
    expect((await me(two, person.access)).status, 'GET /me at the second, after a login at the first').toBe(200)
    let current = person.refresh
    // Several times, since requests that are taken up one after the other show nothing.
    for (let round = 0; round < 8; round += 1) {
      const presented = round === 0 ? current : (await logIn(one, person)).refresh
      const tabs = await atOnce(8, (index) =>
        refreshed(index % 2 ? one : two, presented, ' at both at the same moment'),
      )
      expect(new Set(tabs.map(({ refresh }) => refresh)).size, 'different refresh tokens of eight tabs at both').toBe(1)
      if (round === 0) current = tabs[0]?.refresh ?? ''
    }
    const next = await refreshed(two, current, ' at the second')
    const stolen = await tryRefresh(one, person.refresh)
    expect(refusal(stolen), 'at the first, a token that was exchanged before, and its successor too').toEqual(NOBODY)
    expect(refusal(await tryRefresh(two, next.refresh)), 'the newest token at the second after that').toEqual(NOBODY)

    const again = await logIn(two, person)
    await change(one, person, { role: 'vendor' })
    const orders = await ask(two, 'GET', ORDERS, { token: person.access })
    expect(refusal(orders), `GET ${ORDERS} at the second, when the first has just made the account a vendor`).toEqual(
      FORBIDDEN,
    )
    await ask(one, 'POST', `${AUTH}/logout-everywhere`, { token: person.access })
    expect(refusal(await tryRefresh(two, again.refresh)), 'a refresh at the second after a logout everywhere').toEqual(
      NOBODY,
    )
    const token = await tokenFor(one, person)
    const password = newPassword()
    expect((await tryReset(two, token, password)).status, 'a reset at the second, asked for at the first').toBe(204)
    await logIn(one, { ...person, password }, ' at the first after that')
  },
)

check(
  'counts the wrong passwords of all instances together, and finishes a login that another has begun',
  { read: 'instances', requirement: 'instances', points: 1, ms: 2800 },
  async () => {
    const [one, two] = await twoServices()
    const person = await newPerson(one)
    const wrong = (index: number) => tryLogIn(index % 2 ? one : two, { email: person.email, password: newPassword() })
    const answers = await atOnce(12, wrong)
    expect(tally(answers), 'the statuses of 12 wrong passwords, six at each instance').toEqual({ 401: 5, 429: 7 })
    for (const app of [one, two]) {
      expect(refusal(await tryLogIn(app, person)), 'the right password after that, at each').toEqual(TOO_MANY)
    }
    const { login } = await providerPerson()
    const browser = browserOf(one, two)
    const page = await travel(browser, { login })
    const given = `where a login ends that begins at the first with GET ${OAUTH}, and whose callback reaches the second`
    expect(page.trail.at(-1), given).toBe(`${MARKET}/`)
    const account = await whoIs(two, browser)
    expect(account.role, 'the role of that account').toBe('retailer')
  },
)

check(
  'starts twice at the same moment on an empty database',
  { read: 'first-start', requirement: 'instances', points: 1, ms: 2800 },
  async () => {
    await (await theService()).stop('SIGKILL')
    await emptyDatabase()
    const services = await atOnce(2, () => anotherService())
    const [first] = services
    for (const app of services) {
      const { access } = await logIn(app, ADMIN, ' of ADMIN_EMAIL, at each of two instances that started together')
      const list = await ask(app, 'GET', '/api/v1/admin/accounts', { token: access })
      expect(dataOf<unknown[]>(list, 200, 'GET /api/v1/admin/accounts'), 'the accounts').toHaveLength(1)
    }
    if (first) await newPerson(first)
  },
)
