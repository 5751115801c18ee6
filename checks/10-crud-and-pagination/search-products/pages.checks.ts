import { check, expect } from 'backend-workbook/check'
import { cursorPage, offsetPage } from '../../../exercises/10-crud-and-pagination/search-products.ts'
import { day, forgeries, ids, inOrder, MANY, product, refused, walk, withProducts } from '../products.ts'
import { SORTS } from './sorts.ts'

check('numbers its pages, and counts them', { read: 'offset-pages' }, () =>
  withProducts([...MANY], async (products) => {
    const order = inOrder(MANY, 'price')
    for (const [number, from] of [
      ['1', 0],
      ['2', 10],
      ['3', 20],
      ['4', 30],
    ] as const) {
      const { items, ...rest } = await offsetPage(products, { sort: 'price', limit: '10', page: number })
      const asked = `offsetPage(products, { sort: 'price', limit: '10', page: '${number}' })`
      expect(ids(items), `items of ${asked}`).toEqual(order.slice(from, from + 10))
      expect(rest, asked).toEqual({ page: Number(number), pages: 3, total: 24 })
    }
    const far = await offsetPage(products, { limit: '12', page: '1000' })
    expect(far, "offsetPage(products, { limit: '12', page: '1000' })").toEqual({
      items: [],
      page: 1000,
      pages: 2,
      total: 24,
    })
    const { items, ...some } = await offsetPage(products, { q: 'tea', category: 'drinks', limit: '5' })
    const matching = MANY.filter(({ title, category }) => title.includes('tea') && category === 'drinks')
    expect(items.length, "items of offsetPage(products, { q: 'tea', category: 'drinks', limit: '5' })").toBe(
      Math.min(5, matching.length),
    )
    expect(some, "offsetPage(products, { q: 'tea', category: 'drinks', limit: '5' })").toEqual({
      page: 1,
      pages: Math.ceil(matching.length / 5),
      total: matching.length,
    })
    const nothing = await offsetPage(products, { q: 'nothing like it' })
    expect(nothing, "offsetPage(products, { q: 'nothing like it' })").toEqual({
      items: [],
      page: 1,
      pages: 0,
      total: 0,
    })
  }),
)

check('leads through all products by cursor, each once', { read: 'cursor-pages', ms: 2800 }, () =>
  withProducts([...MANY], async (products) => {
    for (const sort of SORTS) {
      for (const limit of [7, 12]) {
        const order = inOrder(MANY, sort)
        const expected = Array.from({ length: Math.ceil(24 / limit) }, (_, n) =>
          order.slice(n * limit, (n + 1) * limit),
        )
        expect(await walk(products, { sort, limit: String(limit) }), `pages of ${limit}, sort ${sort}`).toEqual(
          expected,
        )
      }
    }
    const some = MANY.filter(
      ({ priceCents, category }) => priceCents >= 150 && priceCents <= 200 && category === 'drinks',
    )
    for (const sort of ['price', '-price']) {
      const query = { sort, minCents: '150', maxCents: '200', category: 'drinks', limit: '3' }
      const pages = await walk(products, query)
      expect(pages.flat(), `all pages of ${JSON.stringify(query)}`).toEqual(inOrder(some, sort))
    }
    expect(
      await cursorPage(products, { q: 'nothing like it' }),
      "cursorPage(products, { q: 'nothing like it' })",
    ).toEqual({
      items: [],
      next: null,
    })
  }),
)

check('neither skips nor repeats by cursor while products come and go', { read: 'cursor-pages', ms: 2800 }, () =>
  withProducts([], async (products) => {
    for (const sort of SORTS) {
      await products.deleteMany()
      await products.insertMany([...MANY])
      const order = inOrder(MANY, sort)
      const first = { title: 'AAA', priceCents: sort === 'price' ? 0 : 999, addedAt: day(20) }
      const last = { title: 'zzz', priceCents: sort === 'price' ? 999 : 0, addedAt: day(-20) }
      const pages = await walk(products, { sort, limit: '7' }, async (page, number) => {
        // What comes in front is past; what comes at the end is still to be met; the place of the cursor itself goes away.
        await products.insertMany([
          product(`in-front-${number}`, first),
          product(`in-front-too-${number}`, first),
          product(`at-the-end-${number}`, last),
        ])
        await products.deleteOne({ _id: page.items.at(-1)?._id ?? '' })
      })
      const seen = pages.flat()
      expect(
        seen.filter((id) => id.startsWith('p')),
        `products met with sort ${sort}, while two were put in front of each page and the last one met was removed`,
      ).toEqual(order)
      expect(
        seen.filter((id) => id.startsWith('in-front')),
        `products met with sort ${sort} that were put in front of all pages`,
      ).toEqual([])
      expect(
        seen.filter((id) => id === 'at-the-end-1'),
        `how often the product was met with sort ${sort} that was put at the end after the first page`,
      ).toEqual(['at-the-end-1'])
    }
  }),
)

check('refuses a cursor that is damaged, forged or of another sort', { read: 'cursors-are-claims', ms: 2800 }, () =>
  withProducts([...MANY], async (products) => {
    const broken = ['', 'null', '7', '[]', '{}', 'not a cursor', '2', '\u0000']
    for (const text of [...broken, ...broken.map((text) => Buffer.from(text).toString('base64url'))]) {
      expect(await refused(() => cursorPage(products, { cursor: text })), `the cursor ${JSON.stringify(text)}`).toBe(
        'cursor',
      )
    }
    for (const sort of SORTS) {
      const { next } = await cursorPage(products, { sort, limit: '3' })
      const cursor = next ?? ''
      for (const other of SORTS.filter((name) => name !== sort)) {
        const answer = await refused(() => cursorPage(products, { sort: other, cursor }))
        expect(answer, `a cursor of sort ${sort} together with sort ${other}`).toBe('cursor')
      }
      if (sort !== 'newest') {
        const answer = await refused(() => cursorPage(products, { cursor }))
        expect(answer, `a cursor of sort ${sort} without a sort, which means newest`).toBe('cursor')
      }
      const half = cursor.slice(0, cursor.length / 2)
      expect(await refused(() => cursorPage(products, { sort, cursor: half })), `half a cursor of sort ${sort}`).toBe(
        'cursor',
      )
      for (const forged of forgeries(cursor)) {
        const answer = await refused(() => cursorPage(products, { sort, cursor: forged }))
        const shown = Buffer.from(forged, 'base64url').toString()
        expect(answer, `a cursor of sort ${sort}, changed into ${shown}`).toBe('cursor')
      }
    }
  }),
)
