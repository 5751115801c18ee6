import { check, expect } from 'backend-workbook/check'
import { Types } from 'mongoose'
import { Conflict, productModel } from '../../../exercises/09-mongoose/product-model.ts'
import { withConnection } from '../database.ts'
import { product, stored, VENDOR, withProducts } from './products.ts'

const OTHER_VENDOR = new Types.ObjectId('6553f1000102030405000002')

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
    await tea.save()
    expect(announced.length, 'announced after another save, without changes').toBe(2)
    await Product.findByIdAndUpdate(tea.id, { title: 'White tea' })
    expect(announced.slice(2), 'the same with findByIdAndUpdate').toEqual([[tea.id, 'White tea']])
    await Product.findByIdAndUpdate('6553f1000102030405000009', { title: 'Red tea' })
    await Product.create(product({ priceCents: 0 })).catch(() => {})
    await Product.create(product({ title: 'Late tea', _id: tea.id })).catch(() => {})
    expect(announced.length, 'announced after an unknown id, an invalid product and one whose id is taken').toBe(3)
  }),
)
