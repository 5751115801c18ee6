import { check, expect, serviceUrl } from 'backend-workbook/check'
import { createLimiter } from '../../../exercises/20-redis-and-caching/redis-limiter.ts'
import { openNarrowWay } from '../narrow-way.ts'
import { lifetimes, outcome, until, withRedis } from '../redis.ts'

const MS = 8000
const OPEN = { allowed: true, remaining: 2, retryAfterMs: 0 }

check('leaves no key for ever when its process dies between two commands', { read: 'atomic', ms: MS }, () =>
  withRedis(async ({ connect, admin }) => {
    for (const commands of [1, 2, 3]) {
      const way = await openNarrowWay(serviceUrl('redis'))
      const redis = await connect({ retryStrategy: () => null }, way.url)
      const limiter = createLimiter({ redis, name: 'login', limit: 5, windowMs: 60_000 })
      const stopped = way.allow(commands)
      const take = limiter.take(`dies after ${commands}`)
      await Promise.race([stopped, take])
      await way.drop()
      await take
      const kept = Object.entries(await lifetimes(admin)).filter(([, ms]) => ms < 0)
      expect(kept, `keys without a time to live, when the process dies after ${commands} commands`).toEqual([])
    }
  }),
)

check('leaves no key for ever when much time passes between two commands', { read: 'atomic', ms: MS }, () =>
  withRedis(async ({ connect, admin }) => {
    for (const commands of [1, 2]) {
      await admin.flushdb()
      const way = await openNarrowWay(serviceUrl('redis'))
      const redis = await connect({ commandTimeout: 20_000 }, way.url)
      const limiter = createLimiter({ redis, name: 'login', limit: 5, windowMs: 100 })
      const stopped = way.allow(commands)
      const take = limiter.take('slow')
      await Promise.race([stopped, take])
      await until(
        () => lifetimes(admin),
        (left) => Object.values(left).every((ms) => ms < 0),
        1500,
      )
      way.release()
      await take
      const kept = Object.entries(await lifetimes(admin)).filter(([, ms]) => ms < 0)
      expect(kept, `keys without a time to live, when a window passes after ${commands} commands`).toEqual([])
      await way.drop()
    }
  }),
)

check('counts on when Redis has forgotten its scripts', { read: 'atomic', ms: MS }, () =>
  withRedis(async ({ connect, admin }) => {
    const limiter = createLimiter({ redis: await connect(), name: 'login', limit: 2, windowMs: 60_000 })
    await limiter.take('ada')
    await admin.script('FLUSH')
    const { remaining } = await limiter.take('ada')
    expect(remaining, 'remaining of the second request, after SCRIPT FLUSH, with limit: 2').toBe(0)
    expect((await limiter.take('ada')).allowed, 'whether the third is allowed').toBe(false)
  }),
)

check('allows requests while Redis is gone, and counts again afterwards', { read: 'fail-open', ms: MS }, () =>
  withRedis(async ({ connect, way }) => {
    const redis = await connect()
    const limiter = createLimiter({ redis, name: 'login', limit: 2, windowMs: 60_000 })
    await limiter.take('ada')
    await way.cut()
    for (const n of [1, 2, 3]) {
      expect(await outcome(limiter.take('ada')), `request ${n} while Redis is gone, with limit: 2`).toEqual(OPEN)
    }
    await way.mend()
    await until(
      async () => redis.status,
      (status) => status === 'ready',
      7000,
    )
    const again = await until(
      () => limiter.take('ada'),
      ({ allowed }) => !allowed,
      7000,
    )
    expect(again.allowed, 'whether a request is allowed at last, when Redis is back and each is counted').toBe(false)
  }),
)

check('allows requests while Redis is silent, and counts again afterwards', { read: 'fail-open', ms: MS }, () =>
  withRedis(async ({ connect, way }) => {
    const redis = await connect({ commandTimeout: 300 })
    const limiter = createLimiter({ redis, name: 'login', limit: 2, windowMs: 60_000 })
    way.freeze()
    const answers = await Promise.all([1, 2, 3].map(() => outcome(limiter.take('ada'))))
    expect(answers, 'three requests while Redis is silent, with limit: 2').toEqual([OPEN, OPEN, OPEN])
    way.thaw()
    const again = await until(
      () => limiter.take('ada'),
      ({ allowed }) => !allowed,
      7000,
    )
    expect(again.allowed, 'whether a request is allowed at last, when Redis is back and each is counted').toBe(false)
  }),
)
