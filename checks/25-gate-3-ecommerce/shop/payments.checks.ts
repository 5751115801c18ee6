import { setTimeout as sleep } from 'node:timers/promises'
import { check, expect } from 'backend-workbook/check'
import { ask, CONFLICT, dataOf, INVALID, refusal } from './asking.ts'
import {
  BANK,
  CONSENT,
  DECLINED,
  namedOf,
  newPerson,
  newProduct,
  type Order,
  orderedBy,
  orderNow,
  put,
  statusesOf,
  stockOf,
  tryCancel,
  tryOrder,
  tryPay,
  VISA,
} from './client.ts'
import { chargedFor, intentOf, patiently } from './money.ts'
import { bank, theShop } from './service.ts'

check(
  'pays an order with one intent over its own total, and only once',
  { read: 'one-intent', requirement: 'payments', points: 3 },
  async () => {
    const app = await theShop()
    const [person, oven] = [await newPerson(app), await newProduct(app, { cents: 4505 })]
    await put(app, person, oven.id, 3)
    const order = dataOf<Order>(await tryOrder(app, person), 201, 'POST /orders')
    for (const body of [{ paymentMethod: VISA, amount: 1 }, { paymentMethod: 7 }, {}]) {
      const answer = await ask(app, 'POST', `/orders/${order.id}/pay`, { token: person.token, body })
      expect(refusal(answer), `POST /orders/:id/pay with ${JSON.stringify(body)}`).toEqual(INVALID)
    }
    const paid = dataOf<Order>(await tryPay(app, person, order.id), 200, 'POST /orders/:id/pay')
    expect([paid.status, ...statusesOf(paid)], 'status and history after that').toEqual(['paid', 'pending', 'paid'])
    const { amount, currency, status } = await intentOf(order)
    const total = order.totals.totalCents
    expect({ amount, currency, status }, 'the intent of three ovens for 4505 each').toEqual({
      amount: 13_015,
      currency: 'eur',
      status: 'succeeded',
    })
    expect(total, 'their total').toBe(13_015)
    for (const method of [VISA, DECLINED]) {
      const again = dataOf<Order>(await tryPay(app, person, order.id, method), 200, 'the same once more')
      expect(statusesOf(again), 'the history after it was paid again').toEqual(['pending', 'paid'])
    }
    expect(await chargedFor(order), 'the charges of the order').toEqual([total])
    expect(namedOf(await orderNow(app, person, order.id)), 'the order after all that').toEqual(namedOf(paid))
    expect(refusal(await tryCancel(app, person, order.id)), 'its cancellation').toEqual(CONFLICT)
  },
)

check(
  'lets another card try when one is declined',
  { read: 'one-intent', requirement: 'payments', points: 1 },
  async () => {
    const app = await theShop()
    const { person, order } = await orderedBy(app)
    const declined = await tryPay(app, person, order.id, DECLINED)
    expect(refusal(declined), 'POST /orders/:id/pay with a card that is declined').toEqual([402, 'payment_failed'])
    expect((await orderNow(app, person, order.id)).status, 'the order after that').toBe('pending')
    expect((await tryPay(app, person, order.id)).status, 'the same with another card').toBe(200)
    expect((await intentOf(order)).status, 'the one intent after that').toBe('succeeded')
    expect(await chargedFor(order), 'the charges that succeeded').toEqual([order.totals.totalCents])
  },
)

check(
  'waits for the bank and for the customer, and hears the end by a webhook',
  { read: 'one-intent', requirement: 'payments', points: 2, ms: 4000 },
  async () => {
    const [app, { gateway }] = [await theShop(), await bank()]
    for (const method of [BANK, CONSENT]) {
      const { person, order } = await orderedBy(app)
      for (const time of ['first', 'second']) {
        const waiting = dataOf<Order>(
          await tryPay(app, person, order.id, method),
          202,
          `the ${time} try with ${method}`,
        )
        expect(waiting.status, `the order after the ${time} try with ${method}`).toBe('pending')
      }
      const { id } = await intentOf(order)
      if (method === BANK) await gateway.settle(id, 'succeeded')
      else await gateway.authenticate(id, true)
      const message = `the order when the gateway has said that ${method} succeeded`
      const now = async () => (await orderNow(app, person, order.id)).status
      await expect.poll(now, { message, timeout: 1500, interval: 20 }).toBe('paid')
      expect(await chargedFor(order), 'the charges after that').toEqual([order.totals.totalCents])
    }
  },
)

