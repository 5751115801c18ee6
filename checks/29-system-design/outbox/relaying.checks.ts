import { check, expect } from 'backend-workbook/check'
import { type OrderEvent, placeOrder, relay } from '../../../exercises/29-system-design/outbox.ts'
import { atEveryStep, outcome, queue, withMarket } from './market.ts'

const MS = 5000

check('sends what was not sent, in order, and notes it', { read: 'relay', ms: MS }, () =>
  withMarket(async ({ pool, admin, outbox, addEvents, takesTurns }) => {
    const { events, send } = queue()
    expect(await relay(pool, send), 'relay with an empty outbox').toBe(0)
    await placeOrder(pool, { id: 'o-7', retailerId: 3, totalCents: 5997 })
    const [later] = await addEvents('o-8', 'o-7')
    const alone = await takesTurns()
    const notedBefore: boolean[] = []
    let sending = 0
    let together = 0
    const sent = await relay(pool, async (event) => {
      sending += 1
      together = Math.max(together, sending)
      // Where connections take turns, nobody can look while the relay has its own.
      notedBefore.push(
        !alone && (await outbox()).some((row) => row.order_id === event.orderId && row.sent && event.id === later),
      )
      await send(event)
      sending -= 1
    })
    expect(sent, 'relay with three events').toBe(3)
    expect(together, 'events that were being sent at one moment, at most').toBe(1)
    expect(
      events.map(({ orderId, type }) => `${orderId} ${type}`),
      'what was sent',
    ).toEqual(['o-7 order.placed', 'o-8 order.moved', 'o-7 order.moved'])
    const { rows } = await admin.query('SELECT event_id FROM outbox ORDER BY position LIMIT 1')
    const [first] = events
    expect({ ...first }, 'the first event').toEqual({
      id: rows[0].event_id,
      orderId: 'o-7',
      type: 'order.placed',
      payload: { status: 'placed', totalCents: 5997 },
    })
    expect(notedBefore, 'whether others saw sent_at of o-8 while it was being sent, for each').toEqual([
      false,
      false,
      false,
    ])
    expect(
      (await outbox()).map((row) => row.sent),
      'whether sent_at is set, for each event',
    ).toEqual([true, true, true])
    expect(await relay(pool, send), 'relay once more').toBe(0)
    if (alone) return
    const other = await admin.connect()
    await other.query('BEGIN')
    await other.query(`INSERT INTO outbox (order_id, type, payload) VALUES ('slow', 'order.moved', '{}')`)
    await addEvents('quick')
    expect(await relay(pool, send), 'relay beside a transaction that has inserted an earlier event').toBe(1)
    await other.query('COMMIT')
    other.release()
    expect(await relay(pool, send), 'relay after that was committed').toBe(1)
    const late = events.slice(3).map(({ orderId }) => orderId)
    expect(late, 'the orders of what these two have sent').toEqual(['quick', 'slow'])
  }),
)

check('sends no more than it may', { read: 'relay', ms: MS }, () =>
  withMarket(async ({ pool, addEvents }) => {
    await addEvents(...Array.from({ length: 104 }, (_, n) => `o-${n % 9}`))
    const { taken, send } = queue()
    for (const [options, expected] of [
      [{ limit: 0 }, 0],
      [{ limit: 1 }, 1],
      [{ limit: 2 }, 2],
      [{}, 100],
      [{}, 1],
    ] as const) {
      const before = taken.length
      const given = `relay with ${JSON.stringify(options)}, and ${104 - before} events that were not sent`
      expect(await relay(pool, send, options), given).toBe(expected)
      expect(taken.length - before, `events sent by ${given}`).toBe(expected)
    }
  }),
)

check('goes on with other orders where one cannot be sent', { read: 'order', ms: MS }, () =>
  withMarket(async ({ pool, addEvents, outbox }) => {
    await addEvents('bad', 'good', 'bad', 'worse', 'good', 'worse', 'fine')
    const tried: string[] = []
    const failing = (event: OrderEvent) => {
      tried.push(event.orderId)
      if (event.orderId === 'worse') throw new Error('thrown at once')
      return event.orderId === 'bad' ? Promise.reject(new Error('the queue is full')) : Promise.resolve()
    }
    const given = 'relay, when events of the orders "bad" and "worse" cannot be sent'
    expect(await outcome(relay(pool, failing, { limit: 3 })), `${given}, with limit 3`).toBe(3)
    expect(tried, `what was tried by ${given}`).toEqual(['bad', 'good', 'worse', 'good', 'fine'])
    expect(
      (await outbox()).filter((row) => !row.sent).map((row) => row.order_id),
      'the orders of what is unsent',
    ).toEqual(['bad', 'bad', 'worse', 'worse'])
    const { taken, send } = queue()
    expect(await relay(pool, send), 'the next relay, when everything can be sent').toBe(4)
    expect(taken, 'what it has sent').toEqual(['bad', 'bad', 'worse', 'worse'])
  }),
)

check('loses nothing and repeats one event at most, wherever it dies', { read: 'relay', ms: 8000 }, () =>
  withMarket(async ({ pool, dies, addEvents, outbox }) => {
    await atEveryStep(async (at) => {
      const ids = await addEvents('o-7', 'o-7')
      const { events, send } = queue()
      const died = await dies(at, (dying, death) => relay(dying, (event) => death.step(() => send(event))))
      const given = `when the process dies after step ${at} of relay (sending is a step), and another goes on`
      await relay(pool, send)
      const sent = events.map(({ id }) => id)
      expect([...new Set(sent)], `the events in the order in which the queue first had them, ${given}`).toEqual(ids)
      expect(sent.length - ids.length, `events that the queue has twice, ${given}: 0 or 1`).toBeLessThanOrEqual(1)
      expect((await outbox()).filter((row) => !row.sent).length, `events that are unsent, ${given}`).toBe(0)
      return died
    })
  }),
)
