import { check, expect } from 'backend-workbook/check'
import { latestOrders, monthlySales } from '../../../exercises/19-advanced-data/sales-report.ts'
import { type Line, type NewOrder, nameOf, withMarket } from './market.ts'

const MS = 4000
const VENDORS = ['bakery', 'mills', 'teahouse']

/** 240 orders, one every day and a half: about a year. Of mills and teahouse, every second with a line of bakery too. */
const YEAR: NewOrder[] = Array.from({ length: 240 }, (_, n) => ({
  id: `o-${String((n * 7) % 240).padStart(3, '0')}`,
  at: new Date(Date.UTC(2026, 0, 1) + ((n * 7) % 240) * 36 * 3_600_000).toISOString(),
  status: n % 10 === 0 ? 'cancelled' : 'paid',
  lines: [
    ['tea', n % 3 === 0 ? 'mills' : 'teahouse', 1, '1.00'],
    ...(n % 2 === 0 ? ([['rye', 'bakery', 1, '1.00']] satisfies Line[]) : []),
  ],
  refunds: [
    ['mills', '0.10'],
    ['mills', '0.10'],
  ],
}))

check('examines the orders of the month alone, with three reads at most', { read: 'match-first', ms: MS }, () =>
  withMarket(YEAR, async ({ db, cost }) => {
    for (const [month, timeZone] of [
      ['2026-06', 'Europe/Berlin'],
      ['2026-10', 'America/New_York'],
      ['2029-01', 'UTC'],
    ] as const) {
      const { value, reads, examined } = await cost(() => monthlySales(db, { month, timeZone }))
      const [year = 0, number = 0] = month.split('-').map(Number)
      const from = Date.UTC(year, number - 1) - 2 * 86_400_000
      const to = Date.UTC(year, number) + 2 * 86_400_000
      const near = YEAR.filter(({ at = '' }) => Date.parse(at) >= from && Date.parse(at) < to).length
      expect(value.vendors.length, `vendors in the report of ${month}`).toBe(4)
      expect(reads, `reads of the report of ${month}`).toBeLessThanOrEqual(3)
      const given = `240 orders in all, about ${near} of them in or near the month, and 4 vendors`
      expect(examined, `documents or index entries examined by the report of ${month}; ${given}`).toBeLessThanOrEqual(
        near + 8 + 3,
      )
    }
  }),
)

check("gives every vendor's latest orders", { read: 'lookup', ms: MS }, () =>
  withMarket(
    [
      {
        id: 'b',
        at: '2026-03-02T10:00:00Z',
        lines: [
          ['tea', 'teahouse', 1, '1.00'],
          ['oats', 'mills', 1, '1.00'],
          ['tea', 'teahouse', 2, '1.00'],
        ],
      },
      { id: 'd', at: '2026-03-04T10:00:00Z', lines: [['tea', 'teahouse', 1, '1.00']], status: 'cancelled' },
      { id: 'e', at: '2026-03-03T10:00:00Z', lines: [['tea', 'teahouse', 1, '1.00']] },
      { id: 'a', at: '2026-03-02T10:00:00Z', lines: [['tea', 'teahouse', 1, '1.00']] },
      { id: 'f', at: '2026-03-01T10:00:00Z', lines: [['tea', 'teahouse', 1, '1.00']] },
    ],
    async ({ db }) => {
      const three = await latestOrders(db, 3)
      const of = (vendorId: string, latest: [id: string, day: number][]) => ({
        vendorId,
        name: nameOf(vendorId),
        latest: latest.map(([id, day]) => ({ id, placedAt: new Date(Date.UTC(2026, 2, day, 10)) })),
      })
      expect(
        three,
        'latestOrders(db, 3), where teahouse has four orders and a cancelled one, two of them of the same time',
      ).toEqual([
        of('bakery', []),
        of('dairy', []),
        of('mills', [['b', 2]]),
        of('teahouse', [
          ['e', 3],
          ['a', 2],
          ['b', 2],
        ]),
      ])
      const [, , , tea] = await latestOrders(db, 1)
      expect(tea, 'teahouse in latestOrders(db, 1)').toEqual(of('teahouse', [['e', 3]]))
    },
  ),
)

check('looks the latest orders up with one command, and reads no others', { read: 'lookup', ms: MS }, () =>
  withMarket(YEAR, async ({ db, cost }) => {
    const limit = 3
    const { value, reads, examined } = await cost(() => latestOrders(db, limit))
    const expected = VENDORS.map((vendor) => newestOf(vendor, limit))
    expect(
      value.filter(({ vendorId }) => vendorId !== 'dairy').map(({ latest }) => latest.map(({ id }) => id)),
      'ids of the latest three orders of bakery, mills and teahouse, of 240',
    ).toEqual(expected.map(({ ids }) => ids))
    expect(reads, 'commands of latestOrders(db, 3), its $lookup counted as one more').toBe(2)
    const passed = expected.reduce((sum, each) => sum + each.passed, 0)
    expect(
      examined,
      `documents or index entries examined by latestOrders(db, 3): 4 vendors, and the latest ${passed} of 240 orders, cancelled ones included`,
    ).toBeLessThanOrEqual(4 + passed + 4 * 2)
  }),
)

/** Their ids, and how many orders lie before the last of them, itself and the cancelled ones included. */
function newestOf(vendor: string, limit: number): { ids: string[]; passed: number } {
  const all = YEAR.filter(({ lines = [] }) => lines.some((line) => line[1] === vendor)).sort((a, b) =>
    (b.at ?? '').localeCompare(a.at ?? ''),
  )
  const ids = all
    .filter(({ status }) => status !== 'cancelled')
    .slice(0, limit)
    .map(({ id = '' }) => id)
  return { ids, passed: all.findIndex(({ id }) => id === ids.at(-1)) + 1 }
}