check(
  'cancels at the gateway first, and nothing that the bank works on',
  { read: 'one-intent', requirement: 'payments', points: 2, ms: 8000 },
  async () => {
    const [app, { gateway }] = [await theShop(), await bank()]
    for (const method of [DECLINED, CONSENT]) {
      const { person, order, product } = await orderedBy(app)
      await tryPay(app, person, order.id, method)
      const cancelled = dataOf<Order>(await tryCancel(app, person, order.id), 200, `a cancellation after ${method}`)
      expect(cancelled.status, `the order after ${method} and a cancellation`).toBe('cancelled')
      expect((await intentOf(order)).status, `its intent after that`).toBe('canceled')
      expect(refusal(await tryPay(app, person, order.id)), 'POST /orders/:id/pay after that').toEqual(CONFLICT)
      expect(await stockOf(app, product), 'the stock after that').toBe(10)
    }
    const { person, order, product } = await orderedBy(app)
    await tryPay(app, person, order.id, BANK)
    const refused = await tryCancel(app, person, order.id)
    expect(refusal(refused), 'a cancellation while the bank works on the payment').toEqual(CONFLICT)
    const { status } = await orderNow(app, person, order.id)
    expect([status, await stockOf(app, product)], 'order and stock after that').toEqual(['pending', 9])
    await gateway.settle((await intentOf(order)).id, 'failed')
    await cancelsBesideAPayment()
  },
)

/** Both at the same moment, while the shop does not know the id of the intent yet: money and status agree all the same. */
async function cancelsBesideAPayment(): Promise<void> {
  const [app, { gateway }] = [await theShop(), await bank()]
  const { person, order } = await orderedBy(app)
  await gateway.plan({ method: 'POST', path: '/payment_intents$', kind: 'hold' })
  try {
    const paying = tryPay(app, person, order.id)
    await expect.poll(() => gateway.waiting(), { timeout: 3000, interval: 10 }).toBe(1)
    const cancelling = tryCancel(app, person, order.id)
    // It may wait for the payment, or be quicker.
    await Promise.race([cancelling, sleep(500)])
    await gateway.release()
    const statuses = [(await paying).status, (await cancelling).status]
    const { status } = await orderNow(app, person, order.id)
    const given = `charges of an order that is ${status}, paid and cancelled at the same moment (${statuses.join(' and ')})`
    expect(await chargedFor(order), given).toEqual(status === 'paid' ? [order.totals.totalCents] : [])
  } finally {
    await gateway.release()
  }
}

check(
  'survives a gateway that fails, and goes on with the same intent',
  { read: 'one-intent', requirement: 'payments', points: 1, ms: 8000 },
  async () => {
    const [app, { gateway }] = [await theShop(), await bank()]
    const { person, order } = await orderedBy(app)
    const confirm = { method: 'POST', path: '/confirm$' }
    try {
      await gateway.plan({ ...confirm, kind: 'fail', times: 30 })
      const failed = await patiently(app, tryPay(app, person, order.id))
      const given = 'POST /orders/:id/pay while the gateway answers 500 to every confirmation'
      expect(refusal(failed), given).toEqual([503, 'unavailable'])
      expect((await orderNow(app, person, order.id)).status, 'the order after that').toBe('pending')
      await gateway.release()
      await gateway.plan({ ...confirm, kind: 'lost' })
      const lost = await patiently(app, tryPay(app, person, order.id))
      expect([200, 503], 'the status when one answer to a confirmation was lost').toContain(lost.status)
      expect((await tryPay(app, person, order.id)).status, 'the status of one more try').toBe(200)
    } finally {
      await gateway.release()
    }
    expect((await intentOf(order)).status, 'the one intent of the order').toBe('succeeded')
    expect(await chargedFor(order), 'the charges of the order').toEqual([order.totals.totalCents])
  },
)
