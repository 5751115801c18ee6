import { type App, check, expect } from 'backend-workbook/check'
import { CONFLICT, dataOf, INVALID, refusal } from '../../25-gate-3-ecommerce/shop/asking.ts'
import { atOnce, tally } from '../../25-gate-3-ecommerce/shop/many.ts'
import { type Market, marketNow, opened, tryListing } from './client.ts'
import {
  BANK,
  boughtBy,
  bring,
  CONSENT,
  chargedFor,
  DECLINED,
  eventOf,
  inSilence,
  intentOf,
  PRICE,
  paidByBank,
  patiently,
  post,
  tryBuy,
} from './money.ts'
import { around, theMarkets } from './service.ts'

const SUCCEEDED = 'payment_intent.succeeded'
const REFUNDED = 'charge.refunded'

async function taken(app: App, event: object, given: string): Promise<void> {
  expect(dataOf(await bring(app, event), 200, given), given).toEqual({ received: true })
}

check(
  'charges a market once, however often and however concurrently its plan is bought',
  { read: 'payments', requirement: 'payments', points: 3, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const { owner, market } = await opened(app)
    for (const paymentMethod of [null, 7, { id: 'pm_card_visa' }]) {
      const answer = await tryBuy(app, owner, market.id, paymentMethod)
      expect(refusal(answer), `POST …/plan with the paymentMethod ${JSON.stringify(paymentMethod)}`).toEqual(INVALID)
    }
    const answers = await atOnce(8, () => tryBuy(app, owner, market.id))
    const strange = Object.keys(tally(answers)).filter((status) => !['200', '409', '503'].includes(status))
    expect(strange, 'statuses other than 200, 409 and 503 of eight purchases at once').toEqual([])
    await boughtBy(app, owner, market.id)
    await boughtBy(app, owner, market.id)
    expect(await chargedFor(market.id), 'what was charged for the market').toEqual([PRICE])
    expect((await intentOf(market.id)).status, 'its one intent').toBe('succeeded')
    expect((await marketNow(app, owner, market.id)).plan, 'its plan').toBe('pro')
  },
)

check(
  'says what the bank says, and goes on with the same intent after a decline or a failure',
  { read: 'payments', requirement: 'payments', points: 2, ms: 8000 },
  async () => {
    const [app, { gateway }] = [await theMarkets(), await around()]
    const first = await opened(app)
    const declined = await tryBuy(app, first.owner, first.market.id, DECLINED)
    expect(refusal(declined), 'POST …/plan with a card that is declined').toEqual([402, 'payment_failed'])
    expect((await marketNow(app, first.owner, first.market.id)).plan, 'the plan after that').toBe('free')
    try {
      await gateway.plan({ method: 'POST', path: '/confirm$', kind: 'fail', times: 30 })
      const failed = await patiently(app, tryBuy(app, first.owner, first.market.id))
      expect(refusal(failed), 'POST …/plan while the gateway answers 500').toEqual([503, 'unavailable'])
      await gateway.release()
      await gateway.plan({ method: 'POST', path: '/confirm$', kind: 'lost' })
      const lost = await patiently(app, tryBuy(app, first.owner, first.market.id))
      expect([200, 503], 'the status when an answer of the gateway was lost').toContain(lost.status)
    } finally {
      await gateway.release()
    }
    await boughtBy(app, first.owner, first.market.id)
    expect(await chargedFor(first.market.id), 'what was charged for the market').toEqual([PRICE])
    for (const method of [BANK, CONSENT]) {
      const { owner, market } = await opened(app)
      const waiting = dataOf<Market>(await tryBuy(app, owner, market.id, method), 202, `POST …/plan with ${method}`)
      expect(waiting.plan, `the plan after POST …/plan with ${method}`).toBe('free')
      const { id } = await intentOf(market.id)
      if (method === BANK) await gateway.settle(id, 'succeeded')
      else await gateway.authenticate(id, true)
      const message = `the plan when the gateway has said that ${method} succeeded`
      const now = async () => (await marketNow(app, owner, market.id)).plan
      await expect.poll(now, { message, timeout: 3000, interval: 30 }).toBe('pro')
    }
  },
)

