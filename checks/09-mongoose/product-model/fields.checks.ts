import { createHash } from 'node:crypto'
import { check, expect } from 'backend-workbook/check'
import { product, refused, stored, VENDOR, withProducts } from './products.ts'

const KEY = 'a-long-and-random-key-of-a-till'

/** What must be stored for a key, whatever became of the exercise's own function. */
function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

check('stores the hash of a stock key and never the key', { read: 'setters' }, () =>
  withProducts(async (Product) => {
    const created = await Product.create(product({ stockKey: KEY }))
    const [inserted] = await Product.insertMany([product({ title: 'Black tea', stockKey: KEY })])
    const key = async (id: unknown) => (await stored(Product, id))?.['stockKey']
    expect(await key(created.id), `stockKey in the database after create({ stockKey: '${KEY}' })`).toBe(hashOf(KEY))
    expect(await key(inserted?.id), 'the same after insertMany').toBe(hashOf(KEY))
    const spaced = await Product.create(product({ title: 'Red tea', stockKey: ' a key ' }))
    expect(await key(spaced.id), "the same after create({ stockKey: ' a key ' })").toBe(hashOf(' a key '))
    await Product.updateOne({ _id: created.id }, { stockKey: 'key-two' })
    expect(await key(created.id), "after updateOne(…, { stockKey: 'key-two' })").toBe(hashOf('key-two'))
    await Product.findByIdAndUpdate(created.id, { $set: { stockKey: 'key-three' } })
    expect(await key(created.id), "after findByIdAndUpdate(id, { $set: { stockKey: 'key-three' } })").toBe(
      hashOf('key-three'),
    )
    await Product.updateMany({ vendorId: VENDOR }, { $set: { stockKey: 'key-four' } })
    expect(await key(inserted?.id), "after updateMany(…, { $set: { stockKey: 'key-four' } })").toBe(hashOf('key-four'))
  }),
)

check('hashes a stock key once, however often the product is saved', { read: 'hashed-twice' }, () =>
  withProducts(async (Product) => {
    await Product.create(product({ title: 'Black tea' }))
    const tea = await Product.create(product({ stockKey: KEY }))
    tea.stock = 5
    await tea.save()
    const again = await Product.findById(tea.id)
    again?.set('priceCents', 5)
    await again?.save()
    expect((await stored(Product, tea.id))?.['stockKey'], 'stockKey after create, save and save').toBe(hashOf(KEY))

    tea.set({ stockKey: 'key-two', title: 'Black tea' })
    await tea.save().catch(() => {})
    tea.title = 'Late tea'
    await tea.save()
    expect((await stored(Product, tea.id))?.['stockKey'], 'a new key, a save that failed, and another save').toBe(
      hashOf('key-two'),
    )
  }),
)

check('finds a product by its stock key', { read: 'setters' }, () =>
  withProducts(async (Product) => {
    const tea = await Product.create(product({ stockKey: KEY }))
    const other = await Product.create(product({ title: 'Black tea', stockKey: 'another-key' }))
    const bare = await Product.create(product({ title: 'White tea' }))
    const found = async (id: string, key: string) => (await Product.withStockKey(id, key))?.title ?? null
    expect(await found(tea.id, KEY), `withStockKey(id, '${KEY}')`).toBe('Green tea')
    expect(await found(other.id, KEY), 'withStockKey with the key of another product').toBe(null)
    expect(await found(tea.id, hashOf(KEY)), 'withStockKey with the hash').toBe(null)
    expect(await found(bare.id, KEY), 'withStockKey for a product without one').toBe(null)
  }),
)

check('shows its virtuals and nothing internal as JSON', { read: 'virtuals' }, () =>
  withProducts(async (Product) => {
    const tea = await Product.create(product({ stock: 2, stockKey: KEY }))
    const shown = { title: 'Green tea', slug: 'green-tea', priceCents: 1999, price: '19.99', stock: 2, inStock: true }
    const expected = { ...shown, id: tea.id, vendorId: String(VENDOR) }
    expect(JSON.parse(JSON.stringify(tea)), 'JSON of a product that was just created').toEqual(expected)
    expect(JSON.parse(JSON.stringify(await Product.findById(tea.id))), 'JSON of a product that was found').toEqual(
      expected,
    )
    const sold = await Product.create(product({ title: 'Sold out', priceCents: 500 }))
    expect(JSON.parse(JSON.stringify(sold)), 'JSON of a product for 500 cents, stock 0').toMatchObject({
      price: '5.00',
      inStock: false,
    })
  }),
)

check('takes a price in euros and keeps exact cents', { read: 'virtuals' }, () =>
  withProducts(async (Product) => {
    for (const [price, cents] of [
      ['19.99', 1999],
      ['8.2', 820],
      ['1.15', 115],
      ['1.10', 110],
      ['7', 700],
      ['4.35', 435],
    ] as const) {
      const { id } = await Product.create(product({ title: `Tea for ${price}`, priceCents: undefined, price }))
      expect((await stored(Product, id))?.['priceCents'], `priceCents of create({ price: '${price}' })`).toBe(cents)
    }
    for (const price of ['cheap', '12 euros', '']) {
      expect(
        await refused(() => Product.create(product({ priceCents: undefined, price }))),
        `create({ price: '${price}' })`,
      ).toBe('refused: priceCents')
    }
  }),
)
