import { check, expect } from 'backend-workbook/check'
import { chanceFor, holding, isSettled, PATIENT_MS, until } from '../serving.ts'
import { CONSENT, DECLINED, openShop, placed, type Shop, VISA } from './shop.ts'

const ONE_CHARGE = [{ amount: 5997, status: 'succeeded' }]

async function expectPaidOnce(shop: Shop, id: string): Promise<void> {
  expect((await shop.intents()).length, 'how many intents the gateway has for one order').toBe(1)
  expect(await shop.charges(), 'the charges at the gateway').toEqual(ONE_CHARGE)
  expect(shop.stored(id)?.status, 'the status of the order').toBe('paid')
}

/** A second click while the first is held somewhere at the gateway. */
async function secondClick(shop: Shop, id: string, path: string): Promise<void> {
  await shop.gateway.plan({ kind: 'hold', method: 'POST', path })
  const before = shop.arrived()
  const first = shop.ask(`/orders/${id}/pay`, VISA)
  await holding(shop.gateway, first)
  const second = shop.ask(`/orders/${id}/pay`, VISA)
  await until(() => shop.arrived() >= before + 2)
  const { length } = await shop.gateway.seen()
  // Up to here the second click may have come. Where the app keeps it waiting, it has asked nothing yet.
  const ended = isSettled(second)
  await chanceFor(async () => ended() || (await shop.gateway.seen()).length > length)
  await shop.gateway.release()
  const statuses = [(await first).status, (await second).status]
  expect(statuses, `two clicks, while the first was at POST ${path}`).toEqual([200, 200])
  await expectPaidOnce(shop, id)
}

check(
  'charges once for clicks one after the other, also days later',
  { read: 'idempotency', ms: PATIENT_MS },
  async () => {
    const shop = await openShop()
    const id = await placed(shop)
    for (const card of [VISA, VISA, DECLINED]) {
      const { status, body } = await shop.ask(`/orders/${id}/pay`, card)
      const title = `POST /orders/${id}/pay ${JSON.stringify(card)}`
      expect([status, body.data?.['status']], title).toEqual([200, 'paid'])
    }
    await expectPaidOnce(shop, id)
    const next = await placed(shop)
    expect((await shop.ask(`/orders/${next}/pay`, VISA)).status, 'the status of paying the next order').toBe(200)
    expect((await shop.intents()).length, 'intents of two orders').toBe(2)
    const later = await openShop()
    const declined = await placed(later)
    await later.ask(`/orders/${declined}/pay`, DECLINED)
    await later.gateway.advance(48 * 3600 * 1000)
    expect((await later.ask(`/orders/${declined}/pay`, VISA)).status, 'the click two days later').toBe(200)
    expect((await later.intents()).length, 'how many intents the gateway has for one order').toBe(1)
  },
)

check('charges once for clicks at the same moment', { read: 'idempotency', ms: PATIENT_MS }, async () => {
  const shop = await openShop()
  const id = await placed(shop)
  const clicks = await Promise.all([1, 2, 3].map(() => shop.ask(`/orders/${id}/pay`, VISA)))
  expect(
    clicks.map(({ status }) => status),
    'three clicks at once',
  ).toEqual([200, 200, 200])
  await expectPaidOnce(shop, id)
  const held = await openShop()
  await secondClick(held, await placed(held), '^/v1/payment_intents$')
  const other = await openShop()
  const order = await placed(other)
  expect((await other.ask(`/orders/${order}/pay`, DECLINED)).status, 'a declined card first').toBe(402)
  await other.gateway.plan({ kind: 'hold', path: '/confirm$' })
  const first = other.ask(`/orders/${order}/pay`, VISA)
  await holding(other.gateway, first)
  const second = other.ask(`/orders/${order}/pay`, { paymentMethod: 'pm_card_mastercard' })
  await chanceFor(isSettled(second))
  await other.gateway.release()
  expect([(await first).status, (await second).status], 'two clicks, the first of which was held').toEqual([200, 200])
  const paid = (await other.charges()).filter(({ status }) => status === 'succeeded')
  expect(paid, 'the charges that have succeeded').toEqual(ONE_CHARGE)
  expect(other.stored(order)?.status, 'the status of the order').toBe('paid')
})

