import { check, expect } from 'backend-workbook/check'
import { chanceFor, PATIENT_MS } from '../serving.ts'
import { openShop } from './shop.ts'

/** A timer may fire a moment early, as other clocks count. */
const SLACK_MS = 15

check(
  'tries again after a failure, and waits twice as long each time',
  { read: 'retries', ms: PATIENT_MS },
  async () => {
    const backoffMs = 80
    const { bank, post, work, becomes } = await openShop({ settings: { attempts: 4, backoffMs } })
    bank.plan('v-1', 'fails', 'fails', 'fails')
    await post({ id: 'p-1', vendorId: 'v-1' })
    await work()
    await becomes('p-1', 'paid')
    const times = bank.callsOf('v-1').map(({ at }) => at)
    expect(times.length, 'how often the bank was asked, where it failed three times').toBe(4)
    for (const [index, factor] of [1, 2, 4].entries()) {
      const waited = (times[index + 1] ?? 0) - (times[index] ?? 0)
      expect(waited, `milliseconds from try ${index + 1} to try ${index + 2}, where backoffMs is 80`).toBeGreaterThan(
        factor * backoffMs - SLACK_MS,
      )
    }
  },
)

check('moves the money once, however often it tries', { read: 'idempotent', ms: PATIENT_MS }, async () => {
  const { ask, bank, post, work, becomes } = await openShop({ settings: { attempts: 2 } })
  bank.plan('v-1', 'pays and fails')
  bank.plan('v-2', 'pays and fails', 'fails')
  await post({ id: 'p-1', vendorId: 'v-1', cents: 700 })
  await post({ id: 'p-2', vendorId: 'v-2', cents: 800 })
  await work()
  await becomes('p-1', 'paid')
  expect(bank.paid('v-1'), 'the payments to v-1, where the answer to the first try was lost').toEqual([700])
  await becomes('p-2', 'failed')
  await ask('POST', '/dead-letters/p-2/retry')
  await becomes('p-2', 'paid')
  expect(bank.paid('v-2'), 'the payments to v-2, where the dead letter was tried again').toEqual([800])
  for (const id of ['p-3', 'p:3', 'p-4']) await post({ id, vendorId: 'v-3', cents: 500 })
  for (const id of ['p-3', 'p:3', 'p-4']) await becomes(id, 'paid')
  expect(bank.paid('v-3'), 'the payments to v-3, who has three payouts of the same amount').toEqual([500, 500, 500])
})

check('keeps what failed for good as dead letters', { read: 'retries', ms: PATIENT_MS }, async () => {
  const { ask, bank, post, work, becomes } = await openShop()
  expect((await ask('GET', '/dead-letters')).body, 'GET /dead-letters, where nothing has failed').toEqual([])
  bank.plan('v-1', 'fails', 'fails', 'fails')
  bank.plan('v-2', 'refuses')
  bank.plan('v-3', 'fails')
  for (const number of [1, 2, 3]) await post({ id: `p:${number}`, vendorId: `v-${number}`, cents: 100 * number })
  await work()
  await becomes('p:2', 'failed')
  await becomes('p:1', 'failed')
  await becomes('p:3', 'paid')
  await chanceFor(() => bank.callsOf('v-1').length > 3 || bank.callsOf('v-2').length > 1, 200)
  expect(bank.callsOf('v-1').length, 'how often it was tried, where attempts is 3').toBe(3)
  expect(bank.callsOf('v-2').length, 'how often it was tried, where the bank refused for good').toBe(1)
  const letters = (await ask('GET', '/dead-letters')).body
  const list = Array.isArray(letters)
    ? [...letters].sort((a, b) => String(a?.id).localeCompare(String(b?.id)))
    : letters
  expect(list, 'GET /dead-letters, by id').toEqual([
    { id: 'p:1', vendorId: 'v-1', cents: 100, attempts: 3, error: 'the bank is closed' },
    { id: 'p:2', vendorId: 'v-2', cents: 200, attempts: 1, error: 'the account does not exist' },
  ])
})

check('shows all dead letters, however many', { read: 'retries', ms: PATIENT_MS }, async () => {
  const { ask, bank, post, work } = await openShop({ settings: { attempts: 1, concurrency: 10 } })
  const ids = Array.from({ length: 60 }, (_, index) => `p-${index + 1}`)
  for (const id of ids) bank.plan(`v-${id}`, 'refuses')
  await Promise.all(ids.map((id) => post({ id, vendorId: `v-${id}` })))
  await work()
  const message = 'how many dead letters there are, where 60 payouts were refused'
  const count = async () => Object((await ask('GET', '/dead-letters')).body).length
  await expect.poll(count, { message, timeout: 2500, interval: 20 }).toBe(60)
})

check('queues a dead letter again, with all its attempts', { read: 'retries', ms: PATIENT_MS }, async () => {
  const { ask, bank, post, work, becomes } = await openShop()
  const none = { status: 404, body: { error: 'not_found' } }
  bank.plan('v-1', 'refuses', 'fails', 'fails')
  await post({ id: 'p:1', vendorId: 'v-1' })
  await post({ id: 'p-2', vendorId: 'v-2' })
  await work()
  await becomes('p:1', 'failed')
  await becomes('p-2', 'paid')
  for (const id of ['p-2', 'none', 'p.1', 'p-1']) {
    const path = `/dead-letters/${id}/retry`
    expect(await ask('POST', path), `POST ${path}, where ${id} is no dead letter`).toMatchObject(none)
  }
  const path = '/dead-letters/p%3A1/retry'
  expect(await ask('POST', path), `POST ${path}`).toMatchObject({ status: 202, body: { id: 'p:1', status: 'queued' } })
  expect((await ask('GET', '/dead-letters')).body, 'GET /dead-letters, after that').toEqual([])
  expect(await ask('POST', path), `POST ${path}, a second time`).toMatchObject(none)
  await becomes('p:1', 'paid')
  expect(bank.callsOf('v-1').length, 'how often it was tried: refused, and then failed twice, and paid').toBe(4)
  bank.plan('v-3', ...Array<'fails'>(6).fill('fails'))
  await post({ id: 'p-3', vendorId: 'v-3' })
  await becomes('p-3', 'failed')
  await ask('POST', '/dead-letters/p-3/retry')
  await expect.poll(() => bank.callsOf('v-3').length, { message: 'how often p-3 was tried', timeout: 2500 }).toBe(6)
  await becomes('p-3', 'failed')
  expect((await ask('GET', '/dead-letters')).body, 'GET /dead-letters, where a retry has failed').toMatchObject([
    { id: 'p-3', attempts: 3 },
  ])
})
