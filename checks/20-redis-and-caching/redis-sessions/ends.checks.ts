import { check, expect, serviceUrl } from 'backend-workbook/check'
import { openNarrowWay } from '../narrow-way.ts'
import { lifetimes, outcome, pause, withRedis } from '../redis.ts'
import { IDLE, MAX, withSessions } from './sessions.ts'

const MS = 8000

check('ends one session, and all of one user', { read: 'log-out', ms: MS }, () =>
  withSessions(async ({ sessions, open }) => {
    const other = await open()
    const login = async (userId: string) => sessions.login(await sessions.create(), userId)
    const [one, two, three, bob] = [await login('ada'), await login('ada'), await login('ada'), await login('bob')]
    const anonymous = await sessions.create()
    const shared = await sessions.login(await login('ada'), 'bob')
    await other.destroy(one)
    expect(await sessions.read(one), 'a session that another process has destroyed').toBe(null)
    expect(await sessions.read(two), 'another session of the same user').toMatchObject({ userId: 'ada' })
    await other.destroy('made-up')
    await other.destroyAll('ada')
    for (const id of [two, three])
      expect(await sessions.read(id), "a session of ada after destroyAll('ada')").toBe(null)
    expect(await sessions.read(bob), "a session of bob after destroyAll('ada')").toMatchObject({ userId: 'bob' })
    expect(await sessions.read(shared), 'one that was of ada before bob logged in').toMatchObject({ userId: 'bob' })
    expect(await sessions.read(anonymous), 'an anonymous session').toEqual({ userId: null, data: {} })
    await other.destroyAll('nobody')
    const again = await login('ada')
    expect(await sessions.read(again), "a login after destroyAll('ada')").toMatchObject({ userId: 'ada' })
    await other.destroyAll('ada')
    expect(await sessions.read(again), "that session after a second destroyAll('ada')").toBe(null)
  }),
)

check('ends sessions that have lived for longer than idleMs, too', { read: 'log-out', ms: MS }, () =>
  withSessions(async ({ open }) => {
    const sessions = await open({ idleMs: 500, maxMs: MAX })
    const id = await sessions.login(await sessions.create(), 'ada')
    const begin = performance.now()
    while (performance.now() - begin < 1100) {
      await pause(30)
      // The machine was too busy to keep it alive.
      if ((await sessions.read(id)) === null && performance.now() - begin > 300) return
    }
    const keepsId = await sessions.read(id)
    await sessions.destroyAll('ada')
    expect(await sessions.read(id), `destroyAll of a session (${JSON.stringify(keepsId)}) read for twice idleMs`).toBe(
      null,
    )
  }),
)

check('forgets no session that begins while all are ended', { read: 'log-out', ms: MS }, () =>
  withSessions(async ({ sessions, open, connect }) => {
    for (const commands of [1, 2, 3]) {
      const way = await openNarrowWay(serviceUrl('redis'))
      const slow = await open({ redis: await connect({ commandTimeout: 20_000 }, way.url) })
      await sessions.login(await sessions.create(), 'ada')
      const stopped = way.allow(commands)
      const ending = slow.destroyAll('ada')
      await Promise.race([stopped, ending])
      const late = await sessions.login(await sessions.create(), 'ada')
      way.release()
      await ending
      await sessions.destroyAll('ada')
      const input = `a login after ${commands} commands of one destroyAll, when a second has resolved`
      expect(await sessions.read(late), input).toBe(null)
      await way.drop()
    }
  }),
)

check('brings no session back that was destroyed while it was read', { read: 'session-life', ms: MS }, () =>
  withSessions(async ({ sessions, open, connect }) => {
    for (const commands of [1, 2]) {
      const way = await openNarrowWay(serviceUrl('redis'))
      const slow = await open({ redis: await connect({ commandTimeout: 20_000 }, way.url) })
      const id = await sessions.login(await sessions.create({ cart: ['tea'] }), 'ada')
      const stopped = way.allow(commands)
      const reading = slow.read(id)
      await Promise.race([stopped, reading])
      await sessions.destroy(id)
      way.release()
      await reading
      const input = `read after destroy, when another read had sent ${commands} commands before it`
      expect(await sessions.read(id), input).toBe(null)
      await way.drop()
    }
  }),
)

check('leaves no key for ever when its process dies between two commands', { read: 'session-life', ms: MS }, () =>
  withRedis(async ({ admin, connect }) => {
    const { createSessions } = await import('../../../exercises/20-redis-and-caching/redis-sessions.ts')
    const steady = createSessions({ redis: await connect(), idleMs: IDLE, maxMs: MAX })
    for (const commands of [1, 2, 3, 4]) {
      for (const call of ['create', 'login'] as const) {
        const way = await openNarrowWay(serviceUrl('redis'))
        const redis = await connect({ retryStrategy: () => null }, way.url)
        const sessions = createSessions({ redis, idleMs: IDLE, maxMs: MAX })
        const id = await steady.create()
        const stopped = way.allow(commands)
        const work = outcome(call === 'create' ? sessions.create() : sessions.login(id, `user ${commands}`))
        await Promise.race([stopped, work])
        await way.drop()
        await work
        const kept = Object.entries(await lifetimes(admin)).filter(([, ms]) => ms < 0)
        expect(kept, `keys without a time to live, when ${call} dies after ${commands} commands`).toEqual([])
      }
    }
  }),
)

check('rejects while Redis is away, and never says that there is no session', { read: 'fail-open', ms: MS }, () =>
  withSessions(async ({ open, connect, way }) => {
    const sessions = await open({ redis: await connect({ commandTimeout: 400 }) })
    const id = await sessions.login(await sessions.create(), 'ada')
    const calls = {
      create: () => sessions.create(),
      read: () => sessions.read(id),
      login: () => sessions.login(id, 'ada'),
      destroy: () => sessions.destroy(id),
      destroyAll: () => sessions.destroyAll('ada'),
    }
    for (const away of ['silent', 'gone'] as const) {
      if (away === 'silent') way.freeze()
      else await way.cut()
      const answers = await Promise.all(
        Object.entries(calls).map(async ([name, call]) => [name, await outcome(call())]),
      )
      for (const [name, answer] of answers) expect(answer, `${name} while Redis is ${away}`).toMatch(/^threw/)
    }
    await way.mend()
  }),
)
