import { check, expect } from 'backend-workbook/check'
import { NOTHING, nameOf, report, withMarket } from './market.ts'

const MS = 3000

check('adds up orders, pieces, revenue and refunds, cancelled orders left out', { read: 'pipeline', ms: MS }, () =>
  withMarket(
    [
      {
        lines: [
          ['oats', 'mills', 3, '2.50'],
          ['tea', 'teahouse', 1, '4.00'],
          ['oats', 'mills', 1, '2.00'],
        ],
        refunds: [['mills', '1.25']],
      },
      { lines: [['butter', 'dairy', 10, '1.10']], status: 'placed' },
      { lines: [], status: 'delivered', refunds: [] },
      { lines: [['tea', 'teahouse', 100, '4.00']], refunds: [['teahouse', '400.00']], status: 'cancelled' },
    ],
    async ({ db }) => {
      const { total } = await report(db)
      expect(
        total,
        'total of three orders, one of them with three lines and one with none, and a cancelled one',
      ).toEqual({
        ...{ orders: 3, pieces: 15, revenue: '24.5', refunded: '1.25' },
      })
    },
  ),
)

check('counts each line and each refund of a vendor once, and an order once', { read: 'unwind-counts', ms: MS }, () =>
  withMarket(
    [
      {
        lines: [
          ['oats', 'mills', 2, '10.00'],
          ['flour', 'mills', 3, '1.00'],
          ['tea', 'teahouse', 1, '5.00'],
        ],
        refunds: [
          ['mills', '0.50'],
          ['mills', '0.25'],
          ['teahouse', '1.00'],
        ],
      },
      { lines: [['oats', 'mills', 1, '10.00']] },
      { lines: [['tea', 'teahouse', 2, '5.00']], refunds: [['dairy', '3.00']] },
      { lines: [['oats', 'mills', 7, '10.00']], refunds: [['mills', '70.00']], status: 'cancelled' },
    ],
    async ({ db }) => {
      const { vendors } = await report(db)
      expect(
        vendors.filter(({ vendorId }) => vendorId !== 'bakery'),
        'vendors of an order with three lines and three refunds, and of two with one line; dairy has a refund in one of them, and no line',
      ).toEqual([
        { vendorId: 'mills', name: nameOf('mills'), orders: 2, pieces: 6, revenue: '33', refunded: '0.75' },
        { vendorId: 'teahouse', name: nameOf('teahouse'), orders: 2, pieces: 3, revenue: '15', refunded: '1' },
        { vendorId: 'dairy', name: nameOf('dairy'), ...NOTHING, refunded: '3' },
      ])
    },
  ),
)

check('lists every vendor, the highest revenue first', { read: 'lookup', ms: MS }, () =>
  withMarket(
    [
      {
        lines: [
          ['tea', 'teahouse', 1, '9.50'],
          ['rye', 'bakery', 2, '5.00'],
          ['oats', 'mills', 1, '9.5'],
        ],
      },
      { lines: [['butter', 'dairy', 1, '100.00']], at: '2026-05-10T12:00:00Z' },
    ],
    async ({ db }) => {
      const { vendors } = await report(db)
      expect(vendors, 'vendors: one with 10.00, two with 9.50, and one that sold in May').toEqual([
        { vendorId: 'bakery', name: nameOf('bakery'), orders: 1, pieces: 2, revenue: '10', refunded: '0' },
        { vendorId: 'mills', name: nameOf('mills'), orders: 1, pieces: 1, revenue: '9.5', refunded: '0' },
        { vendorId: 'teahouse', name: nameOf('teahouse'), orders: 1, pieces: 1, revenue: '9.5', refunded: '0' },
        { vendorId: 'dairy', name: nameOf('dairy'), ...NOTHING },
      ])
      const may = await report(db, '2026-05')
      expect(
        may.vendors.map(({ vendorId, revenue }) => [vendorId, revenue]),
        'vendors and revenues of May',
      ).toEqual([
        ...[
          ['dairy', '100'],
          ['bakery', '0'],
          ['mills', '0'],
          ['teahouse', '0'],
        ],
      ])
    },
  ),
)

check('keeps money exact, down to the last digit', { read: 'money', ms: MS }, () =>
  withMarket(
    [
      {
        lines: [
          ['tea', 'teahouse', 3, '0.10'],
          ['oats', 'mills', 1, '9007199254740993.01'],
        ],
        refunds: [['teahouse', '0.10']],
      },
      {
        lines: [
          ['tea', 'teahouse', 1, '0.10'],
          ['tea', 'teahouse', 1, '0.2'],
        ],
        refunds: [['teahouse', '0.20']],
      },
      { lines: [['rye', 'bakery', 1000, '0.0015']] },
    ],
    async ({ db }) => {
      const { total, vendors, topProducts, days } = await report(db)
      expect(total.revenue, 'total revenue of 3 × 0.10, 9007199254740993.01, 0.10, 0.2 and 1000 × 0.0015').toBe(
        '9007199254740995.11',
      )
      expect(total.refunded, 'total of the refunds 0.10 and 0.20').toBe('0.3')
      const sums = vendors.map(({ vendorId, revenue, refunded }) => [vendorId, revenue, refunded])
      expect(sums, 'revenue and refunds of each vendor').toEqual([
        ...[
          ['mills', '9007199254740993.01', '0'],
          ['bakery', '1.5', '0'],
          ['teahouse', '0.6', '0.3'],
          ['dairy', '0', '0'],
        ],
      ])
      expect(topProducts.at(2), 'the third of topProducts').toEqual({ productId: 'tea', pieces: 5, revenue: '0.6' })
      expect(days[0]?.soFar, 'soFar of the only day').toBe('9007199254740995.11')
    },
  ),
)

check('finds the three products with the highest revenue', { read: 'facet', ms: MS }, () =>
  withMarket(
    [
      {
        lines: [
          ['e', 'mills', 1, '3.00'],
          ['b', 'mills', 5, '1.00'],
          ['d', 'mills', 1, '5.00'],
        ],
      },
      {
        lines: [
          ['a', 'dairy', 100, '0.01'],
          ['c', 'dairy', 1, '4.00'],
          ['c', 'bakery', 1, '5.00'],
        ],
      },
      { lines: [['f', 'dairy', 1, '50.00']], status: 'cancelled' },
    ],
    async ({ db }) => {
      const { topProducts } = await report(db)
      expect(topProducts, 'topProducts, where c made 9.00, b and d 5.00 each, e 3.00 and a 1.00').toEqual([
        { productId: 'c', pieces: 2, revenue: '9' },
        { productId: 'b', pieces: 5, revenue: '5' },
        { productId: 'd', pieces: 1, revenue: '5' },
      ])
    },
  ),
)
