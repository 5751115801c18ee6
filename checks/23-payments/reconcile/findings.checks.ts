import { check, expect } from 'backend-workbook/check'
import { PATIENT_MS } from '../serving.ts'
import { Books } from './books.ts'

check('finds nothing where shop and gateway agree', { read: 'reconciliation', ms: PATIENT_MS }, async () => {
  const books = new Books()
  books.order('o-1', { status: 'paid' })
  await books.pay('o-1', { known: true })
  books.order('o-2')
  books.order('o-3')
  await books.pay('o-3', { known: true, confirm: false })
  books.order('o-4', { status: 'processing' })
  await books.pay('o-4', { known: true, payment_method: 'pm_usBankAccount_success' })
  books.order('o-5', { status: 'paid', refunded: 500 })
  await books.stripe.refunds.create({ payment_intent: await books.pay('o-5', { known: true }), amount: 500 })
  await books.pay('o-77', { confirm: false })
  await books.later()
  expect(await books.reconcile(), 'the findings of four orders that agree with the gateway').toEqual([])
  expect(books.written, 'changes of orders').toBe(0)
})

check('repairs orders whose webhook was missed', { read: 'reconciliation', ms: PATIENT_MS }, async () => {
  const books = new Books()
  books.order('o-1')
  const first = await books.pay('o-1', { known: true })
  books.order('o-2', { status: 'processing' })
  const second = await books.pay('o-2', { known: true, payment_method: 'pm_usBankAccount_success' })
  await books.gateway.settle(second, 'succeeded')
  books.order('o-3')
  await books.later()
  expect(await books.reconcile(), 'the findings').toEqual([
    { kind: 'missed', orderId: 'o-1', intentId: first, repaired: true },
    { kind: 'missed', orderId: 'o-2', intentId: second, repaired: true },
  ])
  expect(books.snapshot(), 'the orders').toEqual({
    'o-1': { status: 'paid', refunded: 0 },
    'o-2': { status: 'paid', refunded: 0 },
    'o-3': { status: 'open', refunded: 0 },
  })
})

check('reads all pages of the gateway', { read: 'reconciliation', ms: PATIENT_MS }, async () => {
  const books = new Books()
  books.order('o-1')
  const oldest = await books.pay('o-1', { known: true })
  // A hundred and more that are of no interest, and newer: lists begin with the newest.
  for (let batch = 0; batch < 6; batch += 1) {
    await Promise.all(Array.from({ length: 18 }, () => books.pay(null, { confirm: false })))
  }
  await books.later()
  const findings = await books.reconcile()
  expect(findings, 'the findings, when the payment is the oldest of 109 intents').toEqual([
    { kind: 'missed', orderId: 'o-1', intentId: oldest, repaired: true },
  ])
})

check(
  'reports payments of another amount, and repairs nothing',
  { read: 'reconciliation', ms: PATIENT_MS },
  async () => {
    const books = new Books()
    books.order('o-1')
    const small = await books.pay('o-1', { known: true, amount: 100 })
    books.order('o-2')
    const yen = await books.pay('o-2', { known: true, currency: 'jpy' })
    books.order('o-3', { status: 'paid' })
    await books.pay('o-3', { known: true })
    const extra = await books.pay('o-3', { amount: 59_970 })
    books.order('o-4', { status: 'paid' })
    const only = await books.pay('o-4', { known: true, amount: 100 })
    books.order('o-5')
    const settled = await books.pay('o-5', { known: true, amount: 100 })
    await books.stripe.refunds.create({ payment_intent: settled })
    await books.later()
    const before = books.snapshot()
    const what =
      'after payments of 100 (o-1, o-4 is "paid"; o-5 has it back), in JPY (o-2), and of 59970 beside the right one (o-3)'
    expect(await books.reconcile(), `the findings ${what}`).toEqual([
      { kind: 'wrong-amount', orderId: 'o-1', intentId: small, repaired: false },
      { kind: 'wrong-amount', orderId: 'o-2', intentId: yen, repaired: false },
      { kind: 'wrong-amount', orderId: 'o-3', intentId: extra, repaired: false },
      { kind: 'wrong-amount', orderId: 'o-4', intentId: only, repaired: false },
    ])
    const after = [books.snapshot(), await books.givenBack()]
    expect(after, 'the orders, and what was given back').toEqual([before, { [settled]: 100 }])
  },
)

