import { check, expect } from 'backend-workbook/check'
import { moveOrder, placeOrder } from '../../../exercises/29-system-design/outbox.ts'
import { atEveryStep, outcome, untilWaiting, withMarket } from './market.ts'

const MS = 5000

check('places an order with one event, and once', { read: 'dual-write', ms: MS }, () =>
  withMarket(async ({ pool, admin, outbox, takesTurns }) => {
    expect(await placeOrder(pool, { id: 'o-7', retailerId: 3, totalCents: 5997 }), 'placeOrder of o-7').toBe('placed')
    expect(await placeOrder(pool, { id: 'o-8', retailerId: 0, totalCents: 0 }), 'placeOrder of o-8').toBe('placed')
    for (const order of [
      { id: 'o-7', retailerId: 3, totalCents: 5997 },
      { id: 'o-7', retailerId: 4, totalCents: 1 },
    ]) {
      expect(await placeOrder(pool, order), `after these, placeOrder of ${JSON.stringify(order)}`).toBe('repeated')
    }
    const { rows } = await admin.query('SELECT * FROM orders ORDER BY id')
    expect(rows, 'the table orders').toEqual([
      { id: 'o-7', retailer_id: 3, total_cents: 5997, status: 'placed' },
      { id: 'o-8', retailer_id: 0, total_cents: 0, status: 'placed' },
    ])
    expect(await outbox(), 'the table outbox').toEqual([
      { order_id: 'o-7', type: 'order.placed', payload: { status: 'placed', totalCents: 5997 }, sent: false },
      { order_id: 'o-8', type: 'order.placed', payload: { status: 'placed', totalCents: 0 }, sent: false },
    ])
    const same = { id: 'o-9', retailerId: 1, totalCents: 5 }
    const both = await Promise.all([placeOrder(pool, same), placeOrder(pool, same)])
    expect(both.sort(), 'placeOrder of o-9, twice at once').toEqual(['placed', 'repeated'])
    expect((await outbox()).length, 'events afterwards').toBe(3)
    if (await takesTurns()) return
    const other = await admin.connect()
    await other.query("BEGIN; INSERT INTO orders VALUES ('o-10', 1, 5, 'placed')")
    const beside = outcome(placeOrder(pool, { ...same, id: 'o-10' }))
    await untilWaiting(admin, 1)
    await other.query('COMMIT')
    other.release()
    expect(await beside, 'placeOrder of o-10, while another program inserts it').toBe('repeated')
    expect((await outbox()).length, 'events after that').toBe(3)
  }),
)

check('moves an order with one event, and says when there is nothing to move', { read: 'dual-write', ms: MS }, () =>
  withMarket(async ({ pool, outbox, orders }) => {
    await placeOrder(pool, { id: 'o-7', retailerId: 3, totalCents: 5997 })
    await placeOrder(pool, { id: 'o-8', retailerId: 3, totalCents: 100 })
    expect(await moveOrder(pool, 'o-7', 'packed'), 'moveOrder of o-7 to packed').toBe('moved')
    expect(await moveOrder(pool, 'o-7', 'packed'), 'the same again').toBe('unchanged')
    expect(await moveOrder(pool, 'o-8', 'placed'), 'moveOrder of o-8, which is placed, to placed').toBe('unchanged')
    expect(await moveOrder(pool, 'o-9', 'packed'), 'moveOrder of o-9, which does not exist').toBe('unknown')
    expect(await moveOrder(pool, 'o-7', 'placed'), 'moveOrder of o-7, back to placed').toBe('moved')
    expect(await orders(), 'the orders').toEqual(['o-7 placed', 'o-8 placed'])
    const moved = (await outbox()).slice(2)
    expect(moved, 'what the outbox has after the two events order.placed').toEqual([
      { order_id: 'o-7', type: 'order.moved', payload: { status: 'packed', totalCents: 5997 }, sent: false },
      { order_id: 'o-7', type: 'order.moved', payload: { status: 'placed', totalCents: 5997 }, sent: false },
    ])
  }),
)

check('has both or nothing, wherever the process dies', { read: 'dual-write', ms: 8000 }, () =>
  withMarket(async ({ pool, dies, outbox, orders }) => {
    await atEveryStep(async (at) => {
      const id = `o-${at}`
      const order = { id, retailerId: 3, totalCents: 100 }
      const died = await dies(at, (dying) => placeOrder(dying, order))
      const given = `when the process dies after statement ${at} of placeOrder`
      const seen = async () => [
        (await orders()).filter((line) => line.startsWith(`${id} `)).length,
        (await outbox()).filter((row) => row.order_id === id).length,
      ]
      const [placed, events] = await seen()
      expect(events, `events of the order, of which there are ${placed}, ${given}`).toBe(placed)
      await outcome(placeOrder(pool, order))
      expect(await seen(), `orders and events after the client has tried again, ${given}`).toEqual([1, 1])
      return died
    })
    await atEveryStep(async (at) => {
      const id = `m-${at}`
      await placeOrder(pool, { id, retailerId: 3, totalCents: 100 })
      const died = await dies(at, (dying) => moveOrder(dying, id, 'packed'))
      const given = `when the process dies after statement ${at} of moveOrder`
      const moved = (await orders()).includes(`${id} packed`) ? 1 : 0
      const events = (await outbox()).filter((row) => row.order_id === id && row.type === 'order.moved')
      expect(events.length, `events of a change that ${moved ? 'is there' : 'is not there'}, ${given}`).toBe(moved)
      return died
    })
  }),
)

check('gives events the order of the changes, also beside other programs', { read: 'order', ms: MS }, () =>
  withMarket(async ({ pool, admin, outbox, orders, addEvents, takesTurns }) => {
    if (await takesTurns()) return
    await placeOrder(pool, { id: 'o-7', retailerId: 3, totalCents: 100 })
    const other = await admin.connect()
    await other.query('BEGIN')
    await other.query("UPDATE orders SET status = 'packed' WHERE id = 'o-7'")
    const move = outcome(moveOrder(pool, 'o-7', 'shipped'))
    await untilWaiting(admin, 1)
    await other.query(
      `INSERT INTO outbox (order_id, type, payload) VALUES ('o-7', 'order.moved', '{"status": "packed", "totalCents": 100}')`,
    )
    await other.query('COMMIT')
    other.release()
    expect(await move, 'moveOrder to shipped, while another program moves the order to packed').toBe('moved')
    expect(await orders(), 'the order').toEqual(['o-7 shipped'])
    const statuses = (await outbox()).map(({ payload }) => Object(payload).status)
    expect(statuses, 'statuses of its events, in the order of their positions').toEqual(['placed', 'packed', 'shipped'])
    const again = await admin.connect()
    await again.query("BEGIN; UPDATE orders SET status = 'delivered' WHERE id = 'o-7'")
    const same = outcome(moveOrder(pool, 'o-7', 'delivered'))
    await untilWaiting(admin, 1)
    await again.query('COMMIT')
    again.release()
    expect(await same, 'moveOrder to delivered, while another program moves the order to delivered').toBe('unchanged')
    expect((await outbox()).length, 'events after that').toBe(3)
    await addEvents('o-8')
    const moves = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((status) => outcome(moveOrder(pool, 'o-7', status))))
    expect(moves, 'five moves at once, each to another status').toEqual(Array(5).fill('moved'))
    const last = (await outbox()).at(-1)
    expect(await orders(), 'the order, whose last event says the same').toEqual([`o-7 ${Object(last?.payload).status}`])
  }),
)
