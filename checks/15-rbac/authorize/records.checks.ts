import { check, expect } from 'backend-workbook/check'
import { refusal, summary } from './answers.ts'
import { type Answer, PATIENT_MS, serving } from './api.ts'

const withId = (id: string) => expect.objectContaining({ id })

check('takes the account of the token, whoever the query names', { read: 'whose-record', ms: PATIENT_MS }, async () => {
  await serving(async ({ ask, accountOf }) => {
    const query = 'id=rob&accountId=rob&account=rob&retailerId=rob&user=rob'
    const me = await ask(`GET /me?${query}`, { as: 'rita' })
    expect(me.body, `GET /me?${query} by rita`).toMatchObject({ data: { id: 'rita' } })
    const { body } = await ask(`GET /orders?${query}`, { as: 'rita' })
    expect(body, `GET /orders?${query} by rita`).toEqual({ data: ['o-1', 'o-3'].map(withId) })
    await ask(`PATCH /me?${query}`, { as: 'rita', body: { name: 'New' } })
    const names = ['rita', 'rob'].map((id) => accountOf(id)?.name)
    expect(names, `the names of rita and rob after PATCH /me?${query} by rita`).toEqual(['New', 'rob'])
  })
})

check(
  'shows an order to its retailer, and hides it from others',
  { read: 'whose-record', ms: PATIENT_MS },
  async () => {
    let foreign: Answer | undefined
    await serving(async ({ ask }) => {
      const own = await ask('GET /orders/o-1', { as: 'rita' })
      expect(own.body, 'GET /orders/o-1, an own order').toMatchObject({ data: { id: 'o-1' } })
      const any = await ask('GET /orders/o-2', { as: 'sue' })
      expect(any.body, 'GET /orders/o-2, for support').toMatchObject({ data: { id: 'o-2' } })
      for (const as of ['rita', 'sue']) {
        const { body } = await ask('GET /orders', { as })
        expect(body, `GET /orders for ${as}`).toEqual({ data: as === 'rita' ? ['o-1', 'o-3'].map(withId) : [] })
      }
      foreign = await ask('GET /orders/o-2', { as: 'rita' })
    })
    const nothing = async () => undefined
    await serving(
      async ({ ask }) => {
        const missing = await ask('GET /orders/o-2', { as: 'rita' })
        expect(summary(missing), 'GET /orders/o-2, where there is no such order').toEqual(refusal(404, 'not_found'))
        expect(foreign, 'GET /orders/o-2, where it is the order of somebody else').toEqual(missing)
      },
      { store: { findOrder: nothing, findOrderOf: nothing } },
    )
  },
)

check('changes a name and a phone, and nothing else', { read: 'mass-assignment', ms: PATIENT_MS }, async () => {
  await serving(async ({ ask, done, accountOf }) => {
    const before = accountOf('rita')
    const strange = [{ roles: ['staff'] }, { role: 'staff' }, { suspended: false }, { id: 'stan' }, { nickname: 'R' }]
    const noTexts = [null, 5, 0, true, false, [], ['x'], {}].flatMap((value) => [{ phone: value }, { name: value }])
    for (const extra of [...strange, ...noTexts]) {
      const body = { name: 'Rita', phone: '+351 1', ...extra }
      const answer = await ask('PATCH /me', { as: 'rita', body })
      expect(summary(answer), `PATCH /me ${JSON.stringify(body)}`).toEqual(refusal(422, 'invalid'))
    }
    expect([done, accountOf('rita')], 'what was changed so far, and rita in the store').toEqual([[], before])
    let now = before
    for (const body of [{ name: 'Rita' }, { phone: '+351 1' }, { name: 'R', phone: '2' }]) {
      now = { ...now, ...body } as typeof before
      expect((await ask('PATCH /me', { as: 'rita', body })).status, `PATCH /me ${JSON.stringify(body)}`).toBe(200)
      expect(accountOf('rita'), `rita in the store after PATCH /me ${JSON.stringify(body)}`).toEqual(now)
    }
  })
})

check('lets nobody in when it cannot decide', { read: 'deny-by-default', ms: PATIENT_MS }, async () => {
  const away = async () => Promise.reject(new Error('the database is away'))
  const requests = ['GET /me', 'GET /orders', 'POST /orders/o-1/refund', 'GET /staff/reports']
  const failing = { 'no store': { store: { findAccount: away } }, 'no reader of tokens': { readToken: away } }
  await serving(
    async ({ ask }) => {
      const answer = await ask('GET /orders/o-1', { as: 'rita' })
      expect(summary(answer), 'GET /orders/o-1 with no store of orders').toEqual(refusal(500, 'internal'))
    },
    { store: { findOrder: away, findOrderOf: away } },
  )
  for (const [name, replaced] of Object.entries(failing)) {
    await serving(async ({ ask, done }) => {
      for (const request of requests) {
        const answer = await ask(request, { as: 'idle' })
        expect(summary(answer), `${request} with ${name}`).toEqual(refusal(500, 'internal'))
      }
      expect(done, 'what the routes have done meanwhile').toEqual([])
    }, replaced)
  }
})
