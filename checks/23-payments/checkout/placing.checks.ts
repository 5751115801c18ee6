import { check, expect } from 'backend-workbook/check'
import { PATIENT_MS } from '../serving.ts'
import { openShop, placed, VISA } from './shop.ts'

check('adds up prices of the catalog in the smallest unit', { read: 'minor-units', ms: PATIENT_MS }, async () => {
  const { ask, stored } = await openShop()
  const cases: [currency: string, sku: string, quantity: number, unitAmount: number, total: number][] = [
    ['eur', 'flour', 3, 1999, 5997],
    ['eur', 'salt', 1, 435, 435],
    ['eur', 'yeast', 2, 1990, 3980],
    ['eur', 'oven', 1, 2000, 2000],
    ['eur', 'seed', 7, 110, 770],
    ['eur', 'mill', 1000, 104907, 104907000],
    ['jpy', 'flour', 2, 1500, 3000],
    ['kwd', 'flour', 3, 1250, 3750],
    ['kwd', 'mill', 1, 10000, 10000],
    ['inr', 'flour', 3, 820, 2460],
  ]
  for (const [currency, sku, quantity, unitAmount, total] of cases) {
    const order = { currency, lines: [{ sku, quantity }] }
    const { status, body } = await ask('/orders', order)
    const expected = { currency, lines: [{ sku, quantity, unitAmount }], total, status: 'open', intentId: null }
    expect([status, body.data], `POST /orders ${JSON.stringify(order)}`).toEqual([
      201,
      { ...expected, id: expect.any(String) },
    ])
    expect(stored(body.data?.['id']), 'the order in the table').toMatchObject(expected)
  }
  const lines = [
    { sku: 'flour', quantity: 1 },
    { sku: 'salt', quantity: 2 },
    { sku: 'flour', quantity: 1 },
  ]
  const { body } = await ask('/orders', { currency: 'eur', lines })
  expect(body.data?.['total'], `the total of ${JSON.stringify(lines)}`).toBe(1999 + 2 * 435 + 1999)
})

check(
  'costs what the prices of the shop were when it was placed',
  { read: 'amount-from-the-server', ms: PATIENT_MS },
  async () => {
    const { ask, intents, stored } = await openShop()
    const cheap = { total: 50, amount: 50, currency: 'eur', price: '0.50', status: 'paid' }
    const line = { sku: 'flour', quantity: 1, unitAmount: 50, price: '0.50', amount: 50 }
    const { body } = await ask('/orders', { ...cheap, lines: [line] })
    const id = String(body.data?.['id'])
    expect(stored(id), `the order of a body that says ${JSON.stringify(cheap)}`).toMatchObject({
      total: 1999,
      status: 'open',
      lines: [{ unitAmount: 1999 }],
    })
    await ask(`/orders/${id}/pay`, { ...VISA, ...cheap, currency: 'jpy' })
    const made = (await intents()).map(({ amount, currency }) => ({ amount, currency }))
    expect(made, 'the intents at the gateway').toEqual([{ amount: 1999, currency: 'eur' }])
    const later = await openShop()
    const dear = await placed(later)
    later.prices['eur'] = { flour: '29.99' }
    const { status } = await later.ask(`/orders/${dear}/pay`, VISA)
    expect(status, 'the status of POST /orders/:id/pay after the price of flour has gone up').toBe(200)
    expect(await later.charges(), 'the charges at the gateway').toEqual([{ amount: 5997, status: 'succeeded' }])
    expect(later.stored(dear)?.total, 'the total of the order').toBe(5997)
  },
)

check('refuses what cannot be priced or paid', { read: 'amount-from-the-server', ms: PATIENT_MS }, async () => {
  const shop = await openShop()
  const { ask, table } = shop
  const flour = { sku: 'flour', quantity: 1 }
  const wrong = [
    { currency: 'eur' },
    { currency: 'eur', lines: [] },
    { currency: 'eur', lines: 'flour' },
    { currency: 'xyz', lines: [flour] },
    { currency: 'toString', lines: [flour] },
    { lines: [flour] },
    ...[0, -3, 1.5, '2', 1001, null].map((quantity) => ({ currency: 'eur', lines: [{ sku: 'flour', quantity }] })),
    { currency: 'eur', lines: [{ quantity: 1 }] },
    { currency: 'eur', lines: [flour, { sku: 'gold', quantity: 1 }] },
    { currency: 'jpy', lines: [{ sku: 'mill', quantity: 1 }] },
    { currency: 'eur', lines: [null] },
  ]
  for (const order of wrong) {
    const { status, body } = await ask('/orders', order)
    expect([status, body.error?.['code']], `POST /orders ${JSON.stringify(order)}`).toEqual([400, 'invalid_order'])
  }
  expect(table.rows.size, 'orders in the table').toBe(0)
  const most = { currency: 'eur', lines: [{ sku: 'salt', quantity: 1000 }] }
  expect((await ask('/orders', most)).status, `POST /orders ${JSON.stringify(most)}`).toBe(201)
  const id = await placed(shop)
  const code = async (path: string, body: unknown) => {
    const answer = await shop.ask(path, body)
    return [answer.status, answer.body.error?.['code']]
  }
  expect(await code('/orders/o-77/pay', VISA), 'POST /orders/o-77/pay, an order that does not exist').toEqual([
    404,
    'not_found',
  ])
  for (const body of [{}, { paymentMethod: 7 }, { paymentMethod: null }, { paymentMethod: 'pm_of_nobody' }]) {
    const answer = await code(`/orders/${id}/pay`, body)
    expect(answer, `POST /orders/${id}/pay ${JSON.stringify(body)}`).toEqual([400, 'invalid_payment_method'])
  }
  expect(shop.stored(id)?.status, 'the status of the order').toBe('open')
  expect((await shop.ask(`/orders/${id}/pay`, VISA)).status, 'the status of POST with pm_card_visa after those').toBe(
    200,
  )
})
