import { check, expect } from 'backend-workbook/check'
import { listOrders, readOrder } from '../../exercises/10-crud-and-pagination/orders-sql.ts'
import { addOrders, idsOf, queriesOf, walk, withShop } from './shop.ts'

check('lists orders with their retailers, newest first', { read: 'joins', ms: 2800 }, () =>
  withShop(async (db) => {
    await addOrders(db, [
      { id: 1, retailer: 2, placedAt: '2026-01-03 08:00:00+00' },
      { id: 2, retailer: 3, placedAt: '2026-01-05 08:00:00+00' },
      { id: 3, retailer: 2, placedAt: '2026-01-04 08:00:00.123+02' },
    ])
    const { orders, next } = await listOrders(db, { limit: 10 })
    expect(
      orders.map(({ id, retailer, placedAt }) => ({ id, retailer, placedAt })),
      'listOrders(db, { limit: 10 })',
    ).toEqual([
      { id: 2, retailer: '100% Organic', placedAt: new Date('2026-01-05T08:00:00Z') },
      { id: 3, retailer: "O'Hara & Sons", placedAt: new Date('2026-01-04T06:00:00.123Z') },
      { id: 1, retailer: "O'Hara & Sons", placedAt: new Date('2026-01-03T08:00:00Z') },
    ])
    expect(next, 'next of listOrders(db, { limit: 10 }) with three orders').toBe(null)
  }),
)

check('adds up lines and payments, each of them once', { read: 'rows-that-multiply', ms: 2800 }, () =>
  withShop(async (db) => {
    await addOrders(db, [
      {
        id: 1,
        lines: [
          [1, 2, 150],
          [3, 10, 1000],
          [3, 1, 1000],
        ],
        paid: [5000, 5000],
      },
      { id: 2, lines: [[2, 50_000, 99_999]], paid: [1] },
    ])
    const { orders } = await listOrders(db, { limit: 10 })
    const sums = orders.map(({ id, lines, totalCents, paidCents }) => ({ id, lines, totalCents, paidCents }))
    expect(
      sums,
      'numbers of an order with one line and one payment, and of one with three lines and two payments',
    ).toEqual([
      { id: 2, lines: 1, totalCents: 4_999_950_000, paidCents: 1 },
      { id: 1, lines: 3, totalCents: 11_300, paidCents: 10_000 },
    ])
  }),
)

check('lists orders that have no lines, or no payments', { read: 'rows-that-vanish', ms: 2800 }, () =>
  withShop(async (db) => {
    await addOrders(db, [
      { id: 1, lines: [], paid: [] },
      { id: 2, lines: [[1, 1, 250]], paid: [] },
      { id: 3, lines: [], paid: [700] },
    ])
    const { orders } = await listOrders(db, { limit: 10 })
    const sums = orders.map(({ id, lines, totalCents, paidCents }) => ({ id, lines, totalCents, paidCents }))
    expect(sums, 'an order without lines, one without payments, and one without both').toEqual([
      { id: 3, lines: 0, totalCents: 0, paidCents: 700 },
      { id: 2, lines: 1, totalCents: 250, paidCents: 0 },
      { id: 1, lines: 0, totalCents: 0, paidCents: 0 },
    ])
  }),
)

check('filters by status, retailer and vendor, one by one and together', { read: 'joins', ms: 2800 }, () =>
  withShop(async (db) => {
    await addOrders(db, [
      {
        id: 1,
        retailer: 1,
        lines: [
          [1, 1, 100],
          [2, 1, 100],
        ],
      },
      { id: 2, retailer: 4, status: 'paid', lines: [[3, 1, 100]] },
      {
        id: 3,
        retailer: 4,
        lines: [
          [3, 1, 100],
          [2, 1, 100],
        ],
      },
      { id: 4, retailer: 3, status: 'paid', lines: [[4, 1, 100]] },
    ])
    expect(await idsOf(db, { status: 'paid' }), "{ status: 'paid' }").toEqual([4, 2])
    expect(await idsOf(db, { status: 'pai' }), "{ status: 'pai' }").toEqual([])
    expect(await idsOf(db, { retailer: 'GREEN' }), "{ retailer: 'GREEN' }").toEqual([3, 2, 1])
    expect(await idsOf(db, { retailer: 'green c' }), "{ retailer: 'green c' }").toEqual([1])
    expect(await idsOf(db, { vendor: 'North Mills' }), "{ vendor: 'North Mills' }").toEqual([3, 1])
    expect(await idsOf(db, { vendor: 'North' }), "{ vendor: 'North' }").toEqual([])
    const all = { status: 'open', retailer: 'mills', vendor: 'Teahouse' }
    expect(await idsOf(db, all), JSON.stringify(all)).toEqual([3])
    expect(await idsOf(db, {}), '{}').toEqual([4, 3, 2, 1])
  }),
)

