import { check, expect } from 'backend-workbook/check'
import mongoose from 'mongoose'
import { listProducts, renameProduct, vendorCards } from '../../exercises/09-mongoose/lean-listing.ts'
import { id, withMarket, withOwnMarket } from './shop.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)
/** Numbers of the products in the category tea, by title. */
const TEA = numbers(60)
  .filter((n) => n % 3 === 0)
  .reverse()
/** Enough for ids, titles and names; less than two products with their descriptions. */
const BYTES = 2500

check('lists the products of a category by title', { read: 'what-lean-leaves-out', ms: 2800 }, () =>
  withMarket(async (market) => {
    const rows = await listProducts(market, 'tea', 100)
    const expected = TEA.map((n) => ({ id: id('product', n), title: `Title ${999 - n}` }))
    expect(
      rows.map((row) => ({ id: row.id, title: row.title })),
      "ids and titles of listProducts(shop, 'tea', 100)",
    ).toEqual(expected)
    for (const category of ['sugar', 'te', 'TEA']) {
      expect(await listProducts(market, category, 3), `listProducts(shop, '${category}', 3)`).toEqual([])
    }
  }),
)

check('shows the price of each product', { read: 'what-lean-leaves-out' }, () =>
  withMarket(async (market) => {
    const prices = (await listProducts(market, 'coffee', 100)).map((row) => row.price)
    const expected = numbers(20).map((n) => (10 + (58 - n * 3) * 0.05).toFixed(2))
    expect(prices, "prices of listProducts(shop, 'coffee', 100)").toEqual(expected)
  }),
)

check('shows the currency of products that are older than the field', { read: 'what-lean-leaves-out' }, () =>
  withMarket(async (market) => {
    const currencies = (await listProducts(market, 'tea', 6)).map((row) => row.currency)
    const expected = TEA.slice(0, 6).map((n) => (n % 2 === 1 ? 'CHF' : 'EUR'))
    expect(currencies, "currencies of listProducts(shop, 'tea', 6)").toEqual(expected)
  }),
)

check('names the vendor of each product, and null for one that is gone', { read: 'populate' }, () =>
  withMarket(async (market) => {
    const vendors = (await listProducts(market, 'tea', 100)).map((row) => row.vendor)
    const expected = TEA.map((n) =>
      n % 11 === 10 ? null : { id: id('vendor', n % 11), name: `Vendor ${99 - (n % 11)}` },
    )
    expect(vendors, "vendors of listProducts(shop, 'tea', 100)").toEqual(expected)
  }),
)

check('lists products with two commands, however many there are', { read: 'n-plus-one' }, () =>
  withMarket(async (market) => {
    const { value, commands } = await market.cost(() => listProducts(market, 'tea', 15))
    expect(value.length, "rows of listProducts(shop, 'tea', 15)").toBe(15)
    expect(commands.length, `commands sent for 15 rows (${[...new Set(commands)].join(', ')})`).toBeLessThanOrEqual(2)
  }),
)

check('lists products without making documents', { read: 'lean' }, () =>
  withMarket(async (market) => {
    const { value, documents } = await market.cost(() => listProducts(market, 'tea', 15))
    expect(value.length, "rows of listProducts(shop, 'tea', 15)").toBe(15)
    expect(documents, 'Mongoose documents made for 15 rows').toBe(0)
  }),
)

check('fetches for a list only what it shows', { read: 'projection' }, () =>
  withMarket(async (market) => {
    const { value, bytes } = await market.cost(() => listProducts(market, 'tea', 5))
    expect(value.length, "rows of listProducts(shop, 'tea', 5)").toBe(5)
    expect(bytes, 'bytes that the database sent for 5 rows').toBeLessThan(BYTES)
  }),
)

check('gives rows of texts and numbers, which are the same after JSON', { read: 'lean' }, () =>
  withMarket(async (market) => {
    const [row] = await listProducts(market, 'tea', 1)
    expect(JSON.parse(JSON.stringify(row ?? null)), "JSON of listProducts(shop, 'tea', 1)[0]").toEqual(row)
    expect(Object.keys(row ?? {}).sort(), 'its fields').toEqual(['currency', 'id', 'price', 'title', 'vendor'])
    const [card] = await vendorCards(market)
    expect(JSON.parse(JSON.stringify(card ?? null)), 'JSON of vendorCards(shop)[0]').toEqual(card)
  }),
)

check('counts the products of each vendor, also where there are none', { read: 'n-plus-one', ms: 2800 }, () =>
  withMarket(async (market) => {
    const expected = [11, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((n) => ({
      id: id('vendor', n),
      name: `Vendor ${99 - n}`,
      products: n === 11 ? 0 : numbers(60).filter((product) => product % 11 === n).length,
    }))
    expect(await vendorCards(market), 'vendorCards(shop)').toEqual(expected)
  }),
)

check('makes the cards of all vendors with two commands and no documents', { read: 'n-plus-one' }, () =>
  withMarket(async (market) => {
    const { value, commands, documents } = await market.cost(() => vendorCards(market))
    expect(value.length, 'cards of vendorCards(shop)').toBe(11)
    expect(commands.length, `commands sent for 11 cards (${[...new Set(commands)].join(', ')})`).toBeLessThanOrEqual(2)
    expect(documents, 'Mongoose documents made for 11 cards').toBe(0)
  }),
)

check('lets the database count, and fetches no products for it', { read: 'projection' }, () =>
  withMarket(async (market) => {
    const { value, bytes } = await market.cost(() => vendorCards(market))
    expect(value.length, 'cards of vendorCards(shop)').toBe(11)
    expect(bytes, 'bytes that the database sent for 11 cards of 60 products').toBeLessThan(BYTES)
  }),
)

check('renames a product under the rules of its schema', { read: 'when-not-lean' }, () =>
  withOwnMarket(async (market) => {
    const { Product } = market
    const tea = id('product', 4)
    const before = await Product.findById(tea).lean()
    const { value, sets } = await market.cost(() => renameProduct(market, tea, 'Oolong tea'))
    expect(value, "renameProduct(shop, id, 'Oolong tea')").toBe(true)
    expect(await renameProduct(market, tea, 'Oolong tea'), 'the same once more').toBe(true)
    const changed = { title: 'Oolong tea', slug: 'oolong-tea' }
    expect(await Product.findById(tea).lean(), 'the product afterwards').toMatchObject({ ...before, ...changed })
    const sent = sets.flatMap((set) => Object.keys(set))
    expect(
      ['priceCents', 'category', 'description'].filter((name) => sent.includes(name)),
      'fields that were sent and not changed',
    ).toEqual([])

    const refused = await renameProduct(market, tea, 'ab').catch((error: unknown) => error)
    expect(refused, "renameProduct(shop, id, 'ab')").toBeInstanceOf(mongoose.Error.ValidationError)
    expect((await Product.findById(tea).lean())?.title, 'the title after that').toBe('Oolong tea')
    expect(await renameProduct(market, tea, ' Oolong, new '), "renameProduct(shop, id, ' Oolong, new ')").toBe(true)
    expect((await Product.findById(tea).lean())?.title, 'the title after that').toBe(' Oolong, new ')

    const products = await Product.countDocuments()
    expect(await renameProduct(market, id('product', 99), 'Oolong tea'), 'renameProduct of an unknown id').toBe(false)
    expect(await Product.countDocuments(), 'how many products there are after that').toBe(products)
  }),
)
