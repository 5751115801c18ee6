import { check, expect } from 'backend-workbook/check'
import { deepClone } from '../../exercises/01-javascript-under-the-hood/deep-clone.ts'

check('gives primitives and functions back as they are', { read: 'deep-clone' }, () => {
  const id = Symbol('id')
  const primitives = ['text', '', 0, -0, Number.NaN, 10n, true, null, undefined, id]
  for (const value of primitives)
    expect(deepClone(value), `deepClone(${Object.is(value, -0) ? '-0' : String(value)})`).toBe(value)
  const onSale = () => true
  expect(deepClone(onSale), 'deepClone(onSale), a function').toBe(onSale)
  expect(deepClone({ onSale }).onSale, 'deepClone({ onSale }).onSale').toBe(onSale)
})

check('copies nested objects and arrays all the way down', { read: 'shallow-and-deep' }, () => {
  const order = { id: 1, note: '', items: [{ sku: 'A1', sizes: [[38], [40, 42]] }] }
  const copy = deepClone(order)
  expect(copy, 'deepClone(order)').toEqual({ id: 1, note: '', items: [{ sku: 'A1', sizes: [[38], [40, 42]] }] })
  expect(Array.isArray(copy.items), 'Array.isArray(deepClone(order).items)').toBe(true)
  copy.items[0]?.sizes[1]?.push(44)
  copy.items.push({ sku: 'B2', sizes: [] })
  expect(order, 'order, after its copy was changed').toEqual({
    id: 1,
    note: '',
    items: [{ sku: 'A1', sizes: [[38], [40, 42]] }],
  })
})

check('keeps undefined values and the holes of an array', { read: 'deep-clone' }, () => {
  const sparse: unknown[] = []
  sparse[2] = 'third'
  sparse[4] = undefined
  sparse.length = 6
  const copy = deepClone({ sparse, missing: undefined })
  expect(copy.sparse.length, 'the length of a copied array of 6').toBe(6)
  expect(Object.keys(copy.sparse), 'the indexes that a copy of [ , , "third", , undefined, , ] has').toEqual(['2', '4'])
  expect(Object.keys(copy), 'the keys of a copied { sparse, missing: undefined }').toEqual(['sparse', 'missing'])
})

check('follows a cycle back into the copy', { read: 'deep-clone' }, () => {
  const shop: { name: string; self?: unknown; shelves: { shop: unknown }[]; index: Map<string, unknown> } = {
    name: 'corner',
    shelves: [],
    index: new Map(),
  }
  shop.self = shop
  shop.shelves.push({ shop })
  shop.index.set('here', shop)
  const copy = deepClone(shop)
  expect(copy === shop, 'is the copy of a shop that contains itself the shop itself?').toBe(false)
  expect(copy.self === copy, 'does copy.self lead to the copy?').toBe(true)
  expect(copy.shelves[0]?.shop === copy, 'does copy.shelves[0].shop lead to the copy?').toBe(true)
  expect(copy.index.get('here') === copy, "does copy.index.get('here') lead to the copy?").toBe(true)
})

check('keeps one object that is used twice one object', { read: 'deep-clone' }, () => {
  const address = { city: 'Berlin' }
  const copy = deepClone({ billing: address, delivery: address, all: [address, address] })
  copy.billing.city = 'Bonn'
  expect(copy, "billing and delivery were one object; then copy.billing.city = 'Bonn'").toEqual({
    billing: { city: 'Bonn' },
    delivery: { city: 'Bonn' },
    all: [{ city: 'Bonn' }, { city: 'Bonn' }],
  })
  expect(address, 'the original address').toEqual({ city: 'Berlin' })
})