check(
  'gives the second payment back, and keeps the right one',
  { read: 'reconciliation', ms: PATIENT_MS },
  async () => {
    const books = new Books()
    books.order('o-1', { status: 'paid' })
    const before = await books.pay('o-1')
    await books.later(5000)
    await books.pay('o-1', { known: true })
    await books.later(5000)
    const after = await books.pay('o-1')
    await books.stripe.refunds.create({ payment_intent: after, amount: 1000 })
    books.order('o-2', { status: 'paid', intentId: 'pi_that_never_was' })
    await books.pay('o-2')
    await books.later(5000)
    const later = await books.pay('o-2')
    const settled = await books.pay('o-2')
    await books.stripe.refunds.create({ payment_intent: settled })
    // Somebody has given the payment of the order back already: the other one is the only one that is left.
    books.order('o-3', { status: 'paid' })
    const returned = await books.pay('o-3', { known: true })
    await books.stripe.refunds.create({ payment_intent: returned })
    await books.later(5000)
    await books.pay('o-3')
    await books.later()
    const what =
      'where o-1 and o-2 are paid three times, and of the two payments of o-3 that of its intentId is given back'
    expect(await books.reconcile(), `the findings ${what}`).toEqual(
      [
        { kind: 'paid-twice', orderId: 'o-1', intentId: before, repaired: true },
        { kind: 'paid-twice', orderId: 'o-1', intentId: after, repaired: true },
        { kind: 'paid-twice', orderId: 'o-2', intentId: later, repaired: true },
      ].sort((one, other) => (`${one.orderId} ${one.intentId}` < `${other.orderId} ${other.intentId}` ? -1 : 1)),
    )
    const sums = { [before]: 5997, [after]: 5997, [later]: 5997, [settled]: 5997, [returned]: 5997 }
    expect(await books.givenBack(), 'what was given back, by intent').toEqual(sums)
    expect(books.snapshot(), 'the orders').toEqual({
      'o-1': { status: 'paid', refunded: 0 },
      'o-2': { status: 'paid', refunded: 0 },
      'o-3': { status: 'paid', refunded: 0 },
    })
  },
)

check('writes down what was given back outside of the shop', { read: 'reconciliation', ms: PATIENT_MS }, async () => {
  const books = new Books()
  books.order('o-1', { status: 'paid', refunded: 200 })
  const part = await books.pay('o-1', { known: true })
  await books.stripe.refunds.create({ payment_intent: part, amount: 500 })
  books.order('o-2', { status: 'paid' })
  const whole = await books.pay('o-2', { known: true })
  await books.stripe.refunds.create({ payment_intent: whole })
  books.order('o-3')
  const missed = await books.pay('o-3', { known: true })
  await books.stripe.refunds.create({ payment_intent: missed, amount: 700 })
  books.order('o-4')
  const both = await books.pay('o-4', { known: true })
  await books.stripe.refunds.create({ payment_intent: both })
  await books.later()
  const what =
    'after refunds of 500 (o-1 knows of 200), of all (o-2 is "paid"), of 700 (o-3 is "open"), of all (o-4 is "open")'
  expect(await books.reconcile(), `the findings ${what}`).toEqual([
    { kind: 'refunded-outside', orderId: 'o-1', intentId: part, repaired: true },
    { kind: 'refunded-outside', orderId: 'o-2', intentId: whole, repaired: true },
    { kind: 'missed', orderId: 'o-3', intentId: missed, repaired: true },
    { kind: 'refunded-outside', orderId: 'o-3', intentId: missed, repaired: true },
    { kind: 'missed', orderId: 'o-4', intentId: both, repaired: true },
    { kind: 'refunded-outside', orderId: 'o-4', intentId: both, repaired: true },
  ])
  expect(books.snapshot(), 'the orders').toEqual({
    'o-1': { status: 'paid', refunded: 500 },
    'o-2': { status: 'refunded', refunded: 5997 },
    'o-3': { status: 'paid', refunded: 700 },
    'o-4': { status: 'refunded', refunded: 5997 },
  })
})

check('reports what only one side knows', { read: 'reconciliation', ms: PATIENT_MS }, async () => {
  const books = new Books()
  books.order('o-1', { status: 'paid', intentId: 'pi_that_never_was' })
  books.order('o-2', { status: 'refunded', refunded: 5997 })
  books.order('o-3', { status: 'paid' })
  const declined = await books.pay('o-3', { known: true, confirm: false })
  const stray = await books.pay('o-77')
  const nameless = await books.pay(null)
  await books.stripe.refunds.create({ payment_intent: nameless, amount: 5996 })
  await books.stripe.refunds.create({ payment_intent: await books.pay(null) })
  await books.later()
  const before = books.snapshot()
  const orphans = [stray, nameless].sort()
  expect(await books.reconcile(), 'the findings').toEqual([
    ...orphans.map((intentId) => ({ kind: 'orphan', orderId: null, intentId, repaired: false })),
    { kind: 'unpaid', orderId: 'o-1', intentId: 'pi_that_never_was', repaired: false },
    { kind: 'unpaid', orderId: 'o-2', intentId: null, repaired: false },
    { kind: 'unpaid', orderId: 'o-3', intentId: declined, repaired: false },
  ])
  expect(books.snapshot(), 'the orders').toEqual(before)
})
