import { createHash } from 'node:crypto'
import { check, expect } from 'backend-workbook/check'
import mongoose, { Types } from 'mongoose'
import { Conflict, type ProductModel, productModel } from '../../exercises/09-mongoose/product-model.ts'
import { sharedConnection, withConnection } from './database.ts'

const KEY = 'a-long-and-random-key-of-a-till'
const VENDOR = new Types.ObjectId('6553f1000102030405000001')
const OTHER_VENDOR = new Types.ObjectId('6553f1000102030405000002')

/** What must be stored for a key, whatever became of the exercise's own function. */
function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

let shared: Promise<ProductModel> | undefined

/** The exercise's model, with its indexes and no products. */
async function withProducts(use: (Product: ProductModel) => Promise<void>): Promise<void> {
  shared ??= sharedConnection().then(async (connection) => {
    const Product = productModel(connection)
    await Product.init()
    return Product
  })
  const Product = await shared
  await Product.collection.deleteMany({})
  await use(Product)
}

function product(changes: Record<string, unknown> = {}) {
  return { vendorId: VENDOR, title: 'Green tea', priceCents: 1999, ...changes } as never
}

/** What the database holds, read without the exercise's schema. */
function stored(Product: ProductModel, id: unknown) {
  return Product.collection.findOne({ _id: new Types.ObjectId(String(id)) })
}

/** The fields that a ValidationError names, or what came instead. */
async function refused(write: () => PromiseLike<unknown>): Promise<string> {
  try {
    await write()
    return 'was written'
  } catch (error) {
    if (error instanceof mongoose.Error.ValidationError)
      return `refused: ${Object.keys(error.errors).sort().join(', ')}`
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  }
}

/** How a write ended that meets a product with the same slug. */
async function outcome(write: () => PromiseLike<unknown>): Promise<unknown> {
  try {
    await write()
    return 'was written'
  } catch (error) {
    if (!(error instanceof Conflict)) return error instanceof Error ? error.name : error
    const tells = /E11000|dup key|index:|collection:|_1\b/i.test(error.message) ? 'about the database' : 'what is wrong'
    return { name: error.name, status: error.status, tells: error.message === '' ? 'nothing' : tells }
  }
}

check('refuses a new product that breaks a rule, and names the field', { read: 'schema-and-model', ms: 2800 }, () =>
  withProducts(async (Product) => {
    const broken: Record<string, [Record<string, unknown>, string]> = {
      'without a vendor': [{ vendorId: undefined }, 'vendorId'],
      'a title of two characters': [{ title: 'ab' }, 'title'],
      'a title of spaces': [{ title: '  a   ' }, 'title'],
      'a title of 81 characters': [{ title: 'x'.repeat(81) }, 'title'],
      'no price': [{ priceCents: undefined }, 'priceCents'],
      'a price of 0': [{ priceCents: 0 }, 'priceCents'],
      'a price of 19.5 cents': [{ priceCents: 19.5 }, 'priceCents'],
      'a stock of -1': [{ stock: -1 }, 'stock'],
      'a stock of 1.5': [{ stock: 1.5 }, 'stock'],
    }
    for (const [name, [changes, field]] of Object.entries(broken)) {
      expect(await refused(() => Product.create(product(changes))), `create: ${name}`).toBe(`refused: ${field}`)
      expect(await refused(() => Product.insertMany([product(changes)])), `insertMany: ${name}`).toBe(
        `refused: ${field}`,
      )
    }
    expect(await refused(() => Product.create(product({ title: undefined }))), 'create: no title').toMatch(
      /^refused: .*title/,
    )
    expect(await Product.collection.countDocuments(), 'products in the database').toBe(0)
  }),
)

check('stores a product at the edge of each rule, its title trimmed', { read: 'schema-and-model' }, () =>
  withProducts(async (Product) => {
    const short = await Product.create(product({ title: '  Tea ', priceCents: 1, stock: 0 }))
    const long = await Product.create(product({ title: 'x'.repeat(80), priceCents: '250', stock: 7 }))
    const expected = { vendorId: VENDOR, title: 'Tea', slug: 'tea', priceCents: 1, stock: 0 }
    expect(await stored(Product, short.id), "create({ title: '  Tea ', priceCents: 1, stock: 0 })").toMatchObject(
      expected,
    )
    expect(
      await stored(Product, long.id),
      "create({ title: 80 characters, priceCents: '250', stock: 7 })",
    ).toMatchObject({ title: 'x'.repeat(80), priceCents: 250, stock: 7 })
    const [bare] = await Product.insertMany([product()])
    expect((await stored(Product, bare?.id))?.['stock'], 'stock when nothing is said').toBe(0)
  }),
)

