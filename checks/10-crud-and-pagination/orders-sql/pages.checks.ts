import { check, expect } from 'backend-workbook/check'
import { listOrders } from '../../../exercises/10-crud-and-pagination/orders-sql.ts'
import { addOrders, idsOf, queriesOf, walk, withShop } from '../shop.ts'

check('leads through orders of the same moment, each once', { read: 'keyset', ms: 2800 }, () =>
  withShop(async (db) => {
    // Inserted in no order: 3, 6, 9, 2, 5, 8, 1, 4, 7, and three of them at a time.
    await addOrders(
      db,
      [3, 6, 9, 2, 5, 8, 1, 4, 7].map((id) => ({ id, placedAt: `2026-01-0${Math.ceil(id / 3)} 10:00:00+00` })),
    )
    expect(await walk(db, { limit: 2 }), 'pages of two, where three orders each have the same time').toEqual([
      [9, 8],
      [7, 6],
      [5, 4],
      [3, 2],
      [1],
    ])
    expect(await walk(db, { limit: 3 }), 'pages of three').toEqual([
      [9, 8, 7],
      [6, 5, 4],
      [3, 2, 1],
    ])
    expect(await walk(db, { limit: 9 }), 'pages of nine').toEqual([[9, 8, 7, 6, 5, 4, 3, 2, 1]])
    await addOrders(
      db,
      Array.from({ length: 92 }, (_, n) => ({ id: 10 + n, placedAt: '2026-01-07 10:00:00+00' })),
    )
    const lengths = (await walk(db, { limit: 100 })).map((page) => page.length)
    expect(lengths, 'the lengths of the pages of a hundred, with 101 orders').toEqual([100, 1])
  }),
)

check('loses none of the orders within one millisecond', { read: 'finer-than-a-date', ms: 2800 }, () =>
  withShop(async (db) => {
    await addOrders(db, [
      { id: 1, placedAt: '2026-01-05 10:00:00.123900+00' },
      { id: 2, placedAt: '2026-01-05 10:00:00.123100+00' },
      { id: 3, placedAt: '2026-01-05 10:00:00.123500+00' },
      { id: 4, placedAt: '2026-01-05 10:00:00.123501+00' },
    ])
    expect(
      await walk(db, { limit: 1 }),
      'pages of one, with four orders .9, .501, .5 and .1 ms after 10:00:00.123',
    ).toEqual([[1], [4], [3], [2]])
  }),
)

check('leads through the hour that a clock lives twice', { read: 'finer-than-a-date', ms: 2800 }, () =>
  withShop(async (db) => {
    // In Berlin 00:30 and 01:30 of this day in UTC are both 02:30.
    await addOrders(
      db,
      ['2026-10-24 23', '2026-10-25 00', '2026-10-25 01', '2026-10-25 02'].map((hour, n) => ({
        id: n + 1,
        placedAt: `${hour}:30:00+00`,
      })),
    )
    await db.query("SET TIME ZONE 'Europe/Berlin'")
    try {
      const pages = await walk(db, { limit: 1 })
      expect(
        pages.slice(0, 5),
        "pages of one over a connection with TIME ZONE 'Europe/Berlin', where summer time ends between the orders",
      ).toEqual([[4], [3], [2], [1]])
    } finally {
      await db.query('RESET TIME ZONE')
    }
  }),
)

check('neither skips nor repeats while orders arrive and go', { read: 'keyset', ms: 2800 }, () =>
  withShop(async (db) => {
    await addOrders(
      db,
      [1, 2, 3, 4, 5, 6, 7, 8].map((id) => ({ id })),
    )
    const pages = await walk(db, { status: 'open', limit: 2 }, async (last, number) => {
      await addOrders(db, [
        { id: 20 + number },
        { id: 30 + number, placedAt: '2026-02-01 12:00:00+00' },
        { id: 10 + number, status: 'paid', placedAt: '2025-01-01 12:00:00+00' },
      ])
      await db.query('DELETE FROM order_lines WHERE order_id = $1', [last])
      await db.query('DELETE FROM orders WHERE id = $1', [last])
    })
    expect(pages, 'pages of two open orders, while two arrive before each page and the last one met goes away').toEqual(
      [
        [8, 7],
        [6, 5],
        [4, 3],
        [2, 1],
      ],
    )
  }),
)

check('asks a fixed number of queries, however many orders there are', { read: 'joins', ms: 2800 }, () =>
  withShop(async (db) => {
    await addOrders(
      db,
      [1, 2, 3, 4, 5, 6].map((id) => ({ id, paid: [50, 50] })),
    )
    expect((await idsOf(db, {})).length, 'orders of listOrders(db, { limit: 50 })').toBe(6)
    const listed = await queriesOf(db, () => listOrders(db, { limit: 50 }))
    expect(listed, 'queries of listOrders for six orders').toBeLessThanOrEqual(3)
    const query = { status: 'open', retailer: 'green', vendor: 'North Mills', limit: 2 }
    const { next } = await listOrders(db, query)
    const behind = await queriesOf(db, () => listOrders(db, { ...query, after: next ?? '' }))
    expect(behind, 'queries of listOrders for a page behind a cursor, with all filters').toBeLessThanOrEqual(3)
  }),
)
