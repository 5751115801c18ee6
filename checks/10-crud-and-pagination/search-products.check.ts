import { check, expect } from 'backend-workbook/check'
import { cursorPage, offsetPage } from '../../exercises/10-crud-and-pagination/search-products.ts'
import {
  day,
  forgeries,
  found,
  ids,
  inOrder,
  MANY,
  product,
  refusals,
  refused,
  walk,
  withProducts,
} from './products.ts'

const SORTS = ['title', 'price', '-price', 'newest']

check('finds what contains the text, whatever its case', { read: 'what-users-type', ms: 2800 }, () =>
  withProducts(
    [
      product('1', { title: 'Green tea' }),
      product('2', { title: 'TEAPOT' }),
      product('3', { title: 'Crème brûlée' }),
      product('4', { title: 'Coffee' }),
    ],
    async (products) => {
      expect(await found(products, { q: 'tea' }), "{ q: 'tea' } among Green tea, TEAPOT, Crème brûlée, Coffee").toEqual(
        ['1', '2'],
      )
      expect(await found(products, { q: 'EEN T' }), "{ q: 'EEN T' }").toEqual(['1'])
      expect(await found(products, { q: 'CRÈME' }), "{ q: 'CRÈME' }").toEqual(['3'])
      expect(await found(products, { q: '' }), "{ q: '' }").toEqual(['1', '2', '3', '4'])
      const long = 'x'.repeat(100)
      expect(await found(products, { q: long }), '{ q: <100 characters> }').toEqual([])
      expect(await refusals(products, [{ q: `${long}x` }]), '{ q: <101 characters> }').toEqual([
        [JSON.stringify({ q: `${long}x` }), 'q'],
      ])
    },
  ),
)

check('takes every character of the text as itself', { read: 'what-users-type', ms: 2800 }, () => {
  const special = ['.', '*', '+', '?', '^', '$', '(', ')', '[', ']', '{', '}', '|', '\\', '/', '-', '#']
  const list = special.map((character, n) => product(String(n).padStart(2, '0'), { title: `a${character}b` }))
  return withProducts([...list, product('ab', { title: 'ab aab acb' })], async (products) => {
    const texts = special.map((character) => `a${character}b`)
    const answers = await Promise.all(
      texts.map((q) => found(products, { q }).catch((error: unknown) => [String(error)])),
    )
    for (const [n, q] of texts.entries()) {
      expect(answers[n], `titles for the text ${q}`).toEqual([String(n).padStart(2, '0')])
    }
    expect(await found(products, { q: '.*' }), 'titles for the text .*').toEqual([])
    expect(await found(products, { q: '\\w' }), 'titles for the text \\w').toEqual([])
  })
})

check('filters by category, price and stock, one by one and together', { read: 'filters', ms: 2800 }, () =>
  withProducts(
    [
      product('1', { category: 'drinks', priceCents: 0, stock: 0 }),
      product('2', { category: 'drinks', priceCents: 250, stock: 1 }),
      product('3', { category: 'bakery', priceCents: 250, stock: 4 }),
      product('4', { category: 'dairy', priceCents: 999_999_999, stock: 0 }),
      product('5', { category: 'dairy', priceCents: 251, stock: 2, title: 'Milk' }),
    ],
    async (products) => {
      const cases: [Record<string, unknown>, string[]][] = [
        [{}, ['1', '2', '3', '4', '5']],
        [{ category: 'drinks' }, ['1', '2']],
        [{ category: 'drink' }, []],
        [{ category: ['bakery', 'dairy'] }, ['3', '4', '5']],
        [{ minCents: '250' }, ['2', '3', '4', '5']],
        [{ minCents: '251' }, ['4', '5']],
        [{ maxCents: '250' }, ['1', '2', '3']],
        [{ maxCents: '249' }, ['1']],
        [{ maxCents: '0' }, ['1']],
        [{ minCents: '999999999' }, ['4']],
        [{ minCents: '0', maxCents: '999999999' }, ['1', '2', '3', '4', '5']],
        [{ inStock: 'true' }, ['2', '3', '5']],
        [{ inStock: 'false' }, ['1', '4']],
        [{ category: ['drinks', 'dairy'], minCents: '1', maxCents: '300', inStock: 'true' }, ['2', '5']],
        [{ category: ['drinks', 'dairy'], minCents: '1', maxCents: '300', inStock: 'true', q: 'tea' }, ['2']],
        [{ utm_source: 'newsletter', stock: '99' }, ['1', '2', '3', '4', '5']],
      ]
      const answers = await Promise.all(cases.map(([query]) => found(products, query)))
      for (const [n, [query, expected]] of cases.entries()) expect(answers[n], JSON.stringify(query)).toEqual(expected)
    },
  ),
)

