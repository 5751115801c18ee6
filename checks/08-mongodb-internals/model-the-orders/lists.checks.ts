import { check, expect } from 'backend-workbook/check'
import type { Db } from 'mongodb'
import {
  addPosition,
  addProduct,
  addVendor,
  latestOrders,
  latestPositions,
  placeOrder,
} from '../../../exercises/08-mongodb-internals/model-the-orders.ts'
import { id, inTurns, withMarket } from '../market.ts'
import { at, FILLING_MS, FORGIVEN, LARGEST, line, numbers, place, product } from './shop.ts'

/** Just enough, kept in one array, for more than LARGEST bytes. */
const POSITIONS = 68

/** 36 orders, every third of them of retailer-000, placed in an order of their own. */
async function orders(db: Db) {
  await addVendor(db, { id: 'vendor-000', name: 'Vendor' })
  await addProduct(db, product(0))
  await inTurns(numbers(36), (n) =>
    placeOrder(db, {
      id: id('order', n),
      retailerId: id('retailer', n % 3),
      placedAt: at((n * 7) % 36),
      lines: [line('product-000', 1)],
    }),
  )
}

const newestOfFirst = numbers(36)
  .filter((n) => n % 3 === 0)
  .sort((a, b) => ((b * 7) % 36) - ((a * 7) % 36))
  .map((n) => id('order', n))

check(
  "lists a retailer's latest orders, newest first, examining no others",
  { read: 'equality-then-sort', ms: FILLING_MS },
  () =>
    withMarket(orders, async ({ db, cost }) => {
      const { value, examined } = await cost(() => latestOrders(db, 'retailer-000', 5))
      expect(value, "latestOrders(db, 'retailer-000', 5)").toEqual(newestOfFirst.slice(0, 5))
      expect(
        examined,
        "documents or index entries examined by latestOrders(db, 'retailer-000', 5) with 12 orders of this retailer and 24 of others",
      ).toBeLessThanOrEqual(5 + FORGIVEN)
      expect(await latestOrders(db, 'retailer-999', 5), "latestOrders(db, 'retailer-999', 5)").toEqual([])
    }),
)

/** One long delivery, and some positions of another one. */
async function positions(db: Db) {
  for (const orderId of ['order-001', 'order-002']) {
    await placeOrder(db, { id: orderId, retailerId: 'retailer-000', placedAt: at(0), lines: [] })
  }
  for (const n of numbers(POSITIONS)) {
    await addPosition(db, 'order-001', { at: at(n), place: place(n) })
    if (n % 10 === 0) await addPosition(db, 'order-002', { at: at(1000 + n), place: 'elsewhere' })
  }
}

check(
  "gives a delivery's latest positions from small documents, however many",
  { read: 'arrays-without-end', ms: FILLING_MS },
  () =>
    withMarket(positions, async ({ db, cost, largestDocument }) => {
      const collections = await db.listCollections({}, { nameOnly: true }).toArray()
      const indexes = await Promise.all(collections.map(({ name }) => db.collection(name).indexes()))
      const expiring = indexes.flat().filter(({ expireAfterSeconds }) => expireAfterSeconds !== undefined)
      expect(
        expiring.map(({ name }) => name),
        'indexes that delete documents when their time is over, although nobody has said so of positions or orders',
      ).toEqual([])

      const { value, examined } = await cost(() => latestPositions(db, 'order-001', 5))
      expect(value, `latestPositions(db, 'order-001', 5) after ${POSITIONS} positions`).toEqual(
        [1, 2, 3, 4, 5].map((n) => ({ at: at(POSITIONS - n), place: place(POSITIONS - n) })),
      )
      expect(
        examined,
        "documents or index entries examined by latestPositions(db, 'order-001', 5)",
      ).toBeLessThanOrEqual(5 + FORGIVEN)
      expect(await largestDocument(), `bytes of the largest document after ${POSITIONS} positions`).toBeLessThan(
        LARGEST,
      )
      for (const name of ['here', 'there']) await addPosition(db, 'order-003', { at: at(0), place: name })
      const places = (await latestPositions(db, 'order-003', 5)).map((position) => position.place)
      expect(places.sort(), 'places of two positions of the same moment').toEqual(['here', 'there'])
    }),
)
