import { check, expect } from 'backend-workbook/check'
import { PATIENT_MS } from '../serving.ts'
import { eventOf, intentOf, NOW, openMarket, RECEIPT, RECEIVED, refunded, succeeded } from './market.ts'

const processing = (at: number, more = {}) =>
  eventOf('payment_intent.processing', intentOf('o-1', { status: 'processing', amount_received: 0, ...more }), at)
const failed = (at: number, more = {}) =>
  eventOf('payment_intent.payment_failed', intentOf('o-1', { amount_received: 0, ...more }), at)

check('follows a payment that takes its time', { read: 'any-order', ms: PATIENT_MS }, async () => {
  const { send, store } = await openMarket()
  const steps: [ReturnType<typeof failed>, string, number][] = [
    [processing(NOW - 500), 'processing', NOW - 500],
    [failed(NOW - 400), 'open', NOW - 400],
    [processing(NOW - 300), 'processing', NOW - 300],
    [failed(NOW - 300), 'open', NOW - 300],
    [failed(NOW - 200), 'open', NOW - 200],
    [processing(NOW - 250), 'open', NOW - 200],
    [processing(NOW - 200), 'processing', NOW - 200],
    [failed(NOW - 190), 'open', NOW - 190],
    [processing(NOW - 180, { id: 'pi_9' }), 'open', NOW - 190],
    [processing(NOW - 170), 'processing', NOW - 170],
    [processing(NOW - 150), 'processing', NOW - 150],
    [failed(NOW - 151), 'processing', NOW - 150],
    [processing(NOW - 100, { id: 'pi_9' }), 'processing', NOW - 150],
    [failed(NOW - 100, { id: 'pi_9' }), 'processing', NOW - 150],
  ]
  let before = 'nothing'
  for (const [event, status, triedAt] of steps) {
    const what = `${event.type} of ${NOW - event.created} s ago, intent ${event.data.object.id}, after ${before}`
    expect(await send(event), what).toEqual(RECEIVED)
    expect(store.order(), `the order after ${what}`).toMatchObject({ status, triedAt })
    before = `${event.type} of ${NOW - event.created} s ago`
  }
  expect(store.jobs, 'the jobs').toEqual([])
  await send(succeeded('o-1'))
  expect(store.order()?.status, 'the status after payment_intent.succeeded').toBe('paid')
})

check('stays paid when older news arrive later', { read: 'any-order', ms: PATIENT_MS }, async () => {
  for (const status of ['paid', 'refunded'] as const) {
    const { send, store } = await openMarket({ orders: [{ status, refunded: status === 'paid' ? 0 : 5997 }] })
    const before = structuredClone(store.order())
    for (const event of [processing(NOW - 120), failed(NOW - 110), processing(NOW), failed(NOW), succeeded('o-1')]) {
      expect(await send(event), event.type).toEqual(RECEIVED)
      expect(store.order(), `an order that is ${status}, after ${event.type}`).toEqual(before)
    }
    expect(store.jobs, 'the jobs').toEqual([])
  }
  const { send, store } = await openMarket()
  await send(succeeded('o-1'))
  await send(processing(NOW + 5))
  expect([store.order()?.status, store.jobs], 'succeeded, then processing').toEqual(['paid', [RECEIPT]])
})

check('adds refunds up to what the gateway says', { read: 'any-order', ms: PATIENT_MS }, async () => {
  const { send, store } = await openMarket({ orders: [{ status: 'paid' }] })
  const steps: [number, number, string][] = [
    [500, 500, 'paid'],
    [1500, 1500, 'paid'],
    [800, 1500, 'paid'],
    [5997, 5997, 'refunded'],
    [1500, 5997, 'refunded'],
  ]
  for (const [amount, sum, status] of steps) {
    expect(await send(refunded('o-1', amount)), `charge.refunded, amount_refunded ${amount}`).toEqual(RECEIVED)
    const title = `the order after charge.refunded with amount_refunded ${amount}`
    expect(store.order(), title).toMatchObject({ refunded: sum, status })
  }
  const more = await openMarket({ orders: [{ status: 'paid' }] })
  await more.send(refunded('o-1', 6000))
  const title = 'the order of 5997 after a refund of 6000'
  expect(more.store.order(), title).toMatchObject({ refunded: 6000, status: 'refunded' })
  const other = await openMarket({ orders: [{ status: 'paid' }] })
  await other.send(refunded('o-1', 5997, { payment_intent: 'pi_9' }))
  expect(other.store.order(), 'the order after a refund of another intent').toMatchObject({
    refunded: 0,
    status: 'paid',
  })
  expect([...store.jobs, ...other.store.jobs], 'the jobs').toEqual([])
})

check('takes a refund that comes before the payment', { read: 'any-order', ms: PATIENT_MS }, async () => {
  const part = await openMarket()
  await part.send(refunded('o-1', 500))
  expect(part.store.order(), 'a part is given back, and nothing is known of a payment').toMatchObject({
    refunded: 500,
    status: 'open',
  })
  await part.send(succeeded('o-1'))
  expect(part.store.order(), 'then the payment arrives').toMatchObject({ refunded: 500, status: 'paid' })
  expect(part.store.jobs, 'the jobs').toEqual([RECEIPT])
  const whole = await openMarket()
  await whole.send(refunded('o-1', 5997))
  await whole.send(succeeded('o-1'))
  expect(whole.store.order(), 'all is given back, then the payment arrives').toMatchObject({
    refunded: 5997,
    status: 'refunded',
  })
  expect(whole.store.jobs, 'the jobs').toEqual([])
})