check(
  'believes only what the gateway has signed, about intents of its own',
  { read: 'payments', requirement: 'payments', points: 2, ms: 8000 },
  () =>
    inSilence(async () => {
      const [app, { stripe }] = [await theMarkets(), await around()]
      const { owner, market } = await opened(app)
      const intent = await paidByBank(app, owner, market.id)
      const event = await eventOf(SUCCEEDED, intent.id)
      const text = JSON.stringify(event, null, 2)
      const wrong = [
        ['without a signature', await post(app, text)],
        ['with nonsense for a signature', await post(app, text, { 'stripe-signature': 't=1,v1=00' })],
        ['signed six minutes ago', await bring(app, event, { ago: 360 })],
        ['with another body', await bring(app, event, { changed: (signed) => signed.replace('"eur"', '"usd"') })],
      ] as const
      for (const [how, answer] of wrong) {
        expect(refusal(answer), `POST /webhooks/payments ${how}`).toEqual([400, 'bad_signature'])
      }
      const other = await opened(app)
      for (const id of [market.id, other.market.id]) {
        const made = { amount: 100, currency: 'eur', metadata: { marketId: id }, confirm: true }
        const foreign = await stripe.paymentIntents.create({ ...made, payment_method: 'pm_card_visa' })
        await taken(app, await eventOf(SUCCEEDED, foreign.id), 'the event of a foreign intent that names the market')
      }
      expect((await marketNow(app, owner, market.id)).plan, 'the plan after all those').toBe('free')
      expect((await marketNow(app, other.owner, other.market.id)).plan, 'the plan of another market').toBe('free')
      await taken(app, event, 'POST /webhooks/payments as the gateway signs it')
      expect((await marketNow(app, owner, market.id)).plan, 'the plan then').toBe('pro')
      const unknown = { ...event, id: 'evt_1', type: 'customer.created' }
      await taken(app, unknown, 'an event of another type')
    }),
)

check(
  'never goes back, in whatever order events come, and how often',
  { read: 'payments', requirement: 'payments', points: 2, ms: 8000 },
  () =>
    inSilence(async () => {
      const [app, { stripe }] = [await theMarkets(), await around()]
      const first = await opened(app)
      const planOf = async (where: typeof first) => (await marketNow(app, where.owner, where.market.id)).plan
      const paid = await paidByBank(app, first.owner, first.market.id)
      const event = await eventOf(SUCCEEDED, paid.id)
      const answers = await atOnce(8, () => bring(app, event))
      expect(tally(answers), 'the statuses of the same event eight times at once').toEqual({ 200: 8 })
      expect(await planOf(first), 'the plan then').toBe('pro')
      await stripe.refunds.create({ payment_intent: paid.id, amount: 100 })
      await taken(app, await eventOf(REFUNDED, paid.id), 'charge.refunded of a part')
      expect(await planOf(first), 'the plan after a refund of a part').toBe('pro')
      for (let time = 0; time < 6; time += 1) await tryListing(app, first.owner, first.market.id)
      await stripe.refunds.create({ payment_intent: paid.id })
      await taken(app, await eventOf(REFUNDED, paid.id), 'charge.refunded of the rest')
      expect(await planOf(first), 'the plan after a refund of all').toBe('free')
      await taken(app, event, 'payment_intent.succeeded once more, after the refund')
      expect(await planOf(first), 'the plan after that').toBe('free')
      const again = await tryBuy(app, first.owner, first.market.id)
      expect(refusal(again), 'POST …/plan after the refund').toEqual(CONFLICT)
      const limit = await tryListing(app, first.owner, first.market.id)
      expect(refusal(limit), 'one more listing than the plan free allows').toEqual([402, 'plan_limit'])

      const second = await opened(app)
      const overtaken = await paidByBank(app, second.owner, second.market.id)
      await stripe.refunds.create({ payment_intent: overtaken.id })
      for (const type of [REFUNDED, SUCCEEDED, REFUNDED]) {
        await taken(app, await eventOf(type, overtaken.id), `${type}, where the refund comes first`)
        expect(await planOf(second), `the plan after ${type}, where the refund comes first`).toBe('free')
      }
    }),
)
