import { check, expect } from 'backend-workbook/check'
import { PATIENT_MS } from '../serving.ts'
import { MemoryStore, openMarket, RECEIPT, RECEIVED, REVIEW, refunded, succeeded } from './market.ts'

check('pays the order, and asks for one receipt', { read: 'answers', ms: PATIENT_MS }, async () => {
  const { send, store } = await openMarket({ orders: [{}, { status: 'processing', triedAt: 7 }] })
  expect(await send(succeeded('o-1')), 'payment_intent.succeeded of o-1').toEqual(RECEIVED)
  expect(store.order('o-1'), 'the order').toMatchObject({ status: 'paid', refunded: 0, total: 5997, intentId: 'pi_1' })
  expect(store.jobs, 'the jobs').toEqual([RECEIPT])
  expect(store.order('o-2')?.status, 'the status of another order').toBe('processing')
  await send(succeeded('o-2'))
  expect(store.order('o-2')?.status, 'the status of an order that was processing').toBe('paid')
  expect(store.jobs, 'the jobs').toEqual([RECEIPT, { type: 'send-receipt', orderId: 'o-2' }])
})

check('is not paid by another intent, amount or currency', { read: 'order-verification', ms: PATIENT_MS }, async () => {
  for (const [what, more] of [
    ['another intent', { id: 'pi_9' }],
    ['a smaller amount', { amount_received: 100 }],
    ['a larger amount', { amount_received: 59_970 }],
    ['another currency', { currency: 'jpy' }],
  ] as const) {
    const { send, store } = await openMarket()
    const before = structuredClone(store.order())
    const event = succeeded('o-1', more)
    for (const time of ['the first', 'the second']) {
      expect(await send(event), `${what}, ${time} time`).toEqual(RECEIVED)
      expect(store.order(), `the order after a payment with ${what}`).toEqual(before)
      expect(store.jobs, `the jobs after a payment with ${what}, sent ${time} time`).toEqual([REVIEW])
    }
  }
  const { send, store } = await openMarket({ orders: [{ status: 'paid' }] })
  await send(succeeded('o-1', { id: 'pi_9' }))
  expect([store.order()?.status, store.jobs], 'a paid order, paid by a second intent').toEqual(['paid', [REVIEW]])
})

check('has the effects of an event once, however often it comes', { read: 'duplicates', ms: PATIENT_MS }, async () => {
  const { send, store } = await openMarket()
  const event = succeeded('o-1')
  expect([await send(event), await send(event)], 'the same event twice').toEqual([RECEIVED, RECEIVED])
  expect(store.jobs, 'the jobs after the same event twice').toEqual([RECEIPT])
  const again = await openMarket({ store })
  expect(await again.send(event), 'the same event after a restart').toEqual(RECEIVED)
  expect(store.jobs, 'the jobs after a restart').toEqual([RECEIPT])
  const wrong = succeeded('o-1', { id: 'pi_9' })
  expect([await again.send(wrong), await send(wrong)], 'a payment by another intent, twice').toEqual([
    RECEIVED,
    RECEIVED,
  ])
  expect(store.jobs, 'the jobs after that').toEqual([RECEIPT, REVIEW])
  const told = await openMarket()
  const answers = [await told.send(succeeded('o-1')), await told.send(succeeded('o-1'))]
  expect(answers, 'two events with two ids that say the same').toEqual([RECEIVED, RECEIVED])
  expect(told.store.jobs, 'the jobs after two events with two ids that say the same').toEqual([RECEIPT])
  await told.send(succeeded('o-1', { id: 'pi_9' }))
  await told.send(succeeded('o-1', { id: 'pi_9' }))
  const what = 'the jobs after two more events with two ids, of a payment by another intent'
  expect(told.store.jobs, what).toEqual([RECEIPT, REVIEW, REVIEW])
})

check('has them once where it comes twice at the same moment', { read: 'duplicates', ms: PATIENT_MS }, async () => {
  for (const [event, jobs] of [
    [succeeded('o-1'), [RECEIPT]],
    [succeeded('o-1', { id: 'pi_9' }), [REVIEW]],
  ] as const) {
    const store = new MemoryStore([{}])
    const [one, other] = await Promise.all([openMarket({ store }), openMarket({ store })])
    const answers = await Promise.all([one.send(event), other.send(event), one.send(event), other.send(event)])
    expect(answers, 'the same event four times at once, to two processes').toEqual(Array(4).fill(RECEIVED))
    expect(store.jobs, 'the jobs').toEqual(jobs)
  }
})

check('has all effects later when the store has failed', { read: 'duplicates', ms: PATIENT_MS }, async () => {
  const cases = [
    { what: 'a payment', event: succeeded('o-1'), order: { status: 'paid', refunded: 0 }, jobs: [RECEIPT] },
    {
      what: 'a payment by another intent',
      event: succeeded('o-1', { id: 'pi_9' }),
      order: { status: 'open' },
      jobs: [REVIEW],
    },
    { what: 'a refund', event: refunded('o-1', 500), order: { status: 'open', refunded: 500 }, jobs: [] },
  ]
  for (const { what, event, order, jobs } of cases) {
    // Each step fails in turn, until there is none left that could.
    for (let step = 1; step < 20; step += 1) {
      const { send, store } = await openMarket()
      store.failsAt = step
      const answer = await send(event)
      if (answer[0] === 200) {
        expect(step, `the first step whose failure changes nothing, ${what}`).toBeGreaterThan(1)
        break
      }
      expect(answer, `${what}, when step ${step} of the store fails`).toEqual([500, 'try_again'])
      expect(store.jobs, `the jobs after that`).toEqual([])
      for (const time of ['again', 'a third time']) {
        expect(await send(event), `${what} that comes ${time}, after step ${step} has failed`).toEqual(RECEIVED)
        const title = `${what} that has come ${time}, after step ${step} had failed`
        expect([store.order(), store.jobs], title).toEqual([expect.objectContaining(order), jobs])
      }
    }
  }
})
