import { check, expect } from 'backend-workbook/check'
import {
  type Order,
  ordersOfDay,
  ordersOfEmail,
  ordersOfReference,
} from '../../../exercises/19-advanced-data/explain-it.ts'
import { ALL, FORGIVEN, ids, newestFirst, type Shop, withOrders } from './orders.ts'

const MS = 4000

/** The answer, and a plan that reads no more than it. */
async function expectPlan(shop: Shop, call: string, work: () => Promise<Order[]>, expected: string[]): Promise<void> {
  const { value, documents, stages } = await shop.cost(work)
  expect(ids(value), `ids of ${call}`).toEqual(expected)
  expect(stages, `stages of the plan of ${call}`).not.toContain('COLLSCAN')
  expect(stages, `stages of the plan of ${call}`).not.toContain('SORT')
  const given = `${call}, which gives ${expected.length} of 480 orders`
  expect(documents, `documents examined by ${given}`).toBeLessThanOrEqual(expected.length + FORGIVEN)
}

check('finds the orders of a day by a range of times', { read: 'cannot-use', ms: MS }, () =>
  withOrders(async (shop) => {
    for (const day of ['2026-03-01', '2026-02-28', '2026-03-31', '2025-12-31']) {
      const on = newestFirst(ALL.filter(({ placedAt }) => placedAt.toISOString().startsWith(day))).reverse()
      await expectPlan(shop, `ordersOfDay(orders, '${day}')`, () => ordersOfDay(shop.orders, day), ids(on))
    }
  }),
)

check('finds an address whatever its case', { read: 'cannot-use', ms: MS }, () =>
  withOrders(async (shop) => {
    for (const email of [
      'ada@MILL.example',
      'BOB+tea@corner.example',
      'áda@mill.example',
      'ada@mill?example',
      '.*',
      'mill.example',
    ]) {
      const of = ALL.filter((order) => order.email.toLowerCase() === email.toLowerCase())
      const sorted = async () => (await ordersOfEmail(shop.orders, email)).sort((a, b) => (a._id < b._id ? -1 : 1))
      await expectPlan(shop, `ordersOfEmail(orders, '${email}')`, sorted, ids(of).sort())
    }
  }),
)

check('finds references by their beginning', { read: 'cannot-use', ms: MS }, () =>
  withOrders(async (shop) => {
    for (const beginning of ['GC-2026-000', 'gc-2026-0001', 'GC.', 'A+B', '^', 'GC-2026-99', 'C-2026']) {
      const of = ALL.filter(({ reference }) => reference.startsWith(beginning))
      const expected = of.toSorted((a, b) => (a.reference < b.reference ? -1 : 1))
      const call = `ordersOfReference(orders, '${beginning}')`
      await expectPlan(shop, call, () => ordersOfReference(shop.orders, beginning), ids(expected))
    }
  }),
)
