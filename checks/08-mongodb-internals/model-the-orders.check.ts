import { check, expect } from 'backend-workbook/check'
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
import { id, inTurns, type Market, withMarket } from './market.ts'

const LARGEST = 8192
/** A server may look at the entry behind the last one. */
const FORGIVEN = 3
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)
const at = (seconds: number) => new Date(1_760_000_000_000 + seconds * 1000)

/** 5 vendors with 20 products in 4 categories each; titles do not sort as ids do. */
async function fillShop({ db }: Market) {
  await inTurns(numbers(5), (n) => addVendor(db, { id: id('vendor', n), name: `Vendor ${n}` }))
  await inTurns(numbers(100), (n) => addProduct(db, product(n)))
}

function product(n: number) {
  return {
    id: id('product', n),
    vendorId: id('vendor', n % 5),
    category: id('category', Math.floor(n / 5) % 4),
    title: `Title ${999 - n}`,
    priceCents: 100 + n,
  }
}

/** 200 orders, every fifth of them of retailer-000, placed in an order of their own. */
async function fillOrders({ db }: Market) {
  await addVendor(db, { id: 'vendor-000', name: 'Vendor' })
  await addProduct(db, product(0))
  await inTurns(numbers(200), (n) =>
    placeOrder(db, {
      id: id('order', n),
      retailerId: id('retailer', n % 5),
      placedAt: at((n * 77) % 200),
      lines: [{ productId: 'product-000', quantity: 1 }],
    }),
  )
}

const newestOfFirst = numbers(200)
  .filter((n) => n % 5 === 0)
  .sort((a, b) => ((b * 77) % 200) - ((a * 77) % 200))
  .map((n) => id('order', n))

check(
  'shows the products of a category by title, with the names of their vendors',
  { read: 'embed-or-reference' },
  () =>
    withMarket(async (market) => {
      await fillShop(market)
      const expected = numbers(100)
        .map(product)
        .filter(({ category }) => category === 'category-002')
        .sort((a, b) => (a.title < b.title ? -1 : 1))
        .map(({ id, title, priceCents, vendorId }) => ({
          id,
          title,
          priceCents,
          vendorName: `Vendor ${Number(vendorId.slice(-3))}`,
        }))
      expect(await productCards(market.db, 'category-002'), "productCards(db, 'category-002')").toEqual(expected)
      expect(await productCards(market.db, 'nothing'), "productCards(db, 'nothing')").toEqual([])
    }),
)

check('reads the cards of a category with two reads, however many there are', { read: 'a-read-per-row' }, () =>
  withMarket(async (market) => {
    await fillShop(market)
    const { value, reads } = await market.cost(() => productCards(market.db, 'category-001'))
    expect(value.length, "cards in productCards(db, 'category-001')").toBe(25)
    expect(reads, "reads of productCards(db, 'category-001') with 25 cards of 5 vendors").toBeLessThanOrEqual(2)
  }),
)

check('finds the cards of a category without looking at other categories', { read: 'what-an-index-is' }, () =>
  withMarket(async (market) => {
    await fillShop(market)
    await inTurns(numbers(60), (n) => addVendor(market.db, { id: id('newcomer', n), name: 'Nothing to sell yet' }))
    const { value, examined } = await market.cost(() => productCards(market.db, 'category-001'))
    expect(value.length, "cards in productCards(db, 'category-001')").toBe(25)
    expect(
      examined,
      'documents or index entries examined for 25 cards, with 100 products in the shop',
    ).toBeLessThanOrEqual(50)
  }),
)

check('shows the new name of a vendor on all of its cards', { read: 'copies-that-must-follow' }, () =>
  withMarket(async (market) => {
    await fillShop(market)
    await renameVendor(market.db, 'vendor-003', 'Northern Mills')
    const cards = await productCards(market.db, 'category-001')
    const changed = cards.filter((card) => card.vendorName === 'Northern Mills').length
    expect(changed, "cards of 'category-001' with the new name after renameVendor(db, 'vendor-003', …)").toBe(5)
    const names = [...new Set(cards.map((card) => card.vendorName))].sort()
    expect(names, 'all names on these cards; the other vendors are not renamed').toEqual([
      'Northern Mills',
      'Vendor 0',
      'Vendor 1',
      'Vendor 2',
      'Vendor 4',
    ])
  }),
)

