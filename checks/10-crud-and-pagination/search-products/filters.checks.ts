import { check, expect } from 'backend-workbook/check'
import { cursorPage, offsetPage } from '../../../exercises/10-crud-and-pagination/search-products.ts'
import { expectRefusals, found, MANY, product, refused, withProducts } from '../products.ts'

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
      expect(await found(products, { q: ' tea' }), "{ q: ' tea' }").toEqual(['1'])
      expect(await found(products, { q: 'tea ' }), "{ q: 'tea ' }").toEqual([])
      // What counts is what was typed, and not what an expression is made of.
      for (const long of ['x'.repeat(100), '.'.repeat(100)]) {
        expect(await found(products, { q: long }), `{ q: '${long}' }, 100 characters`).toEqual([])
        await expectRefusals(products, [{ q: `${long}x` }])
      }
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
        [{ category: 'Drinks' }, []],
        [{ category: '' }, []],
        [{ category: ['bakery', 'dairy'] }, ['3', '4', '5']],
        [{ minCents: '250' }, ['2', '3', '4', '5']],
        [{ minCents: '251' }, ['4', '5']],
        [{ maxCents: '250' }, ['1', '2', '3']],
        [{ maxCents: '249' }, ['1']],
        [{ maxCents: '0' }, ['1']],
        [{ minCents: '999999999' }, ['4']],
        [{ minCents: '0', maxCents: '999999999' }, ['1', '2', '3', '4', '5']],
        [{ minCents: '300', maxCents: '200' }, []],
        [{ inStock: 'true' }, ['2', '3', '5']],
        [{ inStock: 'false' }, ['1', '4']],
        [{ category: ['drinks', 'dairy'], minCents: '1', maxCents: '300', inStock: 'true' }, ['2', '5']],
        [{ category: ['drinks', 'dairy'], minCents: '1', maxCents: '300', inStock: 'true', q: 'tea' }, ['2']],
        [{ utm_source: 'newsletter', stock: '99' }, ['1', '2', '3', '4', '5']],
      ]
      const answers = await Promise.all(cases.map(([query]) => found(products, query)))
      for (const [n, [query, expected]] of cases.entries()) expect(answers[n], JSON.stringify(query)).toEqual(expected)
      // What only the other function reads has no meaning here.
      const { total } = await offsetPage(products, { cursor: { $ne: 'x' } })
      expect(total, "total of offsetPage(products, { cursor: { $ne: 'x' } })").toBe(5)
      const { items } = await cursorPage(products, { page: 'two' })
      expect(items.length, "items of cursorPage(products, { page: 'two' })").toBe(5)
    },
  ),
)

check('takes only whole numbers within the limits', { read: 'filters', ms: 2800 }, () =>
  withProducts([...MANY], async (products) => {
    const wrong = (name: string, values: string[]) => values.map((value) => ({ [name]: value }))
    await expectRefusals(products, [
      ...wrong('limit', ['-1', '0', '51', '1.5', '1e1', '0x10', '10 ', ' 10', '+10', 'x5', '5x', '', 'Infinity']),
      ...wrong('minCents', ['-1', '1000000000', '1e3', '+1', '', 'cheap']),
      ...wrong('maxCents', ['-1', '1000000000', '9.99', '+1', '', 'NaN']),
    ])
    for (const page of ['-1', '0', '1001', '2nd', '1.5', '+1', '']) {
      const answer = await refused(() => offsetPage(products, { page }))
      expect(answer, `the parameter that offsetPage(products, { page: '${page}' }) refuses`).toBe('page')
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

check('takes true and false for inStock, and no other word', { read: 'filters' }, () =>
  withProducts([...MANY], async (products) => {
    await expectRefusals(
      products,
      ['yes', '', '0', '1', 'TRUE', ' true', 'undefined'].map((inStock) => ({ inStock })),
    )
  }),
)

check('takes no lists and no objects where it expects a text', { read: 'operators-from-strangers' }, () =>
  withProducts([...MANY], async (products) => {
    await expectRefusals(products, [
      ...['q', 'category', 'minCents', 'maxCents', 'inStock', 'sort', 'limit'].map((name) => ({
        [name]: { $ne: 'x' },
      })),
      ...['q', 'minCents', 'maxCents', 'inStock', 'sort', 'limit'].map((name) => ({ [name]: ['1', '2'] })),
      { category: ['drinks', { $ne: 'x' }] },
      { category: 7 },
    ])
    expect(await refused(() => offsetPage(products, { page: ['2'] })), "offsetPage(products, { page: ['2'] })").toBe(
      'page',
    )
    const cursor = { $gt: '' }
    expect(await refused(() => cursorPage(products, { cursor })), "cursorPage(products, { cursor: { $gt: '' } })").toBe(
      'cursor',
    )
  }),
)
