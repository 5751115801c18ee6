import { check, expect } from 'backend-workbook/check'
import { SETTLE_MS } from '../../../exercises/23-payments/reconcile.ts'
import { holding, PATIENT_MS } from '../serving.ts'
import { Books, HOUR } from './books.ts'

check('leaves alone what is on its way', { read: 'repair', ms: PATIENT_MS }, async () => {
  const books = new Books()
  books.order('o-1')
  const yesterday = await books.pay('o-1', { known: true, confirm: false })
  books.order('o-2')
  await books.pay('o-2', { known: true })
  books.order('o-3', { status: 'paid' })
  await books.pay('o-3', { known: true })
  books.order('o-5', { status: 'paid' })
  books.order('o-6', { status: 'paid', intentId: 'pi_that_never_was' })
  const paidLast = await books.pay('o-6', { confirm: false })
  books.order('o-7')
  await books.pay('o-7', { known: true })
  await books.later()
  // Of two payments, the intent that was made first is paid last. An old payment is joined by one of another amount.
  await books.pay('o-6')
  await books.later(5000)
  await books.stripe.paymentIntents.confirm(paidLast)
  await books.pay('o-7', { amount: 100, currency: 'jpy' })
  // An intent of an hour ago that is paid now, an order that is changed now, a second payment, a stray one, the only one.
  await books.stripe.paymentIntents.confirm(yesterday)
  const row = books.rows.get('o-2')
  if (row) row.updatedAt = books.now()
  const second = await books.pay('o-3')
  await books.pay('o-77')
  await books.pay('o-5', { known: true })
  books.order('o-4', { status: 'paid', intentId: 'pi_that_never_was' })
  await books.later(SETTLE_MS - 60_000)
  expect(await books.reconcile(), 'the findings 14 minutes after all of that').toEqual([])
  expect([books.written, await books.givenBack()], 'changes of orders, and money that was given back').toEqual([0, {}])
  await books.later(120_000)
  const kinds = (await books.reconcile()).map(({ kind, orderId }) => `${orderId} ${kind}`)
  expect(kinds, 'the findings two minutes later').toEqual([
    'null orphan',
    'o-1 missed',
    'o-2 missed',
    'o-3 paid-twice',
    'o-4 unpaid',
    'o-6 paid-twice',
    'o-7 missed',
    'o-7 wrong-amount',
  ])
  const returned = { [second]: 5997, [paidLast]: 5997 }
  expect(await books.givenBack(), 'what was given back: of o-6 the payment that was paid last').toEqual(returned)
})

check('looks at what is exactly as old as the limit', { read: 'repair', ms: PATIENT_MS }, async () => {
  const books = new Books()
  const id = await books.pay(null)
  const [charge] = (await books.stripe.charges.list({ payment_intent: id })).data
  const due = (charge?.created ?? 0) * 1000 + SETTLE_MS
  expect(await books.reconcile(() => due - 1), 'a stray payment, one millisecond too young').toEqual([])
  expect((await books.reconcile(() => due)).length, 'findings when it is exactly SETTLE_MS old').toBe(1)
  const other = new Books()
  const { updatedAt } = other.order('o-1', { status: 'paid' })
  expect(await other.reconcile(() => updatedAt + SETTLE_MS - 1), 'an unpaid order, one millisecond too young').toEqual(
    [],
  )
  const findings = await other.reconcile(() => updatedAt + SETTLE_MS)
  expect(findings.length, 'findings when the order is exactly SETTLE_MS old').toBe(1)
})

check('finds nothing more of what it has repaired', { read: 'repair', ms: PATIENT_MS }, async () => {
  const books = new Books()
  books.order('o-1')
  await books.pay('o-1', { known: true })
  books.order('o-2', { status: 'paid' })
  await books.pay('o-2', { known: true })
  await books.later(5000)
  const extra = await books.pay('o-2')
  const stray = await books.pay(null)
  await books.later()
  const first = await books.reconcile()
  expect(
    first.map(({ kind }) => kind),
    'the findings of the first run',
  ).toEqual(['orphan', 'missed', 'paid-twice'])
  await books.later()
  const again = await books.reconcile()
  expect(again, 'the findings of the second run').toEqual([
    { kind: 'orphan', orderId: null, intentId: stray, repaired: false },
  ])
  expect([books.written, await books.givenBack()], 'changes and refunds of both runs').toEqual([1, { [extra]: 5997 }])
})