check('gives an order back with its lines, and undefined for an unknown one', { read: 'embed-or-reference' }, () =>
  withMarket(async (market) => {
    await fillShop(market)
    const order = { id: 'order-1', retailerId: 'retailer-1', placedAt: at(0) }
    await placeOrder(market.db, { ...order, lines: [line('product-009', 3), line('product-002', 1)] })
    expect(await readOrder(market.db, 'order-1'), "readOrder(db, 'order-1')").toEqual({
      ...order,
      lines: [
        { productId: 'product-009', title: 'Title 990', priceCents: 109, quantity: 3 },
        { productId: 'product-002', title: 'Title 997', priceCents: 102, quantity: 1 },
      ],
    })
    expect((await readOrder(market.db, 'order-2')) ?? undefined, "readOrder(db, 'order-2')").toBe(undefined)
  }),
)

check('keeps the price of an order when its product becomes dearer', { read: 'copies-that-must-not-follow' }, () =>
  withMarket(async (market) => {
    await fillShop(market)
    const order = { retailerId: 'retailer-1', placedAt: at(0), lines: [line('product-009', 1)] }
    await placeOrder(market.db, { ...order, id: 'before' })
    await changePrice(market.db, 'product-009', 500)
    await placeOrder(market.db, { ...order, id: 'after' })
    const before = await readOrder(market.db, 'before')
    const after = await readOrder(market.db, 'after')
    expect(before?.lines[0]?.priceCents, 'the price in an order placed at 109, when it is 500 now').toBe(109)
    expect(after?.lines[0]?.priceCents, 'the price in an order placed at 500').toBe(500)
  }),
)

check('reads an order with one read of one document', { read: 'embed-or-reference' }, () =>
  withMarket(async (market) => {
    await fillShop(market)
    const lines = numbers(12).map((n) => line(id('product', n * 8), n + 1))
    for (const name of ['order-1', 'order-2', 'order-3']) {
      await placeOrder(market.db, { id: name, retailerId: 'retailer-1', placedAt: at(0), lines })
    }
    const { value, reads, examined } = await market.cost(() => readOrder(market.db, 'order-2'))
    expect(value?.lines.length, "lines of readOrder(db, 'order-2')").toBe(12)
    expect(reads, "reads of readOrder(db, 'order-2') with 12 lines").toBe(1)
    expect(examined, "documents examined by readOrder(db, 'order-2') with 12 lines").toBe(1)
  }),
)

check("lists a retailer's latest orders, newest first", { read: 'equality-then-sort' }, () =>
  withMarket(async (market) => {
    await fillOrders(market)
    expect(await latestOrders(market.db, 'retailer-000', 10), "latestOrders(db, 'retailer-000', 10)").toEqual(
      newestOfFirst.slice(0, 10),
    )
    expect(await latestOrders(market.db, 'retailer-999', 10), "latestOrders(db, 'retailer-999', 10)").toEqual([])
  }),
)

check('examines no more orders than it lists', { read: 'equality-then-sort' }, () =>
  withMarket(async (market) => {
    await fillOrders(market)
    const { value, examined } = await market.cost(() => latestOrders(market.db, 'retailer-000', 10))
    expect(value.length, "orders in latestOrders(db, 'retailer-000', 10)").toBe(10)
    expect(
      examined,
      "documents or index entries examined by latestOrders(db, 'retailer-000', 10) with 40 orders of this retailer and 160 of others",
    ).toBeLessThanOrEqual(10 + FORGIVEN)
  }),
)

check("gives a delivery's latest positions, however many there are", { read: 'arrays-without-end' }, () =>
  withMarket(async (market) => {
    await fillPositions(market)
    const { value, examined } = await market.cost(() => latestPositions(market.db, 'order-001', 5))
    expect(value, "latestPositions(db, 'order-001', 5) after 200 positions").toEqual(
      [199, 198, 197, 196, 195].map((n) => ({ at: at(n), place: place(n) })),
    )
    expect(examined, "documents or index entries examined by latestPositions(db, 'order-001', 5)").toBeLessThanOrEqual(
      5 + FORGIVEN,
    )
  }),
)

check('keeps every document small, however long a delivery takes', { read: 'arrays-without-end' }, () =>
  withMarket(async (market) => {
    await fillPositions(market)
    const [latest] = await latestPositions(market.db, 'order-001', 1)
    expect(latest?.at, 'the time of the latest of 200 positions').toEqual(at(199))
    expect(await market.largestDocument(), 'bytes of the largest document after 200 positions').toBeLessThan(LARGEST)
  }),
)

