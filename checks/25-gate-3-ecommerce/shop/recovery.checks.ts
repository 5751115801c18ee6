import { type App, check, expect } from 'backend-workbook/check'
import { type Order, orderedBy, orderNow, type Person, statusesOf, tryPay, VISA } from './client.ts'
import { bring, chargedFor, eventOf, inSilence, intentOf, intentsOf, paidByBank } from './money.ts'
import { bank, fragileShop } from './service.ts'

interface Bought {
  person: Person
  order: Order
}

interface Aftermath {
  anew: App
  /** Killed when the gateway had confirmed its payment, and had not said so. */
  confirmed: Bought
  /** Killed when the gateway had made its intent, and had not said so. */
  begun: Bought
  /** The same, and the payment has succeeded since. */
  unheard: Bought
}

let happened: Promise<Aftermath> | undefined

/** One death for both checks. */
function aftermath(): Promise<Aftermath> {
  happened ??= killInTheMiddle()
  return happened
}

async function killInTheMiddle(): Promise<Aftermath> {
  const { gateway, stripe } = await bank()
  const { app } = await fragileShop()
  const [confirmed, begun, unheard] = [await orderedBy(app), await orderedBy(app), await orderedBy(app)]
  await gateway.deliveries({ held: true })
  const waiting = (count: number, message: string) =>
    expect.poll(() => gateway.waiting(), { message, timeout: 3000, interval: 10 }).toBe(count)
  // The answers of a process that is about to die are nobody's.
  const pay = ({ person, order }: Bought) => tryPay(app, person, order.id).catch(() => undefined)
  const kind = 'hold-answer'
  await gateway.plan({ method: 'POST', path: '/confirm$', kind })
  const paying = [pay(confirmed)]
  await waiting(1, 'requests for a confirmation that wait at the gateway')
  await gateway.plan({ method: 'POST', path: '/payment_intents$', kind, times: 2 })
  paying.push(pay(begun), pay(unheard))
  await waiting(3, 'those, and requests for an intent')
  await app.stop('SIGKILL')
  await gateway.release()
  await Promise.all(paying)
  await stripe.paymentIntents.confirm((await intentOf(unheard.order)).id, { payment_method: VISA })
  return { anew: (await fragileShop()).app, confirmed, begun, unheard }
}

check(
  'finds a payment that it did not hear the end of, when it is started again',
  { read: 'killed', requirement: 'recovery', points: 3, ms: 8000 },
  async () => {
    const { anew, confirmed } = await aftermath()
    const { person, order } = confirmed
    expect(await chargedFor(order), 'what the gateway has charged for the order').toEqual([order.totals.totalCents])
    const now = async () => (await orderNow(anew, person, order.id)).status
    const message = 'the order of a process that was killed before it heard that the payment had succeeded'
    await expect.poll(now, { message, timeout: 5000, interval: 50 }).toBe('paid')
    expect((await tryPay(anew, person, order.id)).status, 'the status of paying it once more').toBe(200)
    expect(await chargedFor(order), 'what was charged after that').toEqual([order.totals.totalCents])
    expect(statusesOf(await orderNow(anew, person, order.id)), 'its history').toEqual(['pending', 'paid'])
    await intentOf(order)
  },
)

check(
  'goes on with an intent whose id it never heard',
  { read: 'killed', requirement: 'recovery', points: 3, ms: 8000 },
  async () => {
    const { anew, begun, unheard } = await aftermath()
    const now = async () => (await orderNow(anew, unheard.person, unheard.order.id)).status
    const message = 'an order that was paid by an intent whose id the dead process had not heard'
    await expect.poll(now, { message, timeout: 5000, interval: 50 }).toBe('paid')
    const { person, order } = begun
    expect((await intentsOf(order)).length, 'intents of the order before it is paid again').toBe(1)
    expect((await tryPay(anew, person, order.id)).status, 'the status of paying it after the restart').toBe(200)
    expect((await intentOf(order)).status, 'its one intent after that').toBe('succeeded')
    expect(await chargedFor(order), 'what was charged').toEqual([order.totals.totalCents])
    const { gateway } = await bank()
    await gateway.deliveries({ held: false })
  },
)

check(
  'says 200 to a webhook only when its effect is saved',
  { read: 'killed', requirement: 'recovery', points: 2, ms: 8000 },
  () =>
    inSilence(async () => {
      const { app, postgres } = await fragileShop()
      const { person, order } = await orderedBy(app)
      const { id } = await paidByBank(app, person, order)
      const event = await eventOf('payment_intent.succeeded', id)
      await postgres.cut()
      try {
        const { status } = await bring(app, event)
        expect(status, 'the status of a webhook while PostgreSQL is away').toBeGreaterThanOrEqual(500)
      } finally {
        await postgres.mend()
      }
      const again = async () => (await bring(app, event)).status
      const message = 'the status of the same webhook when PostgreSQL is back'
      await expect.poll(again, { message, timeout: 3000, interval: 50 }).toBe(200)
      const now = await orderNow(app, person, order.id)
      expect([now.status, ...statusesOf(now)], 'status and history then').toEqual(['paid', 'pending', 'paid'])
    }),
)
