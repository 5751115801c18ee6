import { check, expect } from 'backend-workbook/check'
import { cursorPage, offsetPage } from '../../../exercises/10-crud-and-pagination/search-products.ts'
import { expectRefusals, ids, inOrder, MANY, withProducts } from '../products.ts'
import { SORTS } from './sorts.ts'

check('sorts in four ways, and equal products by their ids', { read: 'a-stable-order' }, () =>
  withProducts([...MANY], async (products) => {
    for (const sort of SORTS) {
      const expected = inOrder(MANY, sort)
      const { items } = await offsetPage(products, { sort, limit: '50' })
      expect(ids(items), `offsetPage(products, { sort: '${sort}', limit: '50' })`).toEqual(expected)
      const page = await cursorPage(products, { sort, limit: '50' })
      expect(ids(page.items), `cursorPage(products, { sort: '${sort}', limit: '50' })`).toEqual(expected)
    }
    const newest = inOrder(MANY, 'newest').slice(0, 5)
    expect(ids((await offsetPage(products, { limit: '5' })).items), "offsetPage(products, { limit: '5' })").toEqual(
      newest,
    )
    expect(ids((await cursorPage(products, { limit: '5' })).items), "cursorPage(products, { limit: '5' })").toEqual(
      newest,
    )
  }),
)

check('sorts by nothing else', { read: 'a-stable-order' }, () =>
  withProducts([...MANY], async (products) => {
    const names = [
      'stock',
      '_id',
      'priceCents',
      '-title',
      'Price',
      '',
      '$where',
      'constructor',
      '__proto__',
      'toString',
    ]
    await expectRefusals(
      products,
      names.map((sort) => ({ sort })),
    )
  }),
)