check('keeps every document small, however many follow a vendor or are followed', { read: 'arrays-without-end' }, () =>
  withMarket(async (market) => {
    const { db } = market
    await addVendor(db, { id: 'vendor-000', name: 'Vendor' })
    await inTurns(numbers(300), (n) => follow(db, longId('retailer', n), 'vendor-000'))
    await inTurns(numbers(300), (n) => follow(db, 'retailer-000', longId('vendor', n)))
    const followers = await followersOf(db, 'vendor-000', 300)
    expect(followers.length, "followers in followersOf(db, 'vendor-000', 300)").toBe(300)
    const bytes = await market.largestDocument()
    expect(bytes, 'bytes of the largest document when 300 follow one vendor and one follows 300').toBeLessThan(LARGEST)
  }),
)

check(
  'pages through followers and followed vendors in order, examining only those it gives',
  { read: 'equality-then-sort' },
  () =>
    withMarket(async (market) => {
      const { db } = market
      await inTurns(numbers(60), (n) => addVendor(db, { id: id('vendor', n), name: `Vendor ${n}` }))
      await inTurns(numbers(60), (n) => follow(db, id('retailer', 100 + (n % 10)), id('vendor', n)))
      await inTurns(numbers(30), (n) => follow(db, id('retailer', (n * 7) % 30), 'vendor-001'))
      await inTurns(['vendor-040', 'vendor-017', 'vendor-055'], (vendorId) => follow(db, 'retailer-003', vendorId))

      const page = await market.cost(() => followersOf(db, 'vendor-001', 5, 'retailer-003'))
      expect(page.value, "followersOf(db, 'vendor-001', 5, 'retailer-003')").toEqual(
        [4, 5, 6, 7, 8].map((n) => id('retailer', n)),
      )
      expect(
        page.examined,
        "documents or index entries examined by followersOf(db, 'vendor-001', 5, 'retailer-003'), of 31 followers",
      ).toBeLessThanOrEqual(5 + FORGIVEN)

      const vendors = await market.cost(() => followedBy(db, 'retailer-003'))
      expect(vendors.value, "followedBy(db, 'retailer-003')").toEqual([
        'vendor-001',
        'vendor-017',
        'vendor-040',
        'vendor-055',
      ])
      expect(
        vendors.examined,
        "documents or index entries examined by followedBy(db, 'retailer-003'), who follows 4 of 60 vendors",
      ).toBeLessThanOrEqual(4 + FORGIVEN)
    }),
)

check('counts a follower once, also when two requests follow at the same moment', { read: 'unique-indexes' }, () =>
  withMarket(async ({ db }) => {
    await addVendor(db, { id: 'vendor-000', name: 'Vendor' })
    // Called again, as each start of the program does; and the connections are open afterwards.
    await Promise.all(numbers(8).map(() => db.command({ ping: 1 })))
    await prepare(db)
    for (const retailer of ['retailer-1', 'retailer-2', 'retailer-3']) {
      await Promise.all(numbers(8).map(() => follow(db, retailer, 'vendor-000')))
    }
    await follow(db, 'retailer-1', 'vendor-000')
    expect(
      await followersOf(db, 'vendor-000', 100),
      "followersOf(db, 'vendor-000', 100), each followed 8 times at once",
    ).toEqual(['retailer-1', 'retailer-2', 'retailer-3'])
    expect(await followedBy(db, 'retailer-1'), "followedBy(db, 'retailer-1')").toEqual(['vendor-000'])
  }),
)

function line(productId: string, quantity: number) {
  return { productId, quantity }
}

/** 200 positions of order-001, and some of another delivery. */
async function fillPositions({ db }: Market) {
  for (const orderId of ['order-001', 'order-002']) {
    const retailerId = 'retailer-000'
    await placeOrder(db, { id: orderId, retailerId, placedAt: at(0), lines: [] })
  }
  for (let n = 0; n < 200; n += 1) {
    await addPosition(db, 'order-001', { at: at(n), place: place(n) })
    if (n % 10 === 0) await addPosition(db, 'order-002', { at: at(1000 + n), place: 'elsewhere' })
  }
}

function place(n: number): string {
  return `kilometre ${n} of the coast road, ${'between two villages '.repeat(2)}`
}

function longId(kind: string, n: number): string {
  return `${kind}-${'0'.repeat(20)}${n}`
}
