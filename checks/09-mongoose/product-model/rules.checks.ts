import { check, expect } from 'backend-workbook/check'
import type { ProductModel } from '../../../exercises/09-mongoose/product-model.ts'
import { product, refused, stored, VENDOR, withProducts } from './products.ts'

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

/** What anybody else says about the slug of 'Tea five'. */
async function ignoresOtherSlugs(Product: ProductModel, id: string) {
  const slug = async () => (await stored(Product, id))?.['slug']
  const tea = await Product.findById(id)
  tea?.set('slug', 'mine')
  await tea?.save()
  expect(await slug(), "after save() with the slug 'mine' and an unchanged title").toBe('tea-five')
  for (const update of [{ slug: 'mine' }, { $set: { slug: 'mine', stock: 1 } }, { $unset: { slug: 1 } }]) {
    const said = JSON.stringify(update)
    await Product.updateOne({ _id: id }, structuredClone(update))
    expect(await slug(), `after updateOne(…, ${said})`).toBe('tea-five')
    await Product.updateMany({ vendorId: VENDOR }, structuredClone(update))
    expect(await slug(), `after updateMany(…, ${said})`).toBe('tea-five')
    await Product.findByIdAndUpdate(id, structuredClone(update))
    expect(await slug(), `after findByIdAndUpdate(id, ${said})`).toBe('tea-five')
  }
  await Product.updateOne({ _id: id }, { slug: 'mine', $set: { title: 'Tea six' } })
  expect(await slug(), "after updateOne(…, { slug: 'mine', $set: { title: 'Tea six' } })").toBe('tea-six')
}

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
    await ignoresOtherSlugs(Product, tea.id)
  }),
)
