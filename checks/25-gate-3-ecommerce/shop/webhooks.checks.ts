import { type App, check, expect } from 'backend-workbook/check'
import { ask, dataOf, refusal } from './asking.ts'
import {
  adminToken,
  DECLINED,
  type Order,
  orderedBy,
  orderNow,
  type Person,
  statusesOf,
  tryPay,
  VISA,
} from './client.ts'
import { atOnce, tally } from './many.ts'
import { bring, chargedFor, eventOf, inSilence, intentOf, paidByBank, patiently, post } from './money.ts'
import { bank, fragileShop, theShop } from './service.ts'

const SUCCEEDED = 'payment_intent.succeeded'
const REFUNDED = 'charge.refunded'

async function history(app: App, person: Person, { id }: Order): Promise<string[]> {
  const order = await orderNow(app, person, id)
  return [order.status, ...statusesOf(order)]
}

async function taken(app: App, event: object, given: string): Promise<void> {
  expect(dataOf(await bring(app, event), 200, given), given).toEqual({ received: true })
}

check(
  'believes only what the gateway has signed, and not long ago',
  { read: 'webhooks', requirement: 'webhooks', points: 2, ms: 4000 },
  () =>
    inSilence(async () => {
      const app = await theShop()
      const { person, order } = await orderedBy(app)
      const intent = await paidByBank(app, person, order)
      const event = await eventOf(SUCCEEDED, intent.id)
      const text = JSON.stringify(event, null, 2)
      const wrong = [
        ['without a signature', await post(app, text)],
        ['with nonsense for a signature', await post(app, text, { 'stripe-signature': 't=1,v1=00' })],
        ['signed six minutes ago', await bring(app, event, { ago: 360 })],
        ['with another body', await bring(app, event, { changed: (signed) => signed.replace('"eur"', '"usd"') })],
        ['written anew', await bring(app, event, { changed: (signed) => JSON.stringify(JSON.parse(signed)) })],
        ['without a body', await bring(app, event, { changed: () => '' })],
      ] as const
      for (const [how, answer] of wrong) {
        expect(refusal(answer), `POST /webhooks/payments ${how}`).toEqual([400, 'bad_signature'])
      }
      expect(await history(app, person, order), 'status and history after those').toEqual(['pending', 'pending'])
      await taken(app, event, 'POST /webhooks/payments as the gateway signs it')
      expect(await history(app, person, order), 'status and history then').toEqual(['paid', 'pending', 'paid'])
    }),
)

check(
  'has one effect of an event that comes many times, at two instances at the same moment',
  { read: 'webhooks', requirement: 'webhooks', points: 3, ms: 6000 },
  () =>
    inSilence(async () => {
      const [app, { app: other }] = [await theShop(), await fragileShop()]
      for (let round = 0; round < 3; round += 1) {
        const { person, order } = await orderedBy(app)
        const intent = await paidByBank(app, person, order)
        const event = await eventOf(SUCCEEDED, intent.id)
        const answers = await atOnce(12, (index) => bring(index % 2 ? other : app, event))
        expect(tally(answers), 'the statuses of the same event twelve times at once').toEqual({ 200: 12 })
        await taken(app, event, 'the same event later')
        const given = 'status and history after the same event thirteen times'
        expect(await history(app, person, order), given).toEqual(['paid', 'pending', 'paid'])
      }
    }),
)

check(
  'goes forward only, in whatever order events come',
  { read: 'webhooks', requirement: 'webhooks', points: 3, ms: 6000 },
  () =>
    inSilence(async () => {
      const [app, { stripe }] = [await theShop(), await bank()]
      const first = await orderedBy(app)
      await tryPay(app, first.person, first.order.id, DECLINED)
      await tryPay(app, first.person, first.order.id)
      const intent = await intentOf(first.order)
      await taken(app, await eventOf('payment_intent.payment_failed', intent.id), 'the event of a decline, late')
      const paid = ['paid', 'pending', 'paid']
      expect(await history(app, first.person, first.order), 'an order that was paid after a decline').toEqual(paid)

      await stripe.refunds.create({ payment_intent: intent.id, amount: 100 })
      await taken(app, await eventOf(REFUNDED, intent.id), 'charge.refunded of a part')
      expect(await history(app, first.person, first.order), 'after a refund of a part').toEqual(paid)
      await stripe.refunds.create({ payment_intent: intent.id })
      await taken(app, await eventOf(REFUNDED, intent.id), 'charge.refunded of the rest')
      await taken(app, await eventOf(SUCCEEDED, intent.id), 'payment_intent.succeeded after that')
      expect(await history(app, first.person, first.order), 'after the refund of the rest').toEqual([
        'refunded',
        'pending',
        'paid',
        'refunded',
      ])

      const second = await orderedBy(app)
      const overtaken = await paidByBank(app, second.person, second.order)
      await stripe.refunds.create({ payment_intent: overtaken.id })
      for (const type of [REFUNDED, SUCCEEDED, REFUNDED]) {
        await taken(app, await eventOf(type, overtaken.id), `${type}, where the refund comes first`)
      }
      const given = 'an order whose refund came before its payment'
      expect(await history(app, second.person, second.order), given).toEqual(['refunded', 'pending', 'refunded'])
    }),
)

