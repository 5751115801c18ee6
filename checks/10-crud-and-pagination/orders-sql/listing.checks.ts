import { check, expect } from 'backend-workbook/check'
import { listOrders } from '../../../exercises/10-crud-and-pagination/orders-sql.ts'
import { addOrders, idsOf, withShop } from '../shop.ts'

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
      { id: 2, lines: [[2, 50_000, 99_999]], paid: [3_000_000_000, 1] },
    ])
    const { orders } = await listOrders(db, { limit: 10 })
    const sums = orders.map(({ id, lines, totalCents, paidCents }) => ({ id, lines, totalCents, paidCents }))
    expect(
      sums,
      'numbers of an order with one line and two payments, and of one with three lines and two payments',
    ).toEqual([
      { id: 2, lines: 1, totalCents: 4_999_950_000, paidCents: 3_000_000_001 },
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
    expect(await idsOf(db, { status: 'PAID' }), "{ status: 'PAID' }").toEqual([])
    expect(await idsOf(db, { status: '' }), "{ status: '' }").toEqual([])
    expect(await idsOf(db, { retailer: 'GREEN' }), "{ retailer: 'GREEN' }").toEqual([3, 2, 1])
    expect(await idsOf(db, { retailer: 'green c' }), "{ retailer: 'green c' }").toEqual([1])
    expect(await idsOf(db, { retailer: ' corner' }), "{ retailer: ' corner' }").toEqual([1])
    expect(await idsOf(db, { retailer: 'corner ' }), "{ retailer: 'corner ' }").toEqual([])
    expect(await idsOf(db, { retailer: '' }), "{ retailer: '' }").toEqual([4, 3, 2, 1])
    expect(await idsOf(db, { vendor: '' }), "{ vendor: '' }").toEqual([])
    expect(await idsOf(db, { vendor: 'north mills' }), "{ vendor: 'north mills' }").toEqual([])
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
        paid: [50, 50],
      },
    ])
    const { orders } = await listOrders(db, { vendor: 'North Mills', limit: 10 })
    const sums = orders.map(({ lines, totalCents, paidCents }) => ({ lines, totalCents, paidCents }))
    expect(
      sums,
      "numbers of an order of three lines, two of them of the vendor, with { vendor: 'North Mills' }",
    ).toEqual([{ lines: 3, totalCents: 123, paidCents: 100 }])
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
