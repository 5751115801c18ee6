import { check, expect } from 'backend-workbook/check'
import { addProduct, productCards } from '../../../exercises/08-mongodb-internals/model-the-orders.ts'
import { withMarket } from '../market.ts'
import { FILLING_MS, numbers, product, shop } from './shop.ts'

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
      for (const category of ['nothing', 'category-00']) {
        expect(await productCards(db, category), `productCards(db, '${category}')`).toEqual([])
      }
      for (const n of [900, 901]) await addProduct(db, { ...product(n), category: 'twins', title: 'Green tea' })
      const twins = (await productCards(db, 'twins')).map((card) => card.id)
      expect(twins.sort(), "ids in productCards(db, 'twins'), two products of the same title").toEqual([
        'product-900',
        'product-901',
      ])
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
