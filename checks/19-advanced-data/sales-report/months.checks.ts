import { check, expect } from 'backend-workbook/check'
import { monthlySales } from '../../../exercises/19-advanced-data/sales-report.ts'
import { type Line, NOTHING, nameOf, report, withMarket } from './market.ts'

const MS = 3000
const TEA: Line[] = [['tea', 'teahouse', 1, '1.00']]

check('begins and ends the month in its time zone', { read: 'months', ms: MS }, async () => {
  const at = [
    '2026-02-28T09:30:00Z',
    '2026-02-28T22:30:00Z',
    '2026-02-28T23:00:00Z',
    '2026-03-01T04:59:59.999Z',
    '2026-03-01T05:00:00Z',
    '2026-03-15T12:00:00Z',
    '2026-03-31T18:29:59.999Z',
    '2026-03-31T21:59:59.999Z',
    '2026-03-31T22:00:00Z',
    '2026-04-01T03:59:59.999Z',
    '2026-04-01T04:00:00Z',
  ]
  await withMarket(
    at.map((time) => ({ at: time, lines: TEA })),
    async ({ db }) => {
      const cases: [month: string, timeZone: string, orders: number][] = [
        ['2026-03', 'UTC', 6],
        ['2026-03', 'Europe/Berlin', 6],
        ['2026-03', 'America/New_York', 6],
        ['2026-03', 'Asia/Kolkata', 6],
        ['2026-03', 'Pacific/Kiritimati', 6],
        ['2026-02', 'America/New_York', 4],
        ['2026-02', 'Pacific/Kiritimati', 1],
        ['2026-04', 'Europe/Berlin', 3],
        ['2026-04', 'Asia/Kolkata', 4],
      ]
      for (const [month, timeZone] of cases) {
        const expected = at.filter((time) => localMonth(time, timeZone) === month).length
        const { total } = await report(db, month, timeZone)
        const given = at.map((time) => time.replace(/:00Z$/, 'Z')).join(', ')
        expect(total.orders, `orders of ${month} in ${timeZone}, when they were placed at ${given}`).toBe(expected)
      }
    },
  )
  const years = ['2025-12-31T22:59:59.999Z', '2025-12-31T23:00:00Z', '2026-12-31T22:59:59.999Z', '2026-12-31T23:00:00Z']
  await withMarket(
    years.map((time) => ({ at: time, lines: TEA })),
    async ({ db }) => {
      for (const [month, expected] of [
        ['2025-12', 1],
        ['2026-01', 1],
        ['2026-12', 1],
        ['2027-01', 1],
      ] as const) {
        const { total } = await report(db, month, 'Europe/Berlin')
        expect(total.orders, `orders of ${month} in Europe/Berlin, when they were placed at ${years.join(', ')}`).toBe(
          expected,
        )
      }
    },
  )
})

function localMonth(time: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit' }).formatToParts(
    new Date(time),
  )
  const part = (type: string) => parts.find((each) => each.type === type)?.value
  return `${part('year')}-${part('month')}`
}

check('groups by the local day, in order, with the revenue so far', { read: 'facet', ms: MS }, () =>
  withMarket(
    [
      { at: '2026-03-29T22:30:00Z', lines: [['tea', 'teahouse', 1, '8.00']] },
      {
        at: '2026-03-29T00:30:00Z',
        lines: [
          ['tea', 'teahouse', 2, '2.00'],
          ['oats', 'mills', 1, '0.50'],
        ],
      },
      { at: '2026-03-01T22:30:00Z', lines: [['tea', 'teahouse', 1, '1.00']] },
      { at: '2026-03-28T23:00:00Z', lines: [['tea', 'teahouse', 1, '16.00']], refunds: [['teahouse', '16.00']] },
      { at: '2026-03-05T12:00:00Z', lines: [], status: 'placed' },
      { at: '2026-03-07T12:00:00Z', lines: [['tea', 'teahouse', 1, '500.00']], status: 'cancelled' },
    ],
    async ({ db }) => {
      const { days } = await report(db, '2026-03', 'Europe/Berlin')
      expect(days, 'days of 2026-03 in Europe/Berlin, where the clocks go forward on the 29th').toEqual([
        { day: '2026-03-01', orders: 1, revenue: '1', soFar: '1' },
        { day: '2026-03-05', orders: 1, revenue: '0', soFar: '1' },
        { day: '2026-03-29', orders: 2, revenue: '20.5', soFar: '21.5' },
        { day: '2026-03-30', orders: 1, revenue: '8', soFar: '29.5' },
      ])
      const elsewhere = await report(db, '2026-03', 'Asia/Tokyo')
      expect(
        elsewhere.days.map(({ day, orders }) => [day, orders]),
        'days and orders of the same in Asia/Tokyo',
      ).toEqual([
        ...[
          ['2026-03-02', 1],
          ['2026-03-05', 1],
          ['2026-03-29', 2],
          ['2026-03-30', 1],
        ],
      ])
    },
  ),
)

check('reports a month without orders', { read: 'facet', ms: MS }, async () => {
  const empty = {
    total: NOTHING,
    vendors: ['bakery', 'dairy', 'mills', 'teahouse'].map((id) => ({ vendorId: id, name: nameOf(id), ...NOTHING })),
    topProducts: [],
    days: [],
  }
  await withMarket([{ lines: TEA, status: 'cancelled', refunds: [['teahouse', '1.00']] }], async ({ db }) => {
    expect(await report(db), 'the report of a month with one order, which is cancelled').toEqual(empty)
    expect(await report(db, '2031-01'), 'the report of a month without any').toEqual(empty)
  })
  await withMarket([], async ({ db }) => {
    expect(await report(db), 'the report when there are no orders at all').toEqual(empty)
  })
})

check('refuses a month or a time zone that does not exist', { read: 'months', ms: MS }, () =>
  withMarket([], async ({ db, cost }) => {
    const queries = [
      ...['2026-13', '2026-00', '2026-3', '2026', '', '26-03', '2026-03-01', 'March', '2026-03\n'].map((month) => ({
        month,
        timeZone: 'UTC',
      })),
      ...['Mars/Olympus', '', 'Berlin'].map((timeZone) => ({ month: '2026-03', timeZone })),
    ]
    for (const query of queries) {
      const { value, reads } = await cost(() =>
        monthlySales(db, query).then(
          () => 'a report',
          (error: unknown) => String(error),
        ),
      )
      expect(value, `monthlySales(db, ${JSON.stringify(query)})`).toMatch(/^RangeError/)
      expect(reads, `reads of monthlySales(db, ${JSON.stringify(query)})`).toBe(0)
    }
  }),
)
