import { check, expect, serviceUrl } from 'backend-workbook/check'
import { openNarrowWay } from '../narrow-way.ts'
import { lifetimes, outcome, until } from '../redis.ts'
import { slowSource, source, withCaches } from './caches.ts'

const MS = 6000

check('asks the database once, and Redis afterwards, whatever the value is', { read: 'cache-aside', ms: MS }, () =>
  withCaches(async ({ open }) => {
    const [one, other] = [await open(), await open()]
    for (const value of [{ name: 'tea', tags: ['a'] }, null, 0, '', false, [], 'null']) {
      const said = JSON.stringify(value)
      const [first, second] = [source(value), source<unknown>('a second load')]
      expect(await one.get(said, first.load), `the first get of a value that is ${said}`).toEqual(value)
      expect(await one.get(said, second.load), `the second get of a value that is ${said}`).toEqual(value)
      expect(await other.get(said, second.load), `get of that value (${said}) in another process`).toEqual(value)
      expect([first.loads, second.loads], `loads by the first get of ${said}, and by the two after it`).toEqual([1, 0])
    }
  }),
)

check('keeps each key and each prefix by itself', { read: 'keys', ms: MS }, () =>
  withCaches(async ({ open, admin }) => {
    const [products, shops] = [await open(), await open({ prefix: 'shops' })]
    const keys = ['42', '42:lock', 'lock:42', 'value:42', ' 42', '*', 'é', '{42}']
    for (const key of keys) {
      expect(await products.get(key, async () => `product ${key}`), `products: get('${key}')`).toBe(`product ${key}`)
      expect(await shops.get(key, async () => `shop ${key}`), `shops: get('${key}')`).toBe(`shop ${key}`)
    }
    for (const key of keys) {
      expect(await products.get(key, async () => 'loaded'), `products: get('${key}') again`).toBe(`product ${key}`)
      expect(await admin.exists(`products:value:${key}`), `whether Redis has products:value:${key}`).toBe(1)
    }
    const strangers = (await admin.keys('*')).filter((key) => !/^(products|shops):/.test(key))
    expect(strangers, 'keys in Redis that begin neither with products: nor with shops:').toEqual([])
  }),
)

check('gives everything in Redis a time to live, and values one with jitter', { read: 'ttl', ms: MS }, () =>
  withCaches(async ({ open, admin }) => {
    const cases = [
      { random: 0, staleMs: undefined, expected: 900_000 },
      { random: 0.5, staleMs: undefined, expected: 1_000_000 },
      { random: 0.75, staleMs: 500_000, expected: 1_550_000 },
    ]
    for (const { random, staleMs, expected } of cases) {
      await admin.flushdb()
      const cache = await open({
        ttlMs: 1_000_000,
        random: () => random,
        ...(staleMs === undefined ? {} : { staleMs }),
      })
      const slow = slowSource<string>()
      const answer = cache.get('tea', slow.load)
      await slow.called
      for (const [key, ms] of Object.entries(await lifetimes(admin))) {
        expect(ms, `PTTL of ${key} during a load`).toBeGreaterThan(0)
      }
      slow.answer('green')
      await answer
      const left = await admin.pttl('products:value:tea')
      const input = `PTTL of a value, with ttlMs: 1_000_000, staleMs: ${staleMs}, random: () => ${random}`
      expect(left, input).toBeLessThanOrEqual(expected)
      expect(left, input).toBeGreaterThan(expected - 30_000)
      for (const [key, ms] of Object.entries(await lifetimes(admin))) expect(ms, `PTTL of ${key}`).toBeGreaterThan(0)
    }
  }),
)

check('loads again when a value has had its time', { read: 'ttl', ms: MS }, () =>
  withCaches(async ({ open }) => {
    const cache = await open({ ttlMs: 150 })
    await cache.get('tea', async () => 'old')
    // A value whose time ends while a get is under way may be answered once more, and loaded beside it.
    const seen = await until(
      () => cache.get('tea', async () => 'new'),
      (value) => value === 'new',
    )
    expect(seen, 'the answer of a value of ttlMs: 150, asked for again and again').toBe('new')
  }),
)

check('loads anew after invalidate, also when a load was under way', { read: 'invalidation', ms: 8000 }, () =>
  withCaches(async ({ open }) => {
    const [one, other] = [await open(), await open()]
    await one.get('tea', async () => 'old')
    await one.get('milk', async () => 'milk')
    await one.invalidate('tea')
    expect(await other.get('tea', async () => 'new'), 'get after an invalidate in another process').toBe('new')
    expect(await one.get('milk', async () => 'loaded'), 'get of another key').toBe('milk')
    await one.invalidate('nothing')
    for (const [name, who] of [
      ['another', other],
      ['the same', one],
    ] as const) {
      const key = `${name} process`
      const slow = slowSource<string>()
      const early = one.get(key, slow.load)
      await slow.called
      await who.invalidate(key)
      const late = other.get(key, async () => 'new')
      const same = one.get(key, async () => 'new')
      expect(await outcome(late), `get after an invalidate by ${key}, while an older load is under way`).toBe('new')
      expect(await outcome(same), `the same in the process that loads`).toBe('new')
      slow.answer('old')
      await early
      for (const cache of [one, other]) {
        expect(await cache.get(key, async () => 'new'), `get when the older load has ended (${key})`).toBe('new')
      }
    }
    const slow = slowSource<string>()
    const early = one.get('rice', slow.load)
    await slow.called
    await other.invalidate('rice')
    slow.answer('old')
    await early
    const answer = await other.get('rice', async () => 'new')
    expect(answer, 'get after an invalidate during a load that has ended since').toBe('new')
    for (const commands of [1, 2]) {
      const key = `bread ${commands}`
      const way = await openNarrowWay(serviceUrl('redis'))
      const narrow = await open({ url: way.url, timeoutMs: 20_000 })
      const older = slowSource<string>()
      const loading = one.get(key, older.load)
      await older.called
      const stopped = way.allow(commands)
      const telling = narrow.invalidate(key)
      await Promise.race([stopped, telling])
      older.answer('old')
      await loading
      way.release()
      await telling
      const input = `get after an invalidate, when an older load has ended after ${commands} of its commands`
      expect(await one.get(key, async () => 'new'), input).toBe('new')
      await way.drop()
    }
  }),
)
