import { check, expect } from 'backend-workbook/check'
import { outcome, pause } from '../redis.ts'
import { reached, slowSource, source, withCaches } from './caches.ts'

const MS = 8000

check('answers what load gives while Redis is away or silent', { read: 'redis-down', ms: MS }, () =>
  withCaches(async ({ open, way }) => {
    const cache = await open({ timeoutMs: 300 })
    await cache.get('tea', async () => 'cached')
    for (const away of ['silent', 'gone'] as const) {
      if (away === 'silent') way.freeze()
      else await way.cut()
      for (const key of ['tea', 'milk']) {
        const from = source('loaded')
        expect(await outcome(cache.get(key, from.load)), `get('${key}') while Redis is ${away}`).toBe('loaded')
        expect(from.loads, `its loads while Redis is ${away}`).toBe(1)
      }
      const failing = cache.get('tea', async () => Promise.reject(new Error('no database')))
      expect(await outcome(failing), `get while Redis is ${away} and load rejects`).toBe('threw no database')
    }
    await pause(1500)
    await way.mend()
    expect(await reached(cache), 'whether it answers from Redis again, some seconds after Redis is back').toBe(true)
    const slow = slowSource<string>()
    const answer = cache.get('rice', slow.load)
    await slow.called
    way.freeze()
    slow.answer('white')
    expect(await outcome(answer), 'get, when Redis is silent from the load on').toBe('white')
    expect(slow.loads, 'its loads').toBe(1)
    way.thaw()
    const usual = await open({}, { lockMs: 30_000 })
    way.freeze()
    expect(await outcome(usual.get('tea', async () => 'loaded')), 'get while Redis is silent, without timeoutMs').toBe(
      'loaded',
    )
  }),
)

check('shares loads while Redis is away, and opens without it', { read: 'redis-down', ms: MS }, () =>
  withCaches(async ({ open, way }) => {
    const early = await open()
    await way.cut()
    const { openCache } = await import('../../../exercises/20-redis-and-caching/cache-aside.ts')
    const late = openCache({ url: way.url, prefix: 'late', ttlMs: 60_000 })
    for (const [name, cache] of [
      ['a cache that has lost Redis', early],
      ['a cache that never reached it', late],
    ] as const) {
      const slow = slowSource<string>()
      const answers = outcome(Promise.all(Array.from({ length: 20 }, () => cache.get('tea', slow.load))))
      expect(await outcome(slow.called), `load by ${name}`).toBe(undefined)
      await pause(150)
      expect(slow.loads, `loads for 20 callers of ${name}`).toBe(1)
      slow.answer('green')
      expect(await answers, `what they get of ${name}`).toEqual(Array.from({ length: 20 }, () => 'green'))
      expect(await outcome(cache.get('tea', async () => 'later')), `a later get of ${name}`).toBe('later')
    }
    await way.mend()
    expect(await reached(late), 'whether a cache that was opened without Redis answers from it, when it is back').toBe(
      true,
    )
    late.close()
  }),
)

check('says so when it could not invalidate', { read: 'invalidation', ms: MS }, () =>
  withCaches(async ({ open, way }) => {
    const cache = await open({ timeoutMs: 300 })
    way.freeze()
    expect(await outcome(cache.invalidate('tea')), 'invalidate while Redis is silent').toMatch(/^threw/)
    await way.cut()
    expect(await outcome(cache.invalidate('tea')), 'invalidate while Redis is gone').toMatch(/^threw/)
    await way.mend()
  }),
)