check('gives numbers of the whole order when it filters by vendor', { read: 'rows-that-multiply', ms: 2800 }, () =>
  withShop(async (db) => {
    await addOrders(db, [
      {
        id: 1,
        lines: [
          [1, 1, 100],
          [2, 1, 20],
          [3, 1, 3],
        ],
      },
    ])
    const { orders } = await listOrders(db, { vendor: 'North Mills', limit: 10 })
    const sums = orders.map(({ lines, totalCents }) => ({ lines, totalCents }))
    expect(
      sums,
      "numbers of an order of three lines, two of them of the vendor, with { vendor: 'North Mills' }",
    ).toEqual([{ lines: 3, totalCents: 123 }])
  }),
)

check('takes what was typed as a value, and never as SQL', { read: 'values-beside-the-statement', ms: 2800 }, () =>
  withShop(async (db) => {
    await addOrders(
      db,
      [1, 2, 3, 4, 5].map((id) => ({ id, retailer: id, lines: [[4, 1, 100]] })),
    )
    const cases: [Record<string, string>, number[]][] = [
      [{ retailer: "o'hara" }, [2]],
      [{ retailer: '%' }, [3]],
      [{ retailer: '_' }, [4]],
      [{ retailer: '\\' }, [5]],
      [{ retailer: "' OR true OR '" }, []],
      [{ status: "open' OR 'a' = 'a" }, []],
      [{ vendor: "Dairy 'n' Co" }, [5, 4, 3, 2, 1]],
      [{ vendor: "' OR '' = '" }, []],
      [{ status: "open'; DROP TABLE payments; --" }, []],
    ]
    for (const [query, expected] of cases) {
      const answer = await idsOf(db, query).catch((error: unknown) => String(error))
      expect(answer, JSON.stringify(query)).toEqual(expected)
    }
    expect((await idsOf(db, {})).length, 'orders that are left after all of these').toBe(5)
  }),
)

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
  }),
)

check('reads one order with its lines', { read: 'joins', ms: 2800 }, () =>
  withShop(async (db) => {
    await addOrders(db, [
      { id: 1, retailer: 3, lines: [] },
      {
        id: 2,
        retailer: 2,
        status: 'paid',
        lines: [
          [4, 3, 250],
          [1, 1, 3_000_000_000],
          [4, 1, 200],
        ],
        paid: [10, 10],
      },
      { id: 3 },
    ])
    expect(await readOrder(db, 2), 'readOrder(db, 2)').toEqual({
      id: 2,
      retailer: "O'Hara & Sons",
      status: 'paid',
      lines: [
        { title: 'Butter', vendor: "Dairy 'n' Co", quantity: 3, priceCents: 250 },
        { title: 'Flour', vendor: 'North Mills', quantity: 1, priceCents: 3_000_000_000 },
        { title: 'Butter', vendor: "Dairy 'n' Co", quantity: 1, priceCents: 200 },
      ],
    })
    expect(await readOrder(db, 1), 'readOrder(db, 1), an order without lines').toEqual({
      id: 1,
      retailer: '100% Organic',
      status: 'open',
      lines: [],
    })
    expect(await readOrder(db, 4), 'readOrder(db, 4), where there is none').toBe(null)
    expect(await queriesOf(db, () => readOrder(db, 2)), 'queries of readOrder(db, 2)').toBeLessThanOrEqual(2)
  }),
)