check(
  'says 503 while the gateway is away, and nothing has changed',
  { read: 'lost-answers', ms: PATIENT_MS },
  async () => {
    const shop = await openShop({ maxNetworkRetries: 0 })
    const id = await placed(shop)
    for (const kind of ['fail', 'busy'] as const) {
      await shop.gateway.plan({ kind, times: 1 })
      const { status, body } = await shop.ask(`/orders/${id}/pay`, VISA)
      const title = `POST /orders/${id}/pay, the gateway answers ${kind === 'fail' ? 500 : 429}`
      expect([status, body.error?.['code']], title).toEqual([503, 'gateway_unavailable'])
      expect(shop.stored(id), 'the order').toMatchObject({ status: 'open', total: 5997 })
      await shop.gateway.release()
    }
    expect((await shop.ask(`/orders/${id}/pay`, VISA)).status, 'the next click').toBe(200)
    await expectPaidOnce(shop, id)
    const waiting = await placed(shop)
    await shop.ask(`/orders/${waiting}/pay`, CONSENT)
    for (const at of [{}, { method: 'POST', path: '/confirm$' }]) {
      await shop.gateway.plan({ kind: 'fail', ...at })
      const { status } = await shop.ask(`/orders/${waiting}/pay`, VISA)
      const title = 'POST …/pay of an order that waits for consent, and the order, when the gateway answers 500'
      expect([status, shop.stored(waiting)?.status], title).toEqual([503, 'requires_action'])
      await shop.gateway.release()
    }
  },
)

check('charges once though the answer to a click is lost', { read: 'lost-answers', ms: PATIENT_MS }, async () => {
  const shop = await openShop({ maxNetworkRetries: 0 })
  const id = await placed(shop)
  await shop.gateway.plan({ kind: 'lost-500', method: 'POST', path: '^/v1/payment_intents$' })
  const early = await shop.ask(`/orders/${id}/pay`, VISA)
  expect(early.status, 'the click whose intent was made, and whose answer was a 500').toBe(503)
  expect((await shop.ask(`/orders/${id}/pay`, VISA)).status, 'the next click').toBe(200)
  await expectPaidOnce(shop, id)
  const other = await openShop({ maxNetworkRetries: 0 })
  const order = await placed(other)
  await other.gateway.plan({ kind: 'lost-500', method: 'POST', path: '/confirm$' })
  const lost = await other.ask(`/orders/${order}/pay`, VISA)
  const atOnce = (await other.gateway.seen()).filter(({ params }) => Object(params).confirm === 'true')
  expect(atOnce.length, 'requests that make an intent and charge it, before the order knows its id').toBe(0)
  expect([lost.status, lost.body.error?.['code']], 'the click that has paid, and whose answer was a 500').toEqual([
    503,
    'gateway_unavailable',
  ])
  const [intent] = await other.intents()
  expect(other.stored(order), 'the order after that click').toMatchObject({ status: 'open', intentId: intent?.id })
  await other.gateway.advance(48 * 3600 * 1000)
  const next = await other.ask(`/orders/${order}/pay`, { paymentMethod: 'pm_card_mastercard' })
  expect([next.status, next.body.data?.['status']], 'the click two days later').toEqual([200, 'paid'])
  await expectPaidOnce(other, order)
})

check('stays paid when a decline arrives later', { read: 'states', ms: PATIENT_MS }, async () => {
  const shop = await openShop()
  const id = await placed(shop)
  await shop.ask(`/orders/${id}/pay`, DECLINED)
  await shop.gateway.plan({ kind: 'hold-answer', method: 'POST', path: '/confirm$' })
  const slow = shop.ask(`/orders/${id}/pay`, DECLINED)
  await holding(shop.gateway, slow)
  const quick = shop.ask(`/orders/${id}/pay`, VISA)
  const paid = isSettled(quick)
  await chanceFor(paid, 2000)
  const isFirst = paid()
  await shop.gateway.release()
  const { status, body } = await slow
  expect((await quick).status, 'the click with a good card, during a decline that takes longer').toBe(200)
  expect(shop.stored(id)?.status, 'the status of the order when both have been answered').toBe('paid')
  // Where the app keeps the second click waiting, nothing has paid when the decline arrives.
  if (!isFirst) return
  const answer = [status, body.data?.['status']]
  expect(answer, 'the click whose decline arrives after the other click was told that it has paid').toEqual([
    200,
    'paid',
  ])
})