check('gives nothing back twice when two runs meet', { read: 'repair', ms: PATIENT_MS }, async () => {
  const books = new Books()
  books.order('o-1', { status: 'paid', total: 1000 })
  await books.pay('o-1', { known: true, amount: 1000 })
  await books.later(5000)
  const extra = await books.pay('o-1', { amount: 1000 })
  await books.later()
  // Both runs have read the lists before either gives anything back.
  await books.gateway.plan({ kind: 'hold', method: 'POST', path: '^/v1/refunds$' })
  const one = books.reconcile()
  await holding(books.gateway, one)
  await books.reconcile()
  await books.gateway.release()
  await one
  expect(await books.givenBack(), 'what was given back').toEqual({ [extra]: 1000 })
  const keys = (await books.gateway.seen()).filter(({ path, method }) => method === 'POST' && path === '/v1/refunds')
  const different = new Set(keys.map(({ idempotencyKey }) => idempotencyKey))
  expect(different.size, 'different keys of the refunds of two runs for one intent').toBe(1)
})

check('changes nothing when the list breaks off', { read: 'reconciliation', ms: PATIENT_MS }, async () => {
  const books = new Books()
  for (let batch = 0; batch < 6; batch += 1) {
    await Promise.all(Array.from({ length: 18 }, () => books.pay(null, { confirm: false })))
  }
  books.order('o-1')
  await books.pay('o-1', { known: true })
  books.order('o-2', { status: 'paid' })
  await books.pay('o-2', { known: true })
  await books.later(5000)
  await books.pay('o-2')
  await books.later()
  for (let page = 1; page <= 20; page += 1) {
    await books.gateway.plan({ kind: 'fail', method: 'GET', skip: page - 1 })
    const end = await books.reconcile().then(
      () => 'resolved',
      () => 'rejected',
    )
    await books.gateway.release()
    if (end === 'resolved') {
      expect(page, 'the first page that reconcile does not need, of 111 intents').toBeGreaterThan(2)
      return
    }
    const changed = [books.written, await books.givenBack()]
    expect(changed, `changes of orders and refunds, when page ${page} is a 500`).toEqual([0, {}])
  }
})

check('goes on when a repair does not work', { read: 'repair', ms: PATIENT_MS }, async () => {
  const books = new Books()
  books.order('o-1', { status: 'paid' })
  await books.pay('o-1', { known: true })
  await books.later(5000)
  const stuck = await books.pay('o-1')
  books.order('o-2')
  const contested = await books.pay('o-2', { known: true })
  await books.stripe.refunds.create({ payment_intent: contested, amount: 500 })
  books.contested.add('o-2')
  books.order('o-3')
  const missed = await books.pay('o-3', { known: true })
  await books.later(HOUR)
  await books.gateway.plan({ kind: 'fail', method: 'POST', path: '^/v1/refunds$' })
  expect(await books.reconcile(), 'the findings, when one refund is a 500 and one order is changed meanwhile').toEqual([
    { kind: 'paid-twice', orderId: 'o-1', intentId: stuck, repaired: false },
    { kind: 'missed', orderId: 'o-2', intentId: contested, repaired: false },
    { kind: 'missed', orderId: 'o-3', intentId: missed, repaired: true },
  ])
  expect(books.rows.get('o-3')?.status, 'the status of the third order').toBe('paid')
  books.contested.clear()
  expect(await books.reconcile(), 'the findings of the next run').toEqual([
    { kind: 'paid-twice', orderId: 'o-1', intentId: stuck, repaired: true },
    { kind: 'refunded-outside', orderId: 'o-2', intentId: contested, repaired: true },
  ])
})