check('copies a date as a date of its own', { read: 'deep-clone' }, () => {
  const placed = new Date('2026-03-01T12:00:00Z')
  const copy = deepClone({ placed }).placed
  expect(copy, 'deepClone({ placed: new Date(…) }).placed').toEqual(new Date('2026-03-01T12:00:00Z'))
  copy.setUTCFullYear(1999)
  expect(placed.toISOString(), 'the original date, after copy.setUTCFullYear(1999)').toBe('2026-03-01T12:00:00.000Z')
  expect(deepClone(new Date(Number.NaN)).getTime(), 'deepClone(new Date(NaN)).getTime()').toBe(Number.NaN)
  class MarketDay extends Date {}
  const day = deepClone(new MarketDay('2026-03-01T12:00:00Z'))
  expect(day instanceof MarketDay, 'is the copy of a MarketDay, which extends Date, a MarketDay?').toBe(true)
  expect(
    attempt(() => day.toISOString()),
    'toISOString() of the copy of a MarketDay',
  ).toBe('2026-03-01T12:00:00.000Z')
})

check('copies a regular expression with its flags and its lastIndex', { read: 'deep-clone' }, () => {
  const words = /\w+/giu
  words.exec('one two three')
  const copy = deepClone(words)
  expect(copy === words, 'is the copy of a regular expression the same object?').toBe(false)
  expect(`${copy}`, 'deepClone(/\\w+/giu)').toBe('/\\w+/giu')
  expect(copy.lastIndex, 'its lastIndex, where the original stood at 3').toBe(3)
  expect(copy.exec('one two three')?.[0], "copy.exec('one two three')").toBe('two')
})

check('copies what is inside a Map and a Set', { read: 'deep-clone' }, () => {
  const key = { id: 1 }
  const stock = new Map([[key, { count: 3 }]])
  const tags = new Set([{ tag: 'new' }])
  const copy = deepClone({ stock, tags })
  expect([...copy.stock], 'the entries of a copied Map').toEqual([[{ id: 1 }, { count: 3 }]])
  expect([...copy.tags], 'the items of a copied Set').toEqual([{ tag: 'new' }])
  expect(copy.stock.has(key), 'is the key of the original in the copied Map?').toBe(false)
  for (const value of copy.stock.values()) value.count = 0
  for (const item of copy.tags) item.tag = 'old'
  expect([stock.get(key), ...tags], 'the originals, after the copies were changed').toEqual([
    { count: 3 },
    { tag: 'new' },
  ])
})

check('copies bytes, and keeps two views of one buffer together', { read: 'deep-clone' }, () => {
  const buffer = new ArrayBuffer(8)
  const bytes = new Uint8Array(buffer, 2, 4).fill(7)
  const view = new DataView(buffer, 2, 3)
  const copy = deepClone({ bytes, view, prices: new Float64Array([1.5, -0]), name: Buffer.from('Zoë') })
  expect([...copy.bytes], 'a copied Uint8Array of four sevens').toEqual([7, 7, 7, 7])
  expect([...copy.prices], 'a copied Float64Array').toEqual([1.5, -0])
  expect(Buffer.isBuffer(copy.name) && copy.name.toString(), "deepClone(Buffer.from('Zoë')) as text").toBe('Zoë')
  copy.bytes[0] = 99
  expect(bytes[0], 'the first byte of the original, after copy.bytes[0] = 99').toBe(7)
  expect(copy.view.getUint8(0), 'the same byte through the copied DataView of the same buffer').toBe(99)
  expect([copy.view.byteOffset, copy.view.byteLength], 'where the copied DataView begins, and its length').toEqual([
    2, 3,
  ])
})

check('keeps the prototype and does not run the constructor', { read: 'deep-clone' }, () => {
  let built = 0
  class Price {
    cents: number
    constructor(cents: number) {
      built += 1
      this.cents = cents
    }
    get euros() {
      return this.cents / 100
    }
  }
  const copy = deepClone(new Price(1999))
  expect(copy instanceof Price, 'deepClone(new Price(1999)) instanceof Price').toBe(true)
  expect(copy.euros, 'deepClone(new Price(1999)).euros, a getter of the class').toBe(19.99)
  expect(built, 'how often the constructor ran').toBe(1)
  const dictionary = Object.assign(Object.create(null), { word: 1 })
  expect(Object.getPrototypeOf(deepClone(dictionary)), 'the prototype of a copied Object.create(null)').toBe(null)
})