check('refuses an update that breaks a rule, and changes nothing', { read: 'what-updates-skip', ms: 2800 }, () =>
  withProducts(async (Product) => {
    const { id } = await Product.create(product({ stock: 3 }))
    const before = await stored(Product, id)
    const broken: [string, object][] = [
      ['title', { title: 'ab' }],
      ['priceCents', { priceCents: 0 }],
      ['priceCents', { $set: { priceCents: 1.5 } }],
      ['stock', { $set: { stock: -1 } }],
      ['stock', { stock: 0.5 }],
      ['vendorId', { $unset: { vendorId: 1 } }],
    ]
    for (const [field, update] of broken) {
      const said = JSON.stringify(update)
      expect(await refused(() => Product.updateOne({ _id: id }, update)), `updateOne(…, ${said})`).toBe(
        `refused: ${field}`,
      )
      expect(await refused(() => Product.updateMany({}, update)), `updateMany({}, ${said})`).toBe(`refused: ${field}`)
      expect(await refused(() => Product.findByIdAndUpdate(id, update)), `findByIdAndUpdate(id, ${said})`).toBe(
        `refused: ${field}`,
      )
    }
    expect(await stored(Product, id), 'the product after all these updates').toEqual(before)
  }),
)

check('derives the slug of a new product, by whatever door it comes in', { read: 'hooks' }, () =>
  withProducts(async (Product) => {
    const created = await Product.create(product({ title: '(Thé vert) 100 g!' }))
    const [inserted] = await Product.insertMany([product({ title: 'Black tea' })])
    const saved = await new Product(product({ title: 'White tea', slug: 'something-else' })).save()
    const slugs = await Promise.all(
      [created, inserted, saved].map(async (one) => (await stored(Product, one?.id))?.['slug']),
    )
    expect(slugs, "slugs after create('(Thé vert) 100 g!'), insertMany('Black tea'), save('White tea')").toEqual([
      'thé-vert-100-g',
      'black-tea',
      'white-tea',
    ])
  }),
)

check('lets the slug follow a title that is changed, and only then', { read: 'what-updates-skip' }, () =>
  withProducts(async (Product) => {
    const tea = await Product.create(product())
    const slug = async () => (await stored(Product, tea.id))?.['slug']
    tea.title = 'Tea one'
    await tea.save()
    expect(await slug(), "after save() with the title 'Tea one'").toBe('tea-one')
    await Product.updateOne({ _id: tea.id }, { title: 'Tea two' })
    expect(await slug(), "after updateOne(…, { title: 'Tea two' })").toBe('tea-two')
    await Product.updateOne({ _id: tea.id }, { $set: { title: 'Tea three' }, $inc: { stock: 1 } })
    expect(await slug(), "after updateOne(…, { $set: { title: 'Tea three' }, … })").toBe('tea-three')
    await Product.findOneAndUpdate({ _id: tea.id }, { $set: { title: 'Tea four' } })
    expect(await slug(), "after findOneAndUpdate(…, { $set: { title: 'Tea four' } })").toBe('tea-four')
    await Product.updateMany({ vendorId: VENDOR }, { title: 'Tea five' })
    expect(await slug(), "after updateMany(…, { title: 'Tea five' })").toBe('tea-five')
    await Product.updateOne({ _id: tea.id }, { priceCents: 5 })
    expect(await slug(), 'after updateOne(…, { priceCents: 5 })').toBe('tea-five')
  }),
)

check('stores the hash of a stock key and never the key', { read: 'setters' }, () =>
  withProducts(async (Product) => {
    const created = await Product.create(product({ stockKey: KEY }))
    const [inserted] = await Product.insertMany([product({ title: 'Black tea', stockKey: KEY })])
    const key = async (id: unknown) => (await stored(Product, id))?.['stockKey']
    expect(await key(created.id), `stockKey in the database after create({ stockKey: '${KEY}' })`).toBe(hashOf(KEY))
    expect(await key(inserted?.id), 'the same after insertMany').toBe(hashOf(KEY))
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
    expect(
      await refused(() => Product.create(product({ priceCents: undefined, price: 'cheap' }))),
      "create({ price: 'cheap' })",
    ).toBe('refused: priceCents')
  }),
)