check(
  'knows its own intents, whatever the metadata of others say',
  { read: 'webhooks', requirement: 'webhooks', points: 1, ms: 4000 },
  () =>
    inSilence(async () => {
      const [app, { stripe }] = [await theShop(), await bank()]
      const { person, order } = await orderedBy(app)
      await tryPay(app, person, order.id, DECLINED)
      const untouched = await orderedBy(app)
      for (const each of [{ person, order }, untouched]) {
        const metadata = { orderId: each.order.id }
        const made = { amount: 100, currency: 'eur', metadata, confirm: true, payment_method: 'pm_card_visa' }
        const foreign = await stripe.paymentIntents.create(made)
        const given = "the event of a foreign intent with the order's id in its metadata"
        await taken(app, await eventOf(SUCCEEDED, foreign.id), given)
        const now = await orderNow(app, each.person, each.order.id)
        expect(now.status, `the order after ${given}`).toBe('pending')
      }
      const unknown = { ...(await stripe.events.list({ limit: 1 })).data[0], id: 'evt_1', type: 'customer.created' }
      await taken(app, unknown, 'an event of another type')
    }),
)

check(
  'knows an intent whose id it has not saved yet',
  { read: 'webhooks', requirement: 'webhooks', points: 1, ms: 6000 },
  () =>
    inSilence(async () => {
      const [app, { gateway, stripe }] = [await theShop(), await bank()]
      const { person, order } = await orderedBy(app)
      await gateway.plan({ method: 'POST', path: '/payment_intents$', kind: 'hold-answer' })
      const paying = patiently(app, tryPay(app, person, order.id)).catch(() => undefined)
      await expect
        .poll(() => gateway.waiting(), { message: 'requests for an intent that wait', timeout: 3000, interval: 10 })
        .toBe(1)
      const { id } = await intentOf(order)
      await stripe.paymentIntents.confirm(id, { payment_method: VISA })
      const event = await eventOf('payment_intent.succeeded', id)
      const { status } = await patiently(app, bring(app, event))
      const now = await orderNow(app, person, order.id)
      const given = 'the order after 200 for the event of an intent whose id the shop waits for'
      if (status === 200) expect(now.status, given).toBe('paid')
      await gateway.release()
      await paying
      expect((await bring(app, event)).status, 'the status of the event once more').toBe(200)
      expect((await orderNow(app, person, order.id)).status, 'the order then').toBe('paid')
      expect(await chargedFor(order), 'what was charged').toEqual([order.totals.totalCents])
    }),
)

check(
  'charges an order once, however often it is paid for at the same moment',
  { read: 'one-intent', requirement: 'webhooks', points: 1, ms: 6000 },
  async () => {
    const [app, { app: other }] = [await theShop(), await fragileShop()]
    for (let round = 0; round < 2; round += 1) {
      const { person, order } = await orderedBy(app)
      const answers = await atOnce(8, (index) => tryPay(index % 2 ? other : app, person, order.id))
      const statuses = Object.keys(tally(answers)).filter((status) => !['200', '409', '503'].includes(status))
      expect(statuses, 'statuses other than 200, 409 and 503 of eight payments at once').toEqual([])
      expect((await tryPay(app, person, order.id)).status, 'the status of one more after that').toBe(200)
      expect(await chargedFor(order), 'the charges of the order').toEqual([order.totals.totalCents])
      expect((await intentOf(order)).status, 'its one intent').toBe('succeeded')
      expect(await history(app, person, order), 'status and history').toEqual(['paid', 'pending', 'paid'])
    }
    const { data } = (await ask(app, 'GET', '/admin/orders?status=paid&limit=100', { token: await adminToken(app) }))
      .body as { data: Order[] }
    const twice = data.filter((order) => statusesOf(order).filter((status) => status === 'paid').length > 1)
    expect(twice, 'orders of this run that became paid twice').toEqual([])
  },
)
