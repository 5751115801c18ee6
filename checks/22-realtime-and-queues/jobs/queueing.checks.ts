import { check, detourTo, expect } from 'backend-workbook/check'
import { chanceFor, PATIENT_MS, until } from '../serving.ts'
import { openShop } from './shop.ts'

const NOT_FOUND = { status: 404, body: { error: 'not_found' } }

check(
  'answers 202 at once, and keeps the payout for the worker that comes',
  { read: 'queues', ms: PATIENT_MS },
  async () => {
    const { ask, bank, work, becomes, get } = await openShop()
    const answer = await ask('POST', '/payouts', { id: 'p-1', vendorId: 'v-1', cents: 1250 })
    expect(answer, 'POST /payouts, where no worker runs').toEqual({
      status: 202,
      body: { id: 'p-1', status: 'queued' },
      location: '/payouts/p-1',
    })
    expect(await get('p-1'), 'GET /payouts/p-1, where no worker runs').toEqual({ id: 'p-1', status: 'queued' })
    expect(bank.calls, 'what the bank was asked for without a worker').toEqual([])
    bank.plan('v-1', 'holds')
    await work()
    await becomes('p-1', 'paying')
    const asked = () => bank.callsOf('v-1').map(({ vendorId, cents }) => ({ vendorId, cents }))
    await expect.poll(asked, { message: 'what the bank was asked for' }).toEqual([{ vendorId: 'v-1', cents: 1250 }])
    bank.release()
    await becomes('p-1', 'paid')
    const body = { id: 'p-1', status: 'paid', transferId: bank.transferIdOf('v-1') }
    expect(await ask('GET', '/payouts/p-1'), 'GET /payouts/p-1, once it is paid').toMatchObject({ status: 200, body })
    expect(await ask('GET', '/payouts/p-2'), 'GET /payouts/p-2, which nobody has posted').toMatchObject(NOT_FOUND)
  },
)

check('refuses what is no payout', { read: 'queues', ms: PATIENT_MS }, async () => {
  const { ask, get } = await openShop()
  const right = { id: 'p-1', vendorId: 'v-1', cents: 1 }
  const wrong = [
    { ...right, id: undefined },
    { ...right, id: '' },
    { ...right, id: 7 },
    { ...right, id: 'p 1' },
    { ...right, id: 'p.1' },
    { ...right, id: 'p/1' },
    { ...right, id: 'é' },
    { ...right, id: 'x'.repeat(101) },
    { ...right, vendorId: '' },
    { ...right, vendorId: 17 },
    { ...right, cents: 0 },
    { ...right, cents: -5 },
    { ...right, cents: 1.5 },
    { ...right, cents: '100' },
    { ...right, payAt: 'tomorrow' },
    { ...right, payAt: null },
  ]
  for (const body of wrong) {
    const refused = { status: 400, body: { error: 'bad_request' } }
    expect(await ask('POST', '/payouts', body), `POST /payouts ${JSON.stringify(body)}`).toMatchObject(refused)
  }
  expect(await ask('GET', '/payouts/p-1'), 'GET /payouts/p-1, which was refused').toMatchObject(NOT_FOUND)
  for (const id of ['x'.repeat(100), 'Aa0-_:']) {
    const { status } = await ask('POST', '/payouts', { ...right, id })
    expect(status, `the status of POST /payouts with the id ${id}`).toBe(202)
    expect(await get(id), `GET /payouts/${id}`).toMatchObject({ id, status: 'queued' })
  }
})

check('takes ids of all kinds, and each payout once', { read: 'queues', ms: PATIENT_MS }, async () => {
  const { ask, bank, post, work, becomes } = await openShop()
  const ids = ['order:42', '42', 'a:b:c', 'a:b', 'a-b', 'a_b']
  for (const id of ids) await post({ id, vendorId: `v-${id}` })
  await post({ id: 'order:42', vendorId: 'v-again', cents: 5 })
  bank.plan('v-a:b', 'refuses')
  await work()
  for (const id of ids) await becomes(id, id === 'a:b' ? 'failed' : 'paid')
  for (const id of ['order.42', 'order-42', 'order_42', 'order 42', '4', 'a.b'])
    expect(
      await ask('GET', `/payouts/${encodeURIComponent(id)}`),
      `GET of ${id}, which nobody has posted`,
    ).toMatchObject(NOT_FOUND)
  const again = await ask('POST', '/payouts', { id: 'order:42', vendorId: 'v-again', cents: 5 })
  expect(again, 'POST /payouts with the id order:42, which is paid').toMatchObject({
    status: 202,
    body: { id: 'order:42', status: 'paid' },
  })
  expect(decodeURIComponent(again.location ?? ''), 'its Location, decoded').toBe('/payouts/order:42')
  const failed = await ask('POST', '/payouts', { id: 'a:b', vendorId: 'v-again', cents: 5 })
  expect(failed, 'POST /payouts with the id a:b, which has failed').toMatchObject({
    status: 202,
    body: { id: 'a:b', status: 'failed' },
  })
  await chanceFor(() => bank.calls.length > ids.length, 150)
  const asked = bank.calls.map(({ vendorId }) => vendorId).sort()
  expect(asked, 'for whom the bank was asked, in alphabetical order').toEqual(ids.map((id) => `v-${id}`).sort())
})

check('says within two seconds that Redis does not answer', { read: 'queues', ms: PATIENT_MS }, async () => {
  const redis = await detourTo('redis')
  const { ask, bank, post, work, becomes } = await openShop({ apiRedis: redis.url })
  await post({ id: 'p-1', vendorId: 'v-1' })
  redis.freeze()
  const payout = { id: 'p-2', vendorId: 'v-2', cents: 100 }
  const unavailable = { status: 503, body: { error: 'unavailable' } }
  try {
    const answer = await ask('POST', '/payouts', payout)
    expect(answer, 'POST /payouts, where Redis does not answer').toMatchObject(unavailable)
  } finally {
    redis.thaw()
  }
  await until(async () => (await ask('POST', '/payouts', payout)).status === 202, 'the API is back when Redis is')
  await work()
  await becomes('p-1', 'paid')
  await becomes('p-2', 'paid')
  expect(bank.paid('v-2'), 'what vendor v-2 was paid').toEqual([100])
})
