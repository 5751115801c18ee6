import { check, expect } from 'backend-workbook/check'
import {
  ACCOUNTS,
  type Account,
  adminToken,
  ask,
  change,
  dataOf,
  INVALID,
  logIn,
  ME,
  me,
  NOBODY,
  NOT_FOUND,
  newPerson,
  refusal,
  signedIn,
  tryLogIn,
  tryRefresh,
  WRONG,
} from './client.ts'
import { theService } from './service.ts'

type Shown = Account & { suspended: boolean }

check(
  'shows admins the accounts, and lets them change roles',
  { read: 'roles', requirement: 'admin', points: 2 },
  async () => {
    const app = await theService()
    const token = await adminToken(app)
    const { id, email, name } = await newPerson(app)
    const account = { id, email, name, role: 'retailer', suspended: false }
    const find = async (query: string) =>
      dataOf<Shown[]>(await ask(app, 'GET', `${ACCOUNTS}${query}`, { token }), 200, `GET ${ACCOUNTS}${query}`)
    const query = `?email=${encodeURIComponent(` ${email.toUpperCase()} `)}`
    const shouted = `GET ${ACCOUNTS} with an email in capital letters, with spaces around it`
    expect(await find(query), shouted).toEqual([account])
    expect(await find('?email=nobody%40mill.example'), `GET ${ACCOUNTS} with an email of nobody's`).toEqual([])
    const all = await find('')
    const emails = all.map((each) => each.email)
    expect(all.length, `accounts in GET ${ACCOUNTS}`).toBeGreaterThan(1)
    expect(all.length, `accounts in GET ${ACCOUNTS}`).toBeLessThanOrEqual(100)
    expect(emails.every((each) => typeof each === 'string') ? 'texts' : emails, 'their emails').toBe('texts')
    const changed = await ask(app, 'PATCH', `${ACCOUNTS}/${id}`, { token, body: { role: 'vendor' } })
    const vendor = { ...account, role: 'vendor' }
    expect(dataOf(changed, 200, `PATCH ${ACCOUNTS}/:id with {"role":"vendor"}`), 'the data of that').toEqual(vendor)
    expect(await find(query), `GET ${ACCOUNTS} with that email after that`).toEqual([vendor])
    const body = { role: 'retailer', suspended: true }
    const both = await ask(app, 'PATCH', `${ACCOUNTS}/${id}`, { token, body })
    const given = `PATCH ${ACCOUNTS}/:id with ${JSON.stringify(body)}`
    expect(dataOf(both, 200, given), `the data of ${given}`).toEqual({ ...account, suspended: true })
  },
)

check(
  'shuts a suspended account out at once, and lets it in again',
  { read: 'roles', requirement: 'admin', points: 2 },
  async () => {
    const app = await theService()
    const [person, other] = [await signedIn(app), await signedIn(app)]
    await change(app, person, { suspended: true })
    expect(refusal(await me(app, person.access)), `GET ${ME} with the token of a suspended account`).toEqual(NOBODY)
    expect(refusal(await tryRefresh(app, person.refresh)), 'a refresh of a suspended account').toEqual(NOBODY)
    const [right, wrong] = [await tryLogIn(app, person), await tryLogIn(app, { ...other, password: person.password })]
    expect(refusal(right), 'a login of a suspended account with the right password').toEqual(WRONG)
    expect(right.text, 'the body of that').toBe(wrong.text)
    await change(app, person, { suspended: false })
    expect(refusal(await tryRefresh(app, person.refresh)), 'a session from before, after the suspension').toEqual(
      NOBODY,
    )
    expect(
      (await me(app, (await logIn(app, person, ' after the suspension')).access)).status,
      `GET ${ME} after it`,
    ).toBe(200)
    expect((await me(app, other.access)).status, `GET ${ME} of another account`).toBe(200)
  },
)

check(
  'refuses changes that make no sense, and those by which admins would lock themselves out',
  { read: 'roles', requirement: 'admin', points: 1 },
  async () => {
    const app = await theService()
    const [admin, person] = [await signedIn(app, 'admin'), await newPerson(app)]
    const patch = (id: string, body: unknown) => ask(app, 'PATCH', `${ACCOUNTS}/${id}`, { token: admin.access, body })
    for (const body of [
      ...[{}, { role: 'king' }, { role: null }, { role: ['admin'] }, { suspended: 'true' }, { suspended: 1 }],
      ...[
        { role: 'vendor', email: 'x@mill.example' },
        { suspended: true, password: 'a new password' },
        { name: 'Eve' },
      ],
    ]) {
      expect(refusal(await patch(person.id, body)), `PATCH ${ACCOUNTS}/:id with ${JSON.stringify(body)}`).toEqual(
        INVALID,
      )
    }
    for (const id of ['00000000-0000-4000-8000-000000000000', 'nothing', '1', "'--"]) {
      const given = `PATCH ${ACCOUNTS}/${id} with {"role":"vendor"}`
      expect(refusal(await patch(encodeURIComponent(id), { role: 'vendor' })), given).toEqual(NOT_FOUND)
    }
    for (const body of [{ role: 'retailer' }, { suspended: true }, { role: 'vendor', suspended: true }]) {
      const given = `PATCH ${ACCOUNTS}/:id of the own account with ${JSON.stringify(body)}`
      expect(refusal(await patch(admin.id, body)), given).toEqual([409, 'conflict'])
    }
    const { role } = dataOf<Account>(await me(app, admin.access), 200, `GET ${ME} of that admin after all that`)
    expect(role, 'the role of that admin after all that').toBe('admin')
    await logIn(app, person, ' after all that')
  },
)
