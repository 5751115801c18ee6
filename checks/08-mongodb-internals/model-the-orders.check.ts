import { check, expect } from 'backend-workbook/check'
import type { Db } from 'mongodb'
import {
  addPosition,
  addProduct,
  addVendor,
  changePrice,
  follow,
  followedBy,
  followersOf,
  latestOrders,
  latestPositions,
  placeOrder,
  prepare,
  productCards,
  readOrder,
  renameVendor,
} from '../../exercises/08-mongodb-internals/model-the-orders.ts'
import { dropIndexes, id, inTurns, withMarket, withoutServer } from './market.ts'

const LARGEST = 8192
/** A server may look at the entry behind the last one. */
const FORGIVEN = 3
/** Just enough, kept in one array, for more than LARGEST bytes. */
const POSITIONS = 68
const FOLLOWS = 42
/** For the first check of those that share a database, since it fills it. */
const FILLING_MS = 2800
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)
const at = (seconds: number) => new Date(1_760_000_000_000 + seconds * 1000)
const line = (productId: string, quantity: number) => ({ productId, quantity })

/** 4 vendors with 4 products in each of 3 categories, and 20 vendors without; titles do not sort as ids do. */
async function shop(db: Db) {
  await inTurns(numbers(4), (n) => addVendor(db, { id: id('vendor', n), name: `Vendor ${n}` }))
  await inTurns(numbers(20), (n) => addVendor(db, { id: id('newcomer', n), name: 'Nothing to sell yet' }))
  await inTurns(numbers(48), (n) => addProduct(db, product(n)))
}

function product(n: number) {
  return {
    id: id('product', n),
    vendorId: id('vendor', n % 4),
    category: id('category', Math.floor(n / 4) % 3),
    title: `Title ${999 - n}`,
    priceCents: 100 + n,
  }
}

check(
  'shows the products of a category by title, with the names of their vendors',
  { read: 'embed-or-reference', ms: FILLING_MS },
  () =>
    withMarket(shop, async ({ db }) => {
      const expected = numbers(48)
        .map(product)
        .filter(({ category }) => category === 'category-002')
        .sort((a, b) => (a.title < b.title ? -1 : 1))
        .map(({ id, title, priceCents, vendorId }) => ({
          id,
          title,
          priceCents,
          vendorName: `Vendor ${Number(vendorId.slice(-3))}`,
        }))
      expect(await productCards(db, 'category-002'), "productCards(db, 'category-002')").toEqual(expected)
      expect(await productCards(db, 'nothing'), "productCards(db, 'nothing')").toEqual([])
    }),
)

check('reads the cards of a category with two reads, however many there are', { read: 'a-read-per-row' }, () =>
  withMarket(shop, async ({ db, cost }) => {
    const { value, reads } = await cost(() => productCards(db, 'category-001'))
    expect(value.length, "cards in productCards(db, 'category-001')").toBe(16)
    expect(reads, "reads of productCards(db, 'category-001') with 16 cards of 4 vendors").toBeLessThanOrEqual(2)
  }),
)

check('finds the cards of a category without looking at other categories', { read: 'what-an-index-is' }, () =>
  withMarket(shop, async ({ db, cost }) => {
    const { value, examined } = await cost(() => productCards(db, 'category-001'))
    expect(value.length, "cards in productCards(db, 'category-001')").toBe(16)
    expect(
      examined,
      'documents or index entries examined for 16 cards, with 48 products and 24 vendors in the shop',
    ).toBeLessThanOrEqual(2 * 16)
  }),
)

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
    expect((await readOrder(db, 'order-2')) ?? undefined, "readOrder(db, 'order-2')").toBe(undefined)
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

function place(n: number): string {
  return `kilometre ${n} of the coast road, ${'between two villages '.repeat(3)}`
}

check(
  "gives a delivery's latest positions from small documents, however many",
  { read: 'arrays-without-end', ms: FILLING_MS },
  () =>
    withMarket(positions, async ({ db, cost, largestDocument }) => {
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
    }),
)

