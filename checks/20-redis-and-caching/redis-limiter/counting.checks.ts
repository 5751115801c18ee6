import { check, expect } from 'backend-workbook/check'
import { createLimiter, type Decision } from '../../../exercises/20-redis-and-caching/redis-limiter.ts'
import { pause, until, withRedis } from '../redis.ts'

const MS = 6000
const MINUTE = 60_000

check('allows as many as the limit says, then refuses', { read: 'limiter', ms: MS }, () =>
  withRedis(async ({ connect }) => {
    const redis = await connect()
    for (const limit of [1, 3]) {
      const limiter = createLimiter({ redis, name: `of ${limit}`, limit, windowMs: MINUTE })
      for (let n = 1; n <= limit + 2; n += 1) {
        const { allowed, remaining } = await limiter.take('ada')
        expect({ allowed, remaining }, `request ${n}, with limit: ${limit}`).toEqual({
          allowed: n <= limit,
          remaining: Math.max(0, limit - n),
        })
      }
    }
  }),
)

check('says how long to wait, and only where it refuses', { read: 'limiter', ms: MS }, () =>
  withRedis(async ({ connect }) => {
    const limiter = createLimiter({ redis: await connect(), name: 'login', limit: 1, windowMs: MINUTE })
    const begin = performance.now()
    expect((await limiter.take('ada')).retryAfterMs, 'retryAfterMs of a request that is allowed').toBe(0)
    let before = MINUTE
    for (const n of [2, 3, 4]) {
      const { retryAfterMs } = await limiter.take('ada')
      const least = Math.floor(MINUTE - (performance.now() - begin)) - 50
      expect(Number.isInteger(retryAfterMs), `whether retryAfterMs of request ${n} is whole (${retryAfterMs})`).toBe(
        true,
      )
      expect(retryAfterMs, `retryAfterMs of request ${n}, with windowMs: 60,000 and limit: 1`).toBeGreaterThan(least)
      expect(retryAfterMs, `retryAfterMs of request ${n}, against that of the one before`).toBeLessThanOrEqual(before)
      before = retryAfterMs
    }
  }),
)

check('ends a window at its time, however often it has refused', { read: 'limiter', ms: 8000 }, () =>
  withRedis(async ({ connect }) => {
    const redis = await connect()
    const windowMs = 1000
    const limiter = createLimiter({ redis, name: 'short', limit: 2, windowMs })
    // All in one window, unless the machine was busy meanwhile.
    const seen = await until(
      async () => {
        const key = `retailer ${Math.random()}`
        const begin = performance.now()
        const first = [await limiter.take(key)]
        await pause(300)
        first.push(await limiter.take(key), await limiter.take(key))
        return { key, begin, first, isInTime: performance.now() - begin < windowMs }
      },
      ({ isInTime }) => isInTime,
    )
    if (!seen.isInTime) return
    const { key, begin, first } = seen
    expect(
      first.map(({ allowed }) => allowed),
      'three requests, with limit: 2',
    ).toEqual([true, true, false])
    const wait = first[2]?.retryAfterMs
    // 300 have passed, and a clock may be late.
    expect(wait, 'retryAfterMs of the third, 300 ms after the first, with windowMs: 1,000').toBeLessThanOrEqual(720)
    expect(wait, 'retryAfterMs of the third, with windowMs: 1,000').toBeGreaterThan(0)
    const next = await until(
      () => limiter.take(key),
      ({ allowed }) => allowed,
      3000,
    )
    const afterMs = performance.now() - begin
    expect(next, 'a request at last, asked again every 10 ms with limit: 2 and windowMs: 1,000').toMatchObject({
      allowed: true,
      remaining: 1,
    })
    expect(afterMs, 'milliseconds from before the first request to the first that was allowed again').toBeGreaterThan(
      windowMs - 50,
    )
  }),
)

check('keeps names and keys apart, whatever their text', { read: 'keys', ms: MS }, () =>
  withRedis(async ({ connect, admin }) => {
    const redis = await connect()
    const limiter = (name: string) => createLimiter({ redis, name, limit: 1, windowMs: MINUTE })
    const pairs = [
      ['a', 'b:c'],
      ['a:b', 'c'],
      ['a', 'b'],
      ['b', 'b'],
      ['a', 'B'],
      ['a', ' b'],
      ['a"', 'b'],
      ['a', '"b'],
      ['a","b', 'c'],
      ['a', 'b","c'],
      ['a|b', 'c'],
      ['a', 'b|c'],
      ['a/b', 'c'],
      ['a', 'b/c'],
      ['a b', 'c'],
      ['a', 'b c'],
      ['', 'a'],
      ['a', ''],
    ] as const
    for (const [name, key] of pairs) {
      const { allowed } = await limiter(name).take(key)
      expect(allowed, `the first request of the name '${name}' with the key '${key}', limit: 1`).toBe(true)
    }
    expect((await limiter('a').take('b:c')).allowed, "the second of 'a' with 'b:c', by a limiter of that name").toBe(
      false,
    )
    const larger = createLimiter({ redis, name: 'a', limit: 5, windowMs: MINUTE })
    const shared = await larger.take('b:c')
    expect(shared.remaining, "remaining of the third of 'a' with 'b:c', by a limiter with limit: 5").toBe(2)
    const strangers = (await admin.keys('*')).filter((key) => !key.startsWith('limit:'))
    expect(strangers, 'keys in Redis that do not begin with limit:').toEqual([])
  }),
)

check('allows exactly the limit to a hundred requests at once in four processes', { read: 'limiter', ms: MS }, () =>
  withRedis(async ({ connect }) => {
    const clients = await Promise.all([connect(), connect(), connect(), connect()])
    const limiters = clients.map((redis) => createLimiter({ redis, name: 'all', limit: 30, windowMs: MINUTE }))
    const takes = Array.from({ length: 25 }, () => limiters.map((limiter) => limiter.take('mill'))).flat()
    const decisions: Decision[] = await Promise.all(takes)
    const allowed = decisions.filter((each) => each.allowed)
    expect(allowed.length, 'requests that are allowed of 100 at once, with limit: 30').toBe(30)
    const remaining = allowed.map((each) => each.remaining).sort((a, b) => a - b)
    expect(remaining, 'what remained after each of them').toEqual(Array.from({ length: 30 }, (_, n) => n))
  }),
)