check('copies properties with symbol keys', { read: 'deep-clone' }, () => {
  const trace = Symbol('trace')
  const request = { path: '/', [trace]: { id: 7 } }
  const copy = deepClone(request)
  expect(copy[trace], 'copy[trace] of { path, [trace]: { id: 7 } }').toEqual({ id: 7 })
  expect(copy[trace] === request[trace], 'is copy[trace] the same object as the original?').toBe(false)

  const unit = { name: 'cent' }
  const prices = Object.assign([5, 10], { unit })
  const placed = Object.assign(new Date(0), { unit })
  const stock = Object.assign(new Map([['A1', 3]]), { unit })
  const whole = deepClone({ prices, placed, stock })
  for (const [name, value] of Object.entries(whole))
    expect(value.unit, `the property unit of ${name}, in the copy of { prices, placed, stock }`).toEqual({
      name: 'cent',
    })
  whole.placed.unit.name = 'euro'
  expect(unit, 'the original unit, after copy.placed.unit.name = "euro"').toEqual({ name: 'cent' })
})

check('keeps an accessor an accessor and does not run it', { read: 'deep-clone' }, () => {
  let reads = 0
  const basket = {
    prices: [5, 10],
    get total() {
      reads += 1
      return this.prices.reduce((sum, price) => sum + price, 0)
    },
  }
  const copy = deepClone(basket)
  expect(reads, 'how often the getter ran while the basket was copied').toBe(0)
  copy.prices.push(1)
  expect(copy.total, 'copy.total of prices 5 and 10, after copy.prices.push(1)').toBe(16)

  const shelf = {
    kept: 1,
    get count() {
      return this.kept
    },
    set count(value: number) {
      this.kept = value * 2
    },
  }
  const other = deepClone(shelf)
  expect(Reflect.set(other, 'count', 4), 'copy.count = 4 works, where count has a getter and a setter').toBe(true)
  expect([other.kept, shelf.kept], 'what the setter kept in the copy, which doubles it, and in the original').toEqual([
    8, 1,
  ])
})

check('copies a key named __proto__ as a key like any other', { read: 'deep-clone' }, () => {
  const body = JSON.parse('{ "__proto__": { "admin": true }, "name": "Eve" }') as { admin?: boolean }
  const copy = deepClone(body)
  expect(copy.admin, 'copy.admin of {"__proto__": {"admin": true}, "name": "Eve"}').toBe(undefined)
  expect(Object.keys(copy), 'the keys of the copy').toEqual(['__proto__', 'name'])
})

check('gives a copy that can be changed of what was frozen', { read: 'deep-clone' }, () => {
  const defaults = Object.freeze({
    limit: 10,
    list: Object.freeze([1, 2]),
    get first() {
      return this.list[0]
    },
  })
  const copy = deepClone(defaults) as { limit: number; list: number[]; first?: number; extra?: string }
  expect(Reflect.set(copy, 'limit', 20), 'copy.limit = 20 works').toBe(true)
  expect(Reflect.set(copy, 'extra', 'new'), "copy.extra = 'new' works").toBe(true)
  expect(Reflect.set(copy.list, 0, 9), 'copy.list[0] = 9 works').toBe(true)
  expect(Reflect.deleteProperty(copy.list, 1), 'delete copy.list[1] works').toBe(true)
  expect(Reflect.deleteProperty(copy, 'first'), 'delete copy.first, a getter, works').toBe(true)
  expect(copy, 'the copy after these changes').toEqual({ limit: 20, list: [9, undefined], extra: 'new' })
})

/** The result, or the error as text, so that a failure shows it. */
function attempt(work: () => string): string {
  try {
    return work()
  } catch (error) {
    return String(error)
  }
}
