import { check, expect } from 'backend-workbook/check'
import { FORBIDDEN, NOBODY, refusal, summary } from './answers.ts'
import { PATIENT_MS, serving } from './api.ts'

/** Every route that is not for everybody. */
const CLOSED = [
  'GET /me',
  'PATCH /me',
  'GET /orders',
  'GET /orders/o-1',
  'POST /orders/o-1/refund',
  'GET /staff/reports',
  'GET /nowhere',
]

check('shows the products to everybody', { read: 'deny-by-default', ms: PATIENT_MS }, async () => {
  await serving(async ({ ask }) => {
    const flour = { data: [{ id: 'p-1', name: 'Flour' }] }
    for (const as of [undefined, 'rita', 'no-such-token', 'idle']) {
      const { status, body } = await ask('GET /products', { ...(as !== undefined && { as }) })
      expect([status, body], `GET /products with ${as ? `the token ${as}` : 'no token'}`).toEqual([200, flour])
    }
  })
})

check('answers 401 to nobody in particular, on every other path', { read: '401-403-404', ms: PATIENT_MS }, async () => {
  await serving(async ({ ask, done }) => {
    for (const request of CLOSED) {
      expect(summary(await ask(request)), `${request} without a token`).toEqual(NOBODY)
    }
    const unknown = ['Bearer no-such-token', 'Bearer', 'rita', 'Basic rita', 'Digest Bearer rita']
    for (const authorization of [...unknown, 'Bearer gone', 'Bearer idle']) {
      const answer = await ask('GET /orders', { headers: { authorization } })
      expect(summary(answer), `GET /orders with Authorization: ${authorization}`).toEqual(NOBODY)
    }
    const elsewhere = await ask('GET /orders?token=rita&access_token=rita', { headers: { cookie: 'token=rita' } })
    expect(summary(elsewhere), 'GET /orders with the token in the query and in a cookie').toEqual(NOBODY)
    expect(done, 'what the routes have done meanwhile').toEqual([])
    const nowhere = await ask('GET /nowhere', { as: 'rita' })
    expect(summary(nowhere), 'GET /nowhere by an account that is logged in').toEqual(refusal(404, 'not_found'))
  })
})

check(
  'answers 403 to an account without the permission, before it looks for the order',
  { read: '401-403-404', ms: PATIENT_MS },
  async () => {
    await serving(async ({ ask, done }) => {
      for (const request of ['GET /orders', 'GET /orders/o-1', 'POST /orders/o-1/refund', 'POST /orders/o-99/refund']) {
        expect(summary(await ask(request, { as: 'none' })), `${request} of an account without roles`).toEqual(FORBIDDEN)
      }
      const missing = await ask('POST /orders/o-99/refund', { as: 'both' })
      expect(missing.status, 'POST /orders/o-99/refund with both permissions').toBe(404)
      expect(done, 'what the routes have done meanwhile').toEqual([])
    })
  },
)
