import { check, expect, serviceUrl } from 'backend-workbook/check'
import { createLeaderboard } from '../../../exercises/20-redis-and-caching/leaderboard.ts'
import { openNarrowWay } from '../narrow-way.ts'
import { outcome, withRedis } from '../redis.ts'

const MS = 8000

check('counts a delivery once', { read: 'once', ms: MS }, () =>
  withRedis(async ({ connect }) => {
    const board = createLeaderboard({ redis: await connect(), week: '2026-w01' })
    const delivery = { id: 'd-1', riderId: 'ada', points: 5 }
    expect(await board.record(delivery), 'the first record').toBe(true)
    for (const other of [{}, { points: 9 }, { riderId: 'bob' }]) {
      expect(await board.record({ ...delivery, ...other }), `the same id, with ${JSON.stringify(other)}`).toBe(false)
    }
    expect(await board.top(5), 'top(5) afterwards').toEqual([{ riderId: 'ada', name: null, points: 5, rank: 1 }])
    expect(await board.recent(5), 'recent(5) afterwards').toEqual([delivery])
    expect(await board.record({ ...delivery, id: 'd-2' }), 'another id').toBe(true)
  }),
)

check('counts it once when four processes record it at the same moment', { read: 'once', ms: MS }, () =>
  withRedis(async ({ connect }) => {
    const clients = await Promise.all([connect(), connect(), connect(), connect()])
    const boards = clients.map((redis) => createLeaderboard({ redis, week: '2026-w01' }))
    const deliveries = Array.from({ length: 10 }, (_, n) => ({ id: `d-${n}`, riderId: 'ada', points: 10 }))
    const answers = await Promise.all(deliveries.flatMap((each) => boards.map((board) => board.record(each))))
    expect(answers.filter(Boolean).length, 'records that are true, of 10 deliveries in 4 processes').toBe(10)
    expect(await boards[0]?.standing('ada'), "standing('ada'), with 10 points for each").toMatchObject({ points: 100 })
    expect((await boards[0]?.recent(50))?.length, 'deliveries in recent(50)').toBe(10)
  }),
)

check('records a delivery as a whole or not at all', { read: 'once', ms: MS }, () =>
  withRedis(async ({ connect }) => {
    const steady = createLeaderboard({ redis: await connect(), week: '2026-w01' })
    for (const commands of [1, 2, 3, 4]) {
      const way = await openNarrowWay(serviceUrl('redis'))
      const board = createLeaderboard({
        redis: await connect({ retryStrategy: () => null }, way.url),
        week: '2026-w01',
      })
      const delivery = { id: `d-${commands}`, riderId: `rider ${commands}`, points: 7 }
      const stopped = way.allow(commands)
      const work = outcome(board.record(delivery))
      await Promise.race([stopped, work])
      await way.drop()
      await work
      const input = `when the process dies after ${commands} commands`
      const early = await steady.standing(delivery.riderId)
      const isListed = (await steady.recent(10)).some(({ id }) => id === delivery.id)
      expect(isListed, `whether recent has the delivery, as the points have it, ${input}`).toBe(early !== null)
      await steady.record(delivery)
      const standing = await steady.standing(delivery.riderId)
      expect(standing, `standing after another record of it, ${input}`).toMatchObject({ points: 7 })
      const listed = (await steady.recent(10)).filter(({ id }) => id === delivery.id)
      expect(listed, `the delivery in recent(10) then, ${input}`).toEqual([delivery])
    }
  }),
)

check('lists the latest deliveries, the last one first', { read: 'streams', ms: MS }, () =>
  withRedis(async ({ connect }) => {
    const redis = await connect()
    const board = createLeaderboard({ redis, week: '2026-w01' })
    expect(await board.recent(3), 'recent(3) without a delivery').toEqual([])
    const deliveries = [10, 9, 2, 33, 1].map((points, n) => ({ id: `d-${9 - n}`, riderId: `r-${n % 2}`, points }))
    for (const delivery of deliveries) await board.record(delivery)
    const latest = deliveries.toReversed()
    for (const count of [1, 3, 5, 20]) {
      expect(await board.recent(count), `recent(${count})`).toEqual(latest.slice(0, count))
    }
    const other = createLeaderboard({ redis, week: '2026-w01' })
    expect(await other.recent(2), 'recent(2) in another process').toEqual(latest.slice(0, 2))
  }),
)

check('keeps as many deliveries as it must, and not many more', { read: 'streams', ms: MS }, () =>
  withRedis(async ({ connect, admin }) => {
    const board = createLeaderboard({ redis: await connect(), week: '2026-w01', keep: 20 })
    const delivery = (n: number) => ({ id: `d-${n}`, riderId: 'ada', points: 1 })
    await Promise.all(Array.from({ length: 300 }, (_, n) => board.record(delivery(n))))
    for (let n = 300; n < 320; n += 1) await board.record(delivery(n))
    const latest = Array.from({ length: 20 }, (_, n) => delivery(319 - n))
    expect(await board.recent(20), 'recent(20) after 320 deliveries, with keep: 20').toEqual(latest)
    const sizes = await Promise.all((await admin.keys('*')).map((key) => sizeOf(key)))
    expect(Math.max(0, ...sizes), 'entries of the longest stream or list, with keep: 20').toBeLessThanOrEqual(220)
    expect(await board.record(delivery(0)), 'another record of the first delivery, after 320').toBe(false)
    expect(await board.standing('ada'), "standing('ada') after 320 deliveries").toMatchObject({ points: 320 })
    for (const [week, keep, options] of [
      ['2026-w02', 100, {}],
      ['2026-w03', 130, { keep: 130 }],
    ] as const) {
      const other = createLeaderboard({ redis: await connect(), week, ...options })
      await Promise.all(Array.from({ length: keep }, (_, n) => other.record(delivery(n))))
      const kept = (await other.recent(500)).length
      expect(kept, `deliveries in recent(500) after ${keep}, with ${JSON.stringify(options)}`).toBe(keep)
    }

    async function sizeOf(key: string): Promise<number> {
      const type = await admin.type(key)
      if (type === 'stream') return admin.xlen(key)
      return type === 'list' ? admin.llen(key) : 0
    }
  }),
)
