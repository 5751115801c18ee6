import { check, expect } from 'backend-workbook/check'
import { type ApiRequest, keyFor, type Varies } from '../../../exercises/20-redis-and-caching/what-to-cache.ts'

const OFFERS: Varies = { path: '/shops/:shop/offers/:id', query: ['page', 'sort'], by: ['priceList'] }

const REQUEST: ApiRequest = {
  params: { shop: 'mill', id: '7' },
  query: { page: '2', sort: 'price' },
  retailerId: 'ada',
  priceList: 'gold',
}

const keyWith = (changes: Partial<ApiRequest>, varies = OFFERS) => keyFor(varies, { ...REQUEST, ...changes })

check('gives one key to requests that get the same answer', { read: 'keys' }, () => {
  const key = keyWith({})
  expect(key, 'keyFor').toMatch(/^cache:/)
  const same: Partial<ApiRequest>[] = [
    { retailerId: 'bob' },
    { params: { id: '7', shop: 'mill' } },
    { query: { sort: 'price', page: '2' } },
    { query: { page: '2', sort: 'price', utm_source: 'mail' } },
    { query: { utm_source: 'mail', page: '2', sort: 'price', Page: '3' } },
  ]
  for (const changes of same) expect(keyWith(changes), `keyFor, with ${JSON.stringify(changes)}`).toBe(key)
  const open = { ...OFFERS, query: [], by: [] }
  expect(keyWith({ query: { page: '9' }, priceList: 'standard' }, open), 'keyFor that varies by nothing').toBe(
    keyWith({}, open),
  )
})

check('gives requests with different answers different keys', { read: 'keys' }, () => {
  const different: Partial<ApiRequest>[] = [
    {},
    { priceList: 'standard' },
    { params: { shop: 'mill', id: '8' } },
    { params: { shop: '7', id: 'mill' } },
    { query: { page: '3', sort: 'price' } },
    { query: { page: '02', sort: 'price' } },
    { query: { page: 'price', sort: '2' } },
    { query: { page: '2' } },
    { query: { sort: 'price' } },
    { query: { page: '', sort: 'price' } },
    { query: {} },
  ]
  expectDifferent(different.map((changes) => [JSON.stringify(changes), keyWith(changes)]))
})

check('tells retailers apart where the answer does, and paths anyway', { read: 'keys' }, () => {
  const both: Varies = { ...OFFERS, by: ['retailerId', 'priceList'] }
  expectDifferent([
    ['of ada', keyWith({}, both)],
    ['of bob', keyWith({ retailerId: 'bob' }, both)],
    ['of ada with another price list', keyWith({ priceList: 'standard' }, both)],
    ['of gold with the price list ada', keyWith({ retailerId: 'gold', priceList: 'ada' }, both)],
    [
      'of a path and an id that look like the next one',
      keyFor({ path: '/p/:id', query: [], by: [] }, { ...REQUEST, params: { id: '7/pdf' } }),
    ],
    ['of the next one', keyFor({ path: '/p/:id/pdf', query: [], by: [] }, { ...REQUEST, params: { id: '7' } })],
    ['of another path', keyWith({}, { ...both, path: '/shops/:shop/orders/:id' })],
  ])
})

check('keeps texts apart, whatever is in them', { read: 'keys' }, () => {
  const varies: Varies = { path: '/search', query: ['a', 'b'], by: [] }
  const pairs = [
    { a: 'x:y', b: 'z' },
    { a: 'x', b: 'y:z' },
    { a: 'x","y', b: 'z' },
    { a: 'x', b: 'y","z' },
    { a: 'x&b=y', b: 'z' },
    { a: 'x', b: 'y&b=z' },
    { a: 'x|y', b: 'z' },
    { a: 'x', b: 'y|z' },
    { a: 'x/y', b: 'z' },
    { a: 'x', b: 'y/z' },
    { a: 'x,y', b: 'z' },
    { a: 'x', b: 'y,z' },
    { a: 'null', b: 'z' },
    { b: 'z' },
    { a: 'undefined', b: 'z' },
    { a: '', b: 'z' },
    { a: 'X', b: 'z' },
    { a: ' x', b: 'z' },
    { a: '%78', b: 'z' },
    { a: 'caf\u00e9', b: 'z' },
    { a: 'cafe\u0301', b: 'z' },
    { a: 'x', b: 'z' },
  ]
  expectDifferent(pairs.map((query) => [JSON.stringify(query), keyWith({ params: {}, query }, varies)]))
})

function expectDifferent(keys: [input: string, key: string][]): void {
  const seen = new Map<string, string>()
  for (const [input, key] of keys) {
    expect(seen.get(key), `the request with the same key as keyFor ${input}`).toBe(undefined)
    seen.set(key, input)
  }
}
