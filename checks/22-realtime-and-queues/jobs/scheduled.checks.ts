import { check, expect } from 'backend-workbook/check'
import { chanceFor, PATIENT_MS, until } from '../serving.ts'
import { openShop } from './shop.ts'

check('pays at the time that was asked for, and not before', { read: 'scheduled', ms: PATIENT_MS }, async () => {
  const { bank, post, work, becomes, get } = await openShop()
  await work()
  const payAt = Date.now() + 400
  await post({ id: 'later', vendorId: 'v-later', payAt })
  await post({ id: 'over', vendorId: 'v-over', payAt: Date.now() - 60_000 })
  await post({ id: 'zero', vendorId: 'v-zero', payAt: 0 })
  expect((await get('later')).status, 'the status of a payout for later').toBe('queued')
  await becomes('over', 'paid')
  await becomes('zero', 'paid')
  await until(() => bank.callsOf('v-later').length > 0, 'the payout for later was begun')
  expect(Date.now() - payAt, 'milliseconds between the time and the payment').toBeGreaterThan(-15)
  await becomes('later', 'paid')
})

check(
  'sends one summary each time, however many workers there are',
  { read: 'scheduled', ms: PATIENT_MS },
  async () => {
    const summaryMs = 150
    const { ask, summaries, work } = await openShop({ settings: { summaryMs } })
    const other = await openShop({ settings: { summaryMs: 60_000 } })
    expect((await ask('GET', '/dead-letters')).body, 'GET /dead-letters').toEqual([])
    const start = performance.now()
    await (await work()).stop()
    const workers = [await work(), await work()]
    await other.work()
    const message =
      'summaries of two workers, where summaryMs is 150, and a third worker was started and stopped before'
    await expect.poll(() => summaries.length, { message, timeout: 2500, interval: 5 }).toBeGreaterThanOrEqual(10)
    const due = Math.ceil((performance.now() - start) / summaryMs) + 2
    expect(summaries.length, `summaries in the time in which ${due} are due at most`).toBeLessThanOrEqual(due)
    expect(other.summaries.length, 'summaries of another queue, where summaryMs is a minute').toBeLessThanOrEqual(1)
    await Promise.all(workers.map(({ stop }) => stop()))
    const sent = summaries.length
    await chanceFor(() => summaries.length > sent, 350)
    expect(summaries.length - sent, 'summaries after both workers were stopped').toBe(0)
    expect((await ask('GET', '/dead-letters')).body, 'GET /dead-letters').toEqual([])
  },
)
