import { check, expect } from 'backend-workbook/check'
import {
  countOpen,
  largeOf,
  openOf,
  ordersOfDay,
  ordersOfEmail,
  ordersOfReference,
  prepare,
} from '../../../exercises/19-advanced-data/explain-it.ts'
import { ALL, ids, withOrders } from './orders.ts'

const MS = 4000

check('leaves at most five indexes beside that of the id', { read: 'cost-of-indexes', ms: MS }, () =>
  withOrders(async ({ orders }) => {
    for (const time of ['first', 'second']) {
      const indexes = (await orders.indexes()).filter(({ name }) => name !== '_id_')
      const given = indexes.map(({ key }) => JSON.stringify(key)).join(', ')
      expect(
        indexes.length,
        `indexes beside { _id: 1 } after the ${time} prepare(orders): ${given}`,
      ).toBeLessThanOrEqual(5)
      expect(indexes.length, `indexes beside { _id: 1 } after the ${time} prepare(orders)`).toBeGreaterThan(0)
      await prepare(orders)
    }
    expect(await orders.countDocuments(), 'orders afterwards').toBe(480)
  }),
)

check('gives the same answers without any index', { read: 'explain', ms: MS }, () =>
  withOrders(async ({ orders }) => {
    await orders.dropIndexes()
    const byTime = ALL.toSorted((a, b) => a.placedAt.getTime() - b.placedAt.getTime())
    const open = byTime.filter((order) => order.vendorId === 'vendor-1' && order.status === 'open').reverse()
    expect(ids(await openOf(orders, 'vendor-1', 3)), "ids of openOf(orders, 'vendor-1', 3)").toEqual(
      ids(open.slice(0, 3)),
    )
    expect(await countOpen(orders, 'vendor-1'), "countOpen(orders, 'vendor-1')").toBe(open.length)
    const large = byTime.filter((order) => order.retailerId === 'retailer-3' && order.totalCents >= 4000).reverse()
    const call = "largeOf(orders, 'retailer-3', 4000, 50)"
    expect(ids(await largeOf(orders, 'retailer-3', 4000, 50)), `ids of ${call}`).toEqual(ids(large))
    const day = byTime.filter(({ placedAt }) => placedAt.toISOString().startsWith('2026-03-02'))
    expect(ids(await ordersOfDay(orders, '2026-03-02')), "ids of ordersOfDay(orders, '2026-03-02')").toEqual(ids(day))
    const ada = ALL.filter(({ email }) => email.toLowerCase() === 'ada@mill.example')
    const found = await ordersOfEmail(orders, 'ADA@mill.example')
    expect(ids(found).sort(), "ids of ordersOfEmail(orders, 'ADA@mill.example'), sorted").toEqual(ids(ada).sort())
    const references = ALL.filter(({ reference }) => reference.startsWith('GC.')).map(({ reference }) => reference)
    const gc = await ordersOfReference(orders, 'GC.')
    expect(
      gc.map(({ reference }) => reference),
      "references of ordersOfReference(orders, 'GC.')",
    ).toEqual(references.sort())
  }),
)
