import { check, expect } from 'backend-workbook/check'
import type { Db } from 'mongodb'
import {
  addPosition,
  addProduct,
  addVendor,
  follow,
  followedBy,
  followersOf,
  latestOrders,
  latestPositions,
  placeOrder,
  productCards,
} from '../../../exercises/08-mongodb-internals/model-the-orders.ts'
import { dropIndexes, id, withMarket } from '../market.ts'
import { at, FILLING_MS, product } from './shop.ts'

/** A few of everything, never in the order in which it is asked for, and no index that could put it in order. */
async function withoutIndexes(db: Db) {
  await dropIndexes(db)
  await addVendor(db, { id: 'vendor-000', name: 'Vendor' })
  for (const n of [1, 2, 0]) {
    await addProduct(db, { ...product(n), vendorId: 'vendor-000' })
    await placeOrder(db, { id: id('order', n), retailerId: 'retailer-001', placedAt: at(n), lines: [] })
    await addPosition(db, 'order-001', { at: at(n), place: 'the coast road' })
    await follow(db, id('retailer', n), 'vendor-001')
    await follow(db, 'retailer-009', id('vendor', n))
  }
}

check('sorts everything without its indexes, too', { read: 'equality-then-sort', ms: FILLING_MS }, () =>
  withMarket(withoutIndexes, async ({ db }) => {
    const cards = await productCards(db, 'category-000')
    const titles = cards.map((card) => card.title)
    expect(titles, 'titles in productCards(db, …)').toEqual(['Title 997', 'Title 998', 'Title 999'])
    const latest = await latestOrders(db, 'retailer-001', 3)
    expect(latest, 'latestOrders(db, …)').toEqual(['order-002', 'order-001', 'order-000'])
    const places = await latestPositions(db, 'order-001', 3)
    expect(
      places.map((position) => position.at),
      'times in latestPositions(db, …)',
    ).toEqual([at(2), at(1), at(0)])
    const followers = await followersOf(db, 'vendor-001', 3)
    expect(followers, 'followersOf(db, …)').toEqual(['retailer-000', 'retailer-001', 'retailer-002'])
    const followed = await followedBy(db, 'retailer-009')
    expect(followed, 'followedBy(db, …)').toEqual(['vendor-000', 'vendor-001', 'vendor-002'])
  }),
)
