import { check, expect } from 'backend-workbook/check'
import { PATIENT_MS } from '../serving.ts'
import { BANK, CONSENT, openShop, placed, VISA } from './shop.ts'

const SUCCEEDED = 'redirect_status=succeeded'

check('writes down on the way back what the gateway says', { read: 'no-proof', ms: PATIENT_MS }, async () => {
  const shop = await openShop()
  const id = await placed(shop)
  await shop.ask(`/orders/${id}/pay`, CONSENT)
  const intentId = shop.stored(id)?.intentId ?? ''
  const path = `/orders/${id}/return?payment_intent=${intentId}&${SUCCEEDED}`
  const early = await shop.ask(path)
  expect([early.status, early.body.data?.['status']], `GET ${path}, before the customer has consented`).toEqual([
    200,
    'requires_action',
  ])
  await shop.gateway.authenticate(intentId, true)
  const late = await shop.ask(`/orders/${id}/return`)
  expect([late.status, late.body.data?.['status']], 'GET /orders/:id/return, after the consent').toEqual([200, 'paid'])
  expect(shop.stored(id)?.status, 'the status of the order').toBe('paid')
  const other = await openShop({ maxNetworkRetries: 0 })
  const refused = await placed(other)
  await other.ask(`/orders/${refused}/pay`, CONSENT)
  await other.gateway.authenticate(other.stored(refused)?.intentId ?? '', false)
  await other.gateway.plan({ kind: 'fail' })
  const away = await other.ask(`/orders/${refused}/return`)
  expect([away.status, away.body.error?.['code']], 'GET …/return, the gateway answers 500').toEqual([
    503,
    'gateway_unavailable',
  ])
  const no = await other.ask(`/orders/${refused}/return`)
  expect([no.status, no.body.data?.['status']], 'GET …/return, after the customer has not consented').toEqual([
    200,
    'open',
  ])
  expect(other.stored(refused)?.status, 'the status of the order').toBe('open')
  const slow = await placed(other)
  await other.ask(`/orders/${slow}/pay`, BANK)
  const same = await other.ask(`/orders/${slow}/return`)
  expect([same.status, same.body.data?.['status']], 'GET …/return, while the bank works').toEqual([200, 'processing'])
  await other.gateway.settle(other.stored(slow)?.intentId ?? '', 'succeeded')
  const { body } = await other.ask(`/orders/${slow}/return`)
  expect(body.data?.['status'], 'GET …/return, after the bank has paid').toBe('paid')
  expect((await other.ask(`/orders/${refused}/pay`, VISA)).status, 'another card for the order without consent').toBe(
    200,
  )
})

check('asks about its own intent, whatever the query says', { read: 'no-proof', ms: PATIENT_MS }, async () => {
  const shop = await openShop()
  const cheap = await placed(shop, [{ sku: 'salt', quantity: 1 }])
  await shop.ask(`/orders/${cheap}/pay`, VISA)
  const paidIntent = shop.stored(cheap)?.intentId
  const untouched = await placed(shop)
  const waiting = await placed(shop)
  await shop.ask(`/orders/${waiting}/pay`, CONSENT)
  for (const [id, expected] of [
    [untouched, 'open'],
    [waiting, 'requires_action'],
  ] as const) {
    const path = `/orders/${id}/return?payment_intent=${paidIntent}&${SUCCEEDED}`
    const { status, body } = await shop.ask(path)
    const title = `GET ${path}, with the intent of another order`
    expect([status, body.data?.['status'], shop.stored(id)?.status], title).toEqual([200, expected, expected])
  }
  expect((await shop.ask('/orders/o-77/return')).status, 'GET /orders/o-77/return, which does not exist').toBe(404)
})

check('is not paid by another amount', { read: 'amount-from-the-server', ms: PATIENT_MS }, async () => {
  const shop = await openShop()
  const id = await placed(shop)
  await shop.ask(`/orders/${id}/pay`, CONSENT)
  const intentId = shop.stored(id)?.intentId ?? ''
  await shop.stripe.paymentIntents.update(intentId, { amount: 100 })
  await shop.gateway.authenticate(intentId, true)
  for (const [path, body] of [
    [`/orders/${id}/return`, undefined],
    [`/orders/${id}/pay`, VISA],
  ] as const) {
    const answer = await shop.ask(path, body)
    const title = `${body ? 'POST' : 'GET'} ${path}, when 100 of 5997 have been paid`
    expect([answer.status, answer.body.error?.['code']], title).toEqual([409, 'payment_mismatch'])
  }
  expect(shop.stored(id)?.status, 'the status of the order').not.toBe('paid')
  const yen = await placed(shop)
  await shop.ask(`/orders/${yen}/pay`, CONSENT)
  const intentOfYen = shop.stored(yen)?.intentId ?? ''
  await shop.stripe.paymentIntents.update(intentOfYen, { currency: 'jpy' })
  await shop.gateway.authenticate(intentOfYen, true)
  // Asked for was all of it, and taken a part: `amount` is right, and `amount_received` is not.
  const part = await placed(shop)
  const whole = { amount: 5997, currency: 'eur', metadata: { orderId: part }, payment_method: VISA.paymentMethod }
  const taken = await shop.stripe.paymentIntents.create({ ...whole, capture_method: 'manual', confirm: true })
  await shop.stripe.paymentIntents.capture(taken.id, { amount_to_capture: 100 })
  await shop.table.change(part, ['open'], { intentId: taken.id })
  for (const [order, what] of [
    [yen, '5997 JPY in place of 59.97 EUR'],
    [part, 'only 100 of the 5997 of the intent'],
  ] as const) {
    for (const body of [undefined, VISA]) {
      const answer = await shop.ask(`/orders/${order}/${body ? 'pay' : 'return'}`, body)
      const title = `${body ? 'POST …/pay' : 'GET …/return'}, when ${what} have been paid`
      expect([answer.status, answer.body.error?.['code']], title).toEqual([409, 'payment_mismatch'])
    }
    expect(shop.stored(order)?.status, `the status of the order, when ${what} have been paid`).not.toBe('paid')
  }
})