check('answers a second product of the same slug with a conflict', { read: 'conflicts' }, () =>
  withProducts(async (Product) => {
    await Product.create(product())
    const black = await Product.create(product({ title: 'Black tea' }))
    const same = { title: 'GREEN  tea' }
    const conflict = { name: 'Conflict', status: 409, tells: 'what is wrong' }
    expect(await outcome(() => Product.create(product(same))), "create with 'GREEN  tea'").toEqual(conflict)
    expect(await outcome(() => Product.insertMany([product(same)])), "insertMany with 'GREEN  tea'").toEqual(conflict)
    expect(await outcome(() => Product.updateOne({ _id: black.id }, same)), "updateOne to 'GREEN  tea'").toEqual(
      conflict,
    )
    expect(await outcome(() => Product.findByIdAndUpdate(black.id, same)), "findByIdAndUpdate to 'GREEN  tea'").toEqual(
      conflict,
    )
    expect(await outcome(() => Product.updateMany({}, same)), "updateMany to 'GREEN  tea'").toEqual(conflict)
    black.title = 'Green tea!'
    expect(await outcome(() => black.save()), "save with 'Green tea!'").toEqual(conflict)
    expect(await Product.collection.countDocuments(), 'products of the vendor').toBe(2)
    const twice = { $set: { stock: 1 }, $inc: { stock: 1 } }
    expect(
      await outcome(() => Product.updateOne({ _id: black.id }, twice)),
      'updateOne that the database refuses for another reason, $set and $inc of the same field',
    ).not.toEqual(conflict)
    const atOnce = await Promise.all(
      [1, 2, 3].map(() => outcome(() => Product.create(product({ title: 'White tea' })))),
    )
    expect(
      atOnce.filter((end) => end === 'was written').length,
      "written of three times create 'White tea' at the same moment",
    ).toBe(1)
    expect(
      atOnce.filter((end) => end !== 'was written'),
      'the other two',
    ).toEqual([conflict, conflict])
  }),
)

check('lets two vendors have products of the same name', { read: 'conflicts' }, () =>
  withProducts(async (Product) => {
    const all = await Promise.all(
      [VENDOR, OTHER_VENDOR].map((vendorId) => outcome(() => Product.create(product({ vendorId })))),
    )
    expect(all, "create 'Green tea' for two vendors").toEqual(['was written', 'was written'])
  }),
)

check('sells no more than there is, to thirty at the same moment', { read: 'read-modify-save', ms: 2800 }, () =>
  withProducts(async (Product) => {
    const { id } = await Product.create(product({ stock: 20 }))
    const taken = await Promise.all(Array.from({ length: 30 }, () => Product.take(id, 2)))
    expect(taken.filter(Boolean).length, 'how many of 30 got 2 of the 20').toBe(10)
    expect((await stored(Product, id))?.['stock'], 'the stock afterwards').toBe(0)
    const three = await Product.create(product({ title: 'Three', stock: 3 }))
    expect(await Product.take(three.id, 4), 'take 4 of 3').toBe(false)
    expect(await Product.take(three.id, 3), 'take 3 of 3').toBe(true)
    expect(await Product.take('6553f1000102030405000009', 1), 'take of an unknown product').toBe(false)
    for (const quantity of [0, -1, 0.5]) {
      const thrown = await Product.take(three.id, quantity).catch((error: Error) =>
        error.message ? error.name : 'an error without a message',
      )
      expect(thrown, `take(id, ${quantity})`).toBe('RangeError')
    }
  }),
)

check('announces a product when it is written, and waits for it', { read: 'post-hooks' }, () =>
  withConnection(async (connection) => {
    const announced: [id: string, title: unknown][] = []
    const Product = productModel(connection, async (id) => {
      announced.push([id, (await stored(Product, id))?.['title']])
    })
    await Product.init()
    const tea = await Product.create(product())
    expect(announced, 'announced with create, and the title in the database at that moment').toEqual([
      [tea.id, 'Green tea'],
    ])
    tea.title = 'Black tea'
    await tea.save()
    expect(announced.slice(1), 'the same with save').toEqual([[tea.id, 'Black tea']])
    await Product.findByIdAndUpdate(tea.id, { title: 'White tea' })
    expect(announced.slice(2), 'the same with findByIdAndUpdate').toEqual([[tea.id, 'White tea']])
    await Product.findByIdAndUpdate('6553f1000102030405000009', { title: 'Red tea' })
    await Product.create(product({ priceCents: 0 })).catch(() => {})
    await Product.create(product({ title: 'Late tea', _id: tea.id })).catch(() => {})
    expect(announced.length, 'announced after an unknown id, an invalid product and one whose id is taken').toBe(3)
  }),
)