/** A vendor with many followers, a retailer who follows many vendors, and some of both with few. */
async function crowd(db: Db) {
  await inTurns(numbers(2), (n) => addVendor(db, { id: id('vendor', n), name: `Vendor ${n}` }))
  await inTurns(numbers(FOLLOWS), (n) => follow(db, longId('retailer', n), 'vendor-000'))
  await inTurns(numbers(FOLLOWS), (n) => follow(db, 'retailer-000', longId('vendor', n)))
  await inTurns(numbers(20), (n) => follow(db, id('retailer', (n * 7) % 20), 'vendor-001'))
  await inTurns(['vendor-040', 'vendor-017', 'vendor-055'], (vendorId) => follow(db, 'retailer-003', vendorId))
  await follow(db, '24-hour-shop', 'vendor-001')
}

function longId(kind: string, n: number): string {
  return `${kind}-${String(n).padStart(190, '0')}`
}

check(
  'keeps every document small, however many follow a vendor or are followed',
  { read: 'arrays-without-end', ms: FILLING_MS },
  () =>
    withMarket(crowd, async ({ db, largestDocument }) => {
      const followers = await followersOf(db, 'vendor-000', FOLLOWS)
      expect(followers.length, `followers in followersOf(db, 'vendor-000', ${FOLLOWS})`).toBe(FOLLOWS)
      expect(
        await largestDocument(),
        `bytes of the largest document when ${FOLLOWS} follow one vendor and one follows ${FOLLOWS}`,
      ).toBeLessThan(LARGEST)
    }),
)

check(
  'pages through followers and followed vendors in order, examining only those it gives',
  { read: 'equality-then-sort' },
  () =>
    withMarket(crowd, async ({ db, cost }) => {
      expect(await followersOf(db, 'vendor-001', 2), "followersOf(db, 'vendor-001', 2)").toEqual([
        '24-hour-shop',
        'retailer-000',
      ])
      const page = await cost(() => followersOf(db, 'vendor-001', 5, 'retailer-003'))
      expect(page.value, "followersOf(db, 'vendor-001', 5, 'retailer-003')").toEqual(
        [4, 5, 6, 7, 8].map((n) => id('retailer', n)),
      )
      expect(
        page.examined,
        "documents or index entries examined by followersOf(db, 'vendor-001', 5, 'retailer-003'), of 21 followers",
      ).toBeLessThanOrEqual(5 + FORGIVEN)

      const vendors = await cost(() => followedBy(db, 'retailer-003'))
      expect(vendors.value, "followedBy(db, 'retailer-003')").toEqual([
        'vendor-001',
        'vendor-017',
        'vendor-040',
        'vendor-055',
      ])
      expect(
        vendors.examined,
        "documents or index entries examined by followedBy(db, 'retailer-003'), who follows 4 vendors",
      ).toBeLessThanOrEqual(4 + FORGIVEN)
    }),
)

check('counts a follower once, also when two requests follow at the same moment', { read: 'unique-indexes' }, () =>
  withMarket(crowd, async ({ db }) => {
    await addVendor(db, { id: 'popular', name: 'Vendor' })
    // Called again, as each start of the program does; and the connections are open afterwards.
    await Promise.all(numbers(8).map(() => db.command({ ping: 1 })))
    await prepare(db)
    for (const retailer of ['hasty-1', 'hasty-2', 'hasty-3']) {
      await Promise.all(numbers(8).map(() => follow(db, retailer, 'popular')))
    }
    await follow(db, 'hasty-1', 'popular')
    expect(await followersOf(db, 'popular', 100), 'followers of a vendor whom three follow 8 times at once').toEqual([
      'hasty-1',
      'hasty-2',
      'hasty-3',
    ])
    expect(await followedBy(db, 'hasty-1'), 'the vendors that one of the three follows').toEqual(['popular'])
  }),
)

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
