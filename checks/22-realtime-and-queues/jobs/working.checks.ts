import { check, detourTo, expect } from 'backend-workbook/check'
import type { PayoutWorker } from '../../../exercises/22-realtime-and-queues/jobs.ts'
import { chanceFor, PATIENT_MS, until } from '../serving.ts'
import { openShop } from './shop.ts'

check('works on as many payouts at once as it may', { read: 'retries', ms: PATIENT_MS }, async () => {
  const { bank, post, work, becomes } = await openShop({ settings: { concurrency: 3 } })
  const ids = ['p-1', 'p-2', 'p-3', 'p-4', 'p-5']
  for (const id of ids) {
    bank.plan(`v-${id}`, 'holds')
    await post({ id, vendorId: `v-${id}` })
  }
  await work()
  await expect
    .poll(() => bank.working, { message: 'payouts at once, where concurrency is 3 and 5 are waiting', timeout: 1500 })
    .toBeGreaterThanOrEqual(3)
  await chanceFor(() => bank.most > 3, 150)
  expect(bank.most, 'the most payouts at once').toBe(3)
  await until(() => {
    bank.release()
    return bank.calls.length === ids.length && bank.working === 0
  }, 'all five payouts were begun and done')
  for (const id of ids) await becomes(id, 'paid')
})

check(
  'stops when what it has begun is done, and begins nothing more',
  { read: 'stalled', ms: PATIENT_MS },
  async () => {
    const { bank, post, work, becomes, get } = await openShop()
    const ids = ['p-1', 'p-2', 'p-3', 'p-4']
    for (const id of ids) {
      bank.plan(`v-${id}`, 'holds')
      await post({ id, vendorId: `v-${id}` })
    }
    const worker = await work()
    await until(() => bank.working === 2, 'two payouts were begun, where concurrency is 2')
    let settled = false
    const stopped = worker.stop().then(() => {
      settled = true
    })
    await chanceFor(() => settled, 300)
    expect(settled, 'whether stop() has resolved while the bank works on two payouts').toBe(false)
    bank.release()
    await stopped
    const begun = bank.calls.map(({ vendorId }) => vendorId.slice(2))
    expect(begun.length, 'payouts that were begun by a worker with concurrency 2 that was stopped').toBe(2)
    for (const id of ids) {
      const status = begun.includes(id) ? 'paid' : 'queued'
      expect((await get(id)).status, `the status of ${id} when stop() has resolved`).toBe(status)
    }
    for (const id of ids) bank.plan(`v-${id}`)
    await work()
    for (const id of ids) await becomes(id, 'paid')
    expect(bank.calls.length, 'how often the bank was asked for four payouts').toBe(4)
  },
)

check('takes over what a worker has dropped that fell silent', { read: 'stalled', ms: PATIENT_MS }, async () => {
  const detours = [await detourTo('redis'), await detourTo('redis')]
  const { ask, bank, post, work, becomes } = await openShop({
    settings: { lockMs: 400, stalledMs: 200, concurrency: 1, attempts: 1 },
  })
  bank.plan('v-1', 'holds', 'holds', 'holds')
  await post({ id: 'p-1', vendorId: 'v-1', cents: 900 })
  const silent: PayoutWorker[] = []
  try {
    for (const [index, redis] of detours.entries()) {
      silent.push(await work(redis.url))
      const message = `how often the bank was asked, when ${index} workers have fallen silent, and another has come`
      await expect.poll(() => bank.calls.length, { message, timeout: 1500, interval: 5 }).toBe(index + 1)
      redis.freeze()
    }
    await work()
    const message = 'how often the bank was asked, when two workers have fallen silent, and a third has come'
    await expect.poll(() => bank.calls.length, { message, timeout: 1500, interval: 5 }).toBeGreaterThanOrEqual(3)
    bank.release()
    await becomes('p-1', 'paid')
  } finally {
    for (const redis of detours) redis.thaw()
    bank.release()
  }
  await Promise.all(silent.map((worker) => worker.stop()))
  await becomes('p-1', 'paid')
  expect(bank.paid('v-1'), 'the payments to v-1, where three workers have asked for it').toEqual([900])
  expect((await ask('GET', '/dead-letters')).body, 'GET /dead-letters').toEqual([])
})
