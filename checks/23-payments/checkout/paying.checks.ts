import { check, expect } from 'backend-workbook/check'
import { PATIENT_MS } from '../serving.ts'
import { BANK, CONSENT, DECLINED, openShop, POOR, placed, VISA } from './shop.ts'

check('pays an order with an intent that names it', { read: 'payment-flow', ms: PATIENT_MS }, async () => {
  const shop = await openShop()
  const id = await placed(shop)
  const { status, body } = await shop.ask(`/orders/${id}/pay`, VISA)
  const [intent] = await shop.intents()
  expect([status, body.data], `POST /orders/${id}/pay`).toEqual([200, { ...shop.stored(id) }])
  expect(shop.stored(id), 'the order in the table').toMatchObject({ status: 'paid', intentId: intent?.id })
  expect(intent, 'the intent at the gateway').toMatchObject({
    ...{ amount: 5997, currency: 'eur', metadata: { orderId: id }, status: 'succeeded' },
  })
  const yen = await shop.ask('/orders', { currency: 'jpy', lines: [{ sku: 'flour', quantity: 1 }] })
  await shop.ask(`/orders/${yen.body.data?.['id']}/pay`, VISA)
  expect((await shop.intents())[0], 'the intent of an order of 1500 JPY').toMatchObject({
    amount: 1500,
    currency: 'jpy',
  })
})

check('takes another card after a decline, with the same intent', { read: 'states', ms: PATIENT_MS }, async () => {
  const shop = await openShop()
  const id = await placed(shop)
  for (const [card, declineCode] of [
    [DECLINED, 'generic_decline'],
    [POOR, 'insufficient_funds'],
  ] as const) {
    const { status, body } = await shop.ask(`/orders/${id}/pay`, card)
    expect([status, body.error], `POST /orders/${id}/pay ${JSON.stringify(card)}`).toEqual([
      402,
      { code: 'card_declined', message: expect.stringMatching(/^Your card/), declineCode },
    ])
    expect(shop.stored(id)?.status, 'the status of the order after the decline').toBe('open')
  }
  expect((await shop.ask(`/orders/${id}/pay`, VISA)).status, 'the status of POST with pm_card_visa').toBe(200)
  expect(await shop.charges(), 'the charges, the declined ones included').toEqual([
    { amount: 5997, status: 'failed' },
    { amount: 5997, status: 'failed' },
    { amount: 5997, status: 'succeeded' },
  ])
  expect((await shop.intents()).length, 'how many intents the gateway has').toBe(1)
  const waiting = await placed(shop)
  await shop.ask(`/orders/${waiting}/pay`, CONSENT)
  const { status } = await shop.ask(`/orders/${waiting}/pay`, DECLINED)
  const title = 'POST with a card that is declined, and the order, which was "requires_action"'
  expect([status, shop.stored(waiting)?.status], title).toEqual([402, 'open'])
})

check('waits for the consent of a customer, and for a bank', { read: 'states', ms: PATIENT_MS }, async () => {
  const shop = await openShop()
  const id = await placed(shop)
  const { status, body } = await shop.ask(`/orders/${id}/pay`, CONSENT)
  const [intent] = await shop.intents()
  expect([status, body.data], `POST /orders/${id}/pay ${JSON.stringify(CONSENT)}`).toEqual([
    202,
    { ...shop.stored(id), clientSecret: intent?.client_secret },
  ])
  expect(shop.stored(id), 'the order in the table').toMatchObject({ status: 'requires_action', intentId: intent?.id })
  const other = await shop.ask(`/orders/${id}/pay`, VISA)
  expect(
    [other.status, other.body.data?.['status']],
    'POST with another card, before the customer has consented',
  ).toEqual([200, 'paid'])
  expect((await shop.intents()).length, 'how many intents the gateway has').toBe(1)
  const slow = await openShop()
  const order = await placed(slow)
  for (const method of [BANK, VISA, BANK]) {
    const { status, body } = await slow.ask(`/orders/${order}/pay`, method)
    const title = `POST /orders/${order}/pay ${JSON.stringify(method)}, while the bank works`
    expect([status, body.data?.['status']], title).toEqual([202, 'processing'])
  }
  expect(await slow.charges(), 'the charges at the gateway').toEqual([{ amount: 5997, status: 'pending' }])
  expect(slow.stored(order)?.status, 'the status of the order').toBe('processing')
  await slow.gateway.settle(slow.stored(order)?.intentId ?? '', 'succeeded')
  const last = await slow.ask(`/orders/${order}/pay`, VISA)
  expect([last.status, last.body.data?.['status']], 'another click, after the bank has paid').toEqual([200, 'paid'])
  expect((await slow.charges()).length, 'how many charges the gateway has').toBe(1)
})