check('takes only whole numbers within the limits', { read: 'filters', ms: 2800 }, () =>
  withProducts([...MANY], async (products) => {
    const wrong = (name: string, values: string[]) => values.map((value) => ({ [name]: value }))
    const queries = [
      ...wrong('limit', ['-1', '0', '51', '1.5', '1e1', '0x10', '10 ', 'x5', '5x', '', 'Infinity']),
      ...wrong('minCents', ['-1', '1000000000', '1e3', '', 'cheap']),
      ...wrong('maxCents', ['-1', '1000000000', '9.99', '', 'NaN']),
      ...wrong('inStock', ['yes', '', '1', 'TRUE']),
    ]
    expect(await refusals(products, queries), 'what each of these is refused for').toEqual(
      queries.map((query) => [JSON.stringify(query), Object.keys(query)[0]]),
    )
    for (const page of ['-1', '0', '1001', '2nd', '1.5', '']) {
      expect(await refused(offsetPage(products, { page })), `offsetPage(products, { page: '${page}' })`).toBe('page')
    }
    for (const [limit, expected] of [
      ['1', 1],
      ['50', 24],
      [undefined, 20],
    ] as const) {
      const query = limit === undefined ? {} : { limit }
      const { items } = await offsetPage(products, query)
      expect(items.length, `items of offsetPage(products, ${JSON.stringify(query)}) with 24 products`).toBe(expected)
      const page = await cursorPage(products, query)
      expect(page.items.length, `items of cursorPage(products, ${JSON.stringify(query)}) with 24 products`).toBe(
        expected,
      )
    }
  }),
)

check('takes no lists and no objects where it expects a text', { read: 'operators-from-strangers' }, () =>
  withProducts([...MANY], async (products) => {
    const queries = [
      ...['q', 'category', 'minCents', 'maxCents', 'inStock', 'sort', 'limit'].map((name) => ({
        [name]: { $ne: 'x' },
      })),
      ...['q', 'minCents', 'maxCents', 'inStock', 'sort', 'limit'].map((name) => ({ [name]: ['1', '2'] })),
      { category: ['drinks', { $ne: 'x' }] },
      { category: 7 },
    ]
    expect(await refusals(products, queries), 'what each of these is refused for').toEqual(
      queries.map((query) => [JSON.stringify(query), Object.keys(query)[0]]),
    )
    expect(await refused(offsetPage(products, { page: ['2'] })), "offsetPage(products, { page: ['2'] })").toBe('page')
    const cursor = { $gt: '' }
    expect(await refused(cursorPage(products, { cursor })), "cursorPage(products, { cursor: { $gt: '' } })").toBe(
      'cursor',
    )
  }),
)

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
    expect(
      await refusals(
        products,
        names.map((sort) => ({ sort })),
      ),
      'what each of these is refused for',
    ).toEqual(names.map((sort) => [JSON.stringify({ sort }), 'sort']))
  }),
)

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
      expect(await refused(cursorPage(products, { cursor: text })), `the cursor ${JSON.stringify(text)}`).toBe('cursor')
    }
    for (const sort of SORTS) {
      const { next } = await cursorPage(products, { sort, limit: '3' })
      const cursor = next ?? ''
      for (const other of SORTS.filter((name) => name !== sort)) {
        const answer = await refused(cursorPage(products, { sort: other, cursor }))
        expect(answer, `a cursor of sort ${sort} together with sort ${other}`).toBe('cursor')
      }
      const half = cursor.slice(0, cursor.length / 2)
      expect(await refused(cursorPage(products, { sort, cursor: half })), `half a cursor of sort ${sort}`).toBe(
        'cursor',
      )
      for (const forged of forgeries(cursor)) {
        const answer = await refused(cursorPage(products, { sort, cursor: forged }))
        const shown = Buffer.from(forged, 'base64url').toString()
        expect(answer, `a cursor of sort ${sort}, changed into ${shown}`).toBe('cursor')
      }
    }
  }),
)
