import { check, expect } from 'backend-workbook/check'
import type { Deps } from '../../../exercises/15-rbac/authorize.ts'
import { all, FORBIDDEN, statuses, summary } from './answers.ts'
import { GRANTS, PATIENT_MS, serving } from './api.ts'

check(
  'asks for all the permissions of a route, from all the roles of an account',
  { read: 'roles-and-permissions', ms: PATIENT_MS },
  async () => {
    await serving(async ({ ask, done }) => {
      for (const as of ['sue', 'carl', 'stan', 'rita']) {
        const answer = await ask('POST /orders/o-2/refund', { as })
        expect(summary(answer), `a refund by ${as}, who lacks one of two permissions or both`).toEqual(FORBIDDEN)
      }
      expect(done, 'what the routes have done so far').toEqual([])
      const { status } = await ask('POST /orders/o-2/refund', { as: 'both' })
      expect([status, done], 'a refund by an account with the roles support and cashier').toEqual([200, ['refund o-2']])
    })
  },
)

check(
  'reads the permissions of a role from the table it was given',
  { read: 'roles-and-permissions', ms: PATIENT_MS },
  async () => {
    const grants: Deps['grants'] = { retailer: ['orders:place'], auditor: ['orders:read', 'orders:read-any'] }
    await serving(
      async ({ ask, change }) => {
        change('carl', { roles: ['auditor'] })
        expect((await ask('GET /orders/o-1', { as: 'carl' })).status, 'an order, for an auditor').toBe(200)
        expect((await ask('GET /orders', { as: 'rita' })).status, 'orders, where retailers lost orders:read').toBe(403)
        grants['retailer'] = ['orders:place', 'orders:read']
        grants['trainee'] = ['orders:read']
        Reflect.deleteProperty(grants, 'auditor')
        change('none', { roles: ['trainee'] })
        const after = await statuses(ask, ['GET /orders'], 'rita')
        expect(after, 'for a retailer, since operators gave retailers orders:read').toEqual({ 'GET /orders': 200 })
        const added = await statuses(ask, ['GET /orders'], 'none')
        expect(added, 'by the role trainee, which operators have just added').toEqual({ 'GET /orders': 200 })
        const gone = await statuses(ask, ['GET /orders/o-1'], 'carl')
        expect(gone, 'by the role auditor, which operators have just removed').toEqual({ 'GET /orders/o-1': 403 })
      },
      { grants },
    )
  },
)

check('compares roles and permissions as whole texts', { read: 'roles-and-permissions', ms: PATIENT_MS }, async () => {
  await serving(
    async ({ ask, change }) => {
      const names = ['staff-trainee', 'Staff', 'ex-staff', 'retailer,staff', 'constructor', '__proto__', 'toString']
      for (const role of names) {
        change('carl', { roles: [role] })
        const request = `by the role ${JSON.stringify(role)}`
        expect((await ask('GET /staff/reports', { as: 'carl' })).status, `GET /staff/reports ${request}`).toBe(403)
        expect((await ask('GET /orders', { as: 'carl' })).status, `GET /orders ${request}`).toBe(403)
      }
      change('carl', { roles: ['reader'] })
      const { status } = await ask('GET /orders', { as: 'carl' })
      expect(status, 'GET /orders with the permissions orders and orders:read-any').toBe(403)
    },
    { grants: { ...GRANTS, reader: ['orders', 'orders:read-any', 'ORDERS:READ'] } },
  )
})

check('closes the whole staff area, not the routes it knows', { read: 'admin-area', ms: PATIENT_MS }, async () => {
  const area = [
    'GET /staff',
    'GET /staff/reports',
    'GET /STAFF/reports',
    'DELETE /Staff/vendors/v-1',
    'GET /staff/none',
  ]
  await serving(async ({ ask, done }) => {
    expect(await statuses(ask, area), 'the statuses of five requests without a token').toEqual(all(area, 401))
    expect(await statuses(ask, area, 'both'), 'the same with the roles support and cashier').toEqual(all(area, 403))
    expect(done, 'what the routes have done so far').toEqual([])
    expect(await statuses(ask, area, 'stan'), 'the same with the role staff').toEqual({
      ...all(area, 200),
      'GET /staff/none': 404,
    })
    const { status } = await ask('GET /staff/reports', { as: 'tess' })
    expect(status, 'GET /staff/reports with the roles retailer and staff').toBe(200)
  })
})

check('takes roles from the store and from nowhere else', { read: 'stale-roles', ms: PATIENT_MS }, async () => {
  const staff = { role: 'staff', roles: ['staff', 'support', 'cashier'], isAdmin: true, accountId: 'stan', id: 'stan' }
  const headers = {
    'x-role': 'staff',
    'x-roles': 'staff',
    'x-user-role': 'staff',
    'x-user-id': 'stan',
    cookie: 'role=staff',
  }
  const query = 'role=staff&roles=staff&id=stan&accountId=stan'
  await serving(async ({ ask, done }) => {
    for (const request of [`POST /staff/vendors/v-1?${query}`, `POST /orders/o-1/refund?${query}`]) {
      const answer = await ask(request, { as: 'rita', headers, body: staff })
      expect(summary(answer), `${request} by a retailer, with roles in headers and body`).toEqual(FORBIDDEN)
    }
    expect(done, 'what the routes have done meanwhile').toEqual([])
  })
})

check('takes a role away at once, whatever the token says', { read: 'stale-roles', ms: PATIENT_MS }, async () => {
  await serving(async ({ ask, change }) => {
    expect((await ask('GET /staff/reports', { as: 'stan' })).status, 'GET /staff/reports by staff').toBe(200)
    change('stan', { roles: ['retailer'] })
    expect((await ask('GET /staff/reports', { as: 'stan' })).status, 'the same token, without the role').toBe(403)
    change('rita', { roles: ['staff'] })
    expect((await ask('GET /staff/reports', { as: 'rita' })).status, 'an older token, with the role now').toBe(200)
    change('rita', { suspended: true })
    expect((await ask('GET /me', { as: 'rita' })).status, 'GET /me of an account that is suspended now').toBe(401)
  })
})
