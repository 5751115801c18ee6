import { type App, check, expect } from 'backend-workbook/check'
import {
  ACCOUNTS,
  type Answer,
  ask,
  change,
  FORBIDDEN,
  ME,
  me,
  NOBODY,
  newOrder,
  ORDERS,
  refusal,
  signedIn,
  type Tokens,
} from './client.ts'
import { theService } from './service.ts'

const NO_ID = '00000000-0000-4000-8000-000000000000'

check(
  'lets every role do what its column says, and nothing else',
  { read: 'roles', requirement: 'roles', points: 3 },
  async () => {
    const app = await theService()
    const [retailer, vendor, admin] = [await signedIn(app), await signedIn(app, 'vendor'), await signedIn(app, 'admin')]
    const { id } = await newOrder(app, retailer)
    const rows: [method: string, path: string, body: object | undefined, statuses: [number, number, number]][] = [
      ['POST', ORDERS, { note: 'rye' }, [201, 403, 403]],
      ['GET', ORDERS, undefined, [200, 403, 200]],
      ['GET', `${ORDERS}/${id}`, undefined, [200, 403, 200]],
      ['GET', `${ORDERS}/${NO_ID}`, undefined, [404, 403, 404]],
      ['DELETE', `${ORDERS}/${NO_ID}`, undefined, [404, 403, 403]],
      ['GET', ACCOUNTS, undefined, [403, 403, 200]],
      ['PATCH', `${ACCOUNTS}/${vendor.id}`, { role: 'vendor' }, [403, 403, 200]],
      ['PATCH', `${ACCOUNTS}/${NO_ID}`, { role: 'vendor' }, [403, 403, 404]],
      ['PATCH', `${ACCOUNTS}/${NO_ID}`, { role: 'nonsense' }, [403, 403, 422]],
    ]
    for (const [method, path, body, statuses] of rows) {
      const shown = `${method} ${path.replace(NO_ID, 'no-such-id')}`
      const answers: Answer[] = []
      for (const { access } of [retailer, vendor, admin]) answers.push(await asking(app, method, path, body, access))
      const found = answers.map(({ status }) => status)
      expect(found, `${shown} as retailer, vendor and admin`).toEqual(statuses)
      for (const answer of answers.filter(({ status }) => status === 403)) {
        expect(refusal(answer), `${shown} of a role that may not`).toEqual(FORBIDDEN)
        expect(answer.headers.get('www-authenticate'), 'WWW-Authenticate of that').toBeNull()
      }
      const anonymous = await ask(app, method, path, body && { body })
      expect(refusal(anonymous), `${shown} without an access token`).toEqual(NOBODY)
    }
  },
)

const asking = (app: App, method: string, path: string, body: object | undefined, token: string) =>
  ask(app, method, path, { token, ...(body && { body }) })

check('goes by the role that the account has now', { read: 'roles', requirement: 'roles', points: 2 }, async () => {
  const app = await theService()
  const person = await signedIn(app)
  await expectMay(app, person, { list: 200, accounts: 403 }, 'a retailer')
  await change(app, person, { role: 'admin' })
  await expectMay(app, person, { list: 200, accounts: 200 }, 'a token from before its account became an admin')
  expect((await me(app, person.access)).body, `GET ${ME} with that token`).toMatchObject({ data: { role: 'admin' } })
  await change(app, person, { role: 'vendor' })
  await expectMay(app, person, { list: 403, accounts: 403 }, 'the same token, when the account has become a vendor')
  await change(app, person, { role: 'retailer' })
  await expectMay(app, person, { list: 200, accounts: 403 }, 'the same token, when it is a retailer again')
})

async function expectMay(app: App, { access: token }: Tokens, statuses: object, whose: string): Promise<void> {
  const list = (await ask(app, 'GET', ORDERS, { token })).status
  const accounts = (await ask(app, 'GET', ACCOUNTS, { token })).status
  expect({ list, accounts }, `GET ${ORDERS} (list) and GET ${ACCOUNTS} (accounts) with ${whose}`).toEqual(statuses)
}

check('believes no role that a request claims', { read: 'roles', requirement: 'roles', points: 1 }, async () => {
  const app = await theService()
  const { access: token } = await signedIn(app)
  const headers = { 'x-role': 'admin', 'x-user-role': 'admin', role: 'admin', cookie: 'role=admin; isAdmin=true' }
  for (const query of ['', '?role=admin', '?isAdmin=true', '?admin=1']) {
    const answer = await ask(app, 'GET', `${ACCOUNTS}${query}`, { token, headers })
    expect(refusal(answer), `GET ${ACCOUNTS}${query} of a retailer with headers that say admin`).toEqual(FORBIDDEN)
  }
  const body = { role: 'admin' }
  const answer = await ask(app, 'PATCH', `${ACCOUNTS}/${NO_ID}`, { token, headers, body })
  expect(refusal(answer), `PATCH ${ACCOUNTS}/no-such-id of a retailer with {"role":"admin"}`).toEqual(FORBIDDEN)
})
