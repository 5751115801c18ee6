import { check, expect } from 'backend-workbook/check'
import { countOpen, largeOf, openOf } from '../../../exercises/19-advanced-data/explain-it.ts'
import { ALL, FORGIVEN, ids, newestFirst, withOrders } from './orders.ts'

const MS = 4000

check("finds a vendor's open orders by one index, in its order", { read: 'esr', ms: MS }, () =>
  withOrders(async ({ orders, cost }) => {
    const open = newestFirst(ALL.filter((order) => order.vendorId === 'vendor-1' && order.status === 'open'))
    const { value, documents, examined, stages } = await cost(() => openOf(orders, 'vendor-1', 5))
    expect(ids(value), "ids of openOf(orders, 'vendor-1', 5)").toEqual(ids(open.slice(0, 5)))
    const given = `openOf(orders, 'vendor-1', 5), with ${open.length} open orders of this vendor among 480`
    expect(stages, `stages of the plan of ${given}`).not.toContain('COLLSCAN')
    expect(stages, `stages of the plan of ${given}`).not.toContain('SORT')
    expect(documents, `documents examined by ${given}`).toBeLessThanOrEqual(5 + FORGIVEN)
    expect(examined, `keys examined by ${given}`).toBeLessThanOrEqual(5 + FORGIVEN)
    expect(await openOf(orders, 'vendor-9', 5), "openOf(orders, 'vendor-9', 5)").toEqual([])
  }),
)

check("counts a vendor's open orders from the index alone", { read: 'covered', ms: MS }, () =>
  withOrders(async ({ orders, cost }) => {
    const open = ALL.filter((order) => order.vendorId === 'vendor-2' && order.status === 'open').length
    const { value, documents, stages } = await cost(() => countOpen(orders, 'vendor-2'))
    expect(value, "countOpen(orders, 'vendor-2')").toBe(open)
    expect(stages, "stages of the plan of countOpen(orders, 'vendor-2')").not.toContain('COLLSCAN')
    expect(documents, `documents examined by countOpen(orders, 'vendor-2'), which is ${open}`).toBe(0)
    expect(await countOpen(orders, 'vendor-9'), "countOpen(orders, 'vendor-9')").toBe(0)
  }),
)

check("finds a retailer's large orders, newest first, without sorting", { read: 'esr', ms: MS }, () =>
  withOrders(async ({ orders, cost }) => {
    for (const [cents, limit] of [
      [3000, 50],
      [4500, 4],
      [100, 6],
    ] as const) {
      const large = newestFirst(ALL.filter((order) => order.retailerId === 'retailer-3' && order.totalCents >= cents))
      const expected = large.slice(0, limit)
      const call = `largeOf(orders, 'retailer-3', ${cents}, ${limit})`
      const { value, documents, stages } = await cost(() => largeOf(orders, 'retailer-3', cents, limit))
      expect(ids(value), `ids of ${call}`).toEqual(ids(expected))
      expect(stages, `stages of the plan of ${call}`).not.toContain('COLLSCAN')
      expect(stages, `stages of the plan of ${call}`).not.toContain('SORT')
      expect(
        documents,
        `documents examined by ${call}, which gives ${expected.length} of 80 orders of this retailer`,
      ).toBeLessThanOrEqual(expected.length + FORGIVEN)
    }
  }),
)
