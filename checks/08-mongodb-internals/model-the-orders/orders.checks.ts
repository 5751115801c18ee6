import { check, expect } from 'backend-workbook/check'
import {
  changePrice,
  follow,
  placeOrder,
  productCards,
  readOrder,
  renameVendor,
} from '../../../exercises/08-mongodb-internals/model-the-orders.ts'
import { id, withMarket, withoutServer } from '../market.ts'
import { at, FORGIVEN, line, numbers, shop } from './shop.ts'

check('gives an order back with its lines, and undefined for an unknown one', { read: 'embed-or-reference' }, () =>
  withMarket(shop, async ({ db }) => {
    const order = { id: 'order-1', retailerId: 'retailer-1', placedAt: at(0) }
    await placeOrder(db, { ...order, lines: [line('product-009', 3), line('product-002', 1)] })
    expect(await readOrder(db, 'order-1'), "readOrder(db, 'order-1')").toEqual({
      ...order,
      lines: [
        { productId: 'product-009', title: 'Title 990', priceCents: 109, quantity: 3 },
        { productId: 'product-002', title: 'Title 997', priceCents: 102, quantity: 1 },
      ],
    })
    await placeOrder(db, { ...order, id: 'ORDER-1', lines: [line('product-009', 1_000_000)] })
    const seen = await Promise.all(['order-1', 'ORDER-1', 'Order-1'].map((orderId) => readOrder(db, orderId)))
    expect(
      seen.map((each) => each?.lines.map(({ quantity }) => quantity)),
      "quantities of the orders 'order-1' and 'ORDER-1', and of 'Order-1', which nobody has placed",
    ).toEqual([[3, 1], [1_000_000], undefined])
    expect((await readOrder(db, 'order-2')) ?? undefined, "readOrder(db, 'order-2')").toBe(undefined)
    const twice = [line('product-002', 1), line('product-009', 2), line('product-002', 5)]
    await placeOrder(db, { ...order, id: 'order-3', lines: twice })
    expect(
      (await readOrder(db, 'order-3'))?.lines.map(({ productId, quantity }) => [productId, quantity]),
      "the lines of readOrder(db, 'order-3'), with product-002 on two of its three lines",
    ).toEqual([
      ['product-002', 1],
      ['product-009', 2],
      ['product-002', 5],
    ])
  }),
)

check('keeps the price of an order when its product becomes dearer', { read: 'copies-that-must-not-follow' }, () =>
  withMarket(shop, async ({ db }) => {
    const order = { retailerId: 'retailer-1', placedAt: at(0), lines: [line('product-010', 1)] }
    await placeOrder(db, { ...order, id: 'before' })
    await changePrice(db, 'product-010', 500)
    await placeOrder(db, { ...order, id: 'after' })
    const before = await readOrder(db, 'before')
    const after = await readOrder(db, 'after')
    expect(before?.lines[0]?.priceCents, 'the price in an order placed at 110, when it is 500 now').toBe(110)
    expect(after?.lines[0]?.priceCents, 'the price in an order placed at 500').toBe(500)
  }),
)

check('places an order with two reads, and reads it with one', { read: 'embed-or-reference' }, () =>
  withMarket(shop, async ({ db, cost }) => {
    const lines = numbers(12).map((n) => line(id('product', n * 4), n + 1))
    const order = { retailerId: 'retailer-1', placedAt: at(0), lines }
    for (const name of ['first', 'third']) await placeOrder(db, { ...order, id: name })
    const placed = await cost(() => placeOrder(db, { ...order, id: 'second' }))
    const read = await cost(() => readOrder(db, 'second'))
    expect(read.value?.lines.length, "lines of readOrder(db, 'second')").toBe(12)
    expect(read.reads, "reads of readOrder(db, 'second') with 12 lines").toBe(1)
    expect(read.examined, "documents examined by readOrder(db, 'second') with 12 lines").toBe(1)
    expect(placed.reads, 'reads of placeOrder(db, …) with 12 lines').toBeLessThanOrEqual(2)
    expect(
      placed.examined,
      'documents or index entries examined by placeOrder(db, …) with 12 lines, and 48 products in the shop',
    ).toBeLessThanOrEqual(2 * 12 + FORGIVEN)
  }),
)

check('tells the caller when an order or a follow is not kept', { read: 'unique-indexes' }, async () => {
  await withMarket(shop, async ({ db }) => {
    const lines = [line('product-002', 1), line('product-404', 1)]
    const placed = placeOrder(db, { id: 'order-404', retailerId: 'retailer-1', placedAt: at(0), lines })
    await expect(placed, "placeOrder(db, …) with a line of 'product-404', which does not exist").rejects.toThrow(
      'product-404',
    )
    expect((await readOrder(db, 'order-404')) ?? undefined, "readOrder(db, 'order-404') after that").toBe(undefined)
  })
  await withoutServer(async (db) => {
    const followed = follow(db, 'retailer-1', 'vendor-1')
    await expect(followed, 'follow(db, …) while the database is out of reach').rejects.toThrow()
  })
})

// The last one in the shop, because names are not what they were afterwards.
check('shows the new name of a vendor on all of its cards', { read: 'copies-that-must-follow' }, () =>
  withMarket(shop, async ({ db }) => {
    await renameVendor(db, 'vendor-003', 'Northern Mills')
    const cards = await productCards(db, 'category-001')
    const changed = cards.filter((card) => card.vendorName === 'Northern Mills').length
    expect(changed, "cards of 'category-001' with the new name after renameVendor(db, 'vendor-003', …)").toBe(4)
    const names = [...new Set(cards.map((card) => card.vendorName))].sort()
    expect(names, 'all names on these cards; the other vendors are not renamed').toEqual([
      'Northern Mills',
      'Vendor 0',
      'Vendor 1',
      'Vendor 2',
    ])
  }),
)
