import { check, expect } from 'backend-workbook/check'
import { createLeaderboard, type Leaderboard } from '../../../exercises/20-redis-and-caching/leaderboard.ts'
import { withRedis } from '../redis.ts'

const MS = 6000

let deliveries = 0

async function deliver(board: Leaderboard, points: Record<string, number>): Promise<void> {
  for (const [riderId, each] of Object.entries(points)) {
    deliveries += 1
    await board.record({ id: `d-${deliveries}`, riderId, points: each })
  }
}

check('adds points up and puts the best first', { read: 'ranking', ms: MS }, () =>
  withRedis(async ({ connect }) => {
    const [one, other] = [await connect(), await connect()].map((redis) =>
      createLeaderboard({ redis, week: '2026-w01' }),
    )
    if (!one || !other) return
    expect(await one.top(3), 'top(3) without a delivery').toEqual([])
    await deliver(one, { ada: 5, bob: 8, cleo: 100 })
    await deliver(other, { ada: 6, dan: 9 })
    const best = [
      { riderId: 'cleo', name: null, points: 100, rank: 1 },
      { riderId: 'ada', name: null, points: 11, rank: 2 },
      { riderId: 'dan', name: null, points: 9, rank: 3 },
      { riderId: 'bob', name: null, points: 8, rank: 4 },
    ]
    for (const count of [1, 3, 4, 10]) expect(await one.top(count), `top(${count})`).toEqual(best.slice(0, count))
    expect(await other.top(2), 'top(2) in another process').toEqual(best.slice(0, 2))
  }),
)

check('gives one rank to riders with the same points', { read: 'ranking', ms: MS }, () =>
  withRedis(async ({ connect }) => {
    const board = createLeaderboard({ redis: await connect(), week: '2026-w01' })
    await deliver(board, { ada: 8, bob: 10, cleo: 8, dan: 10, eve: 3, finn: 8 })
    const ranks = { ada: 3, bob: 1, cleo: 3, dan: 1, eve: 6, finn: 3 }
    const top = await board.top(10)
    const ofTop = Object.fromEntries(top.map(({ riderId, rank }) => [riderId, rank]))
    expect(ofTop, 'ranks in top(10), with 10, 10, 8, 8, 8 and 3 points').toEqual(ranks)
    expect(
      top.map(({ points }) => points),
      'points in top(10)',
    ).toEqual([10, 10, 8, 8, 8, 3])
    for (const [riderId, rank] of Object.entries(ranks)) {
      expect(await board.standing(riderId), `standing('${riderId}')`).toMatchObject({ riderId, rank })
    }
  }),
)

check('knows where a single rider stands', { read: 'ranking', ms: MS }, () =>
  withRedis(async ({ connect }) => {
    const board = createLeaderboard({ redis: await connect(), week: '2026-w01' })
    await deliver(board, { ada: 8, bob: 10 })
    expect(await board.standing('ada'), "standing('ada')").toEqual({ riderId: 'ada', name: null, points: 8, rank: 2 })
    expect(await board.standing('nobody'), "standing('nobody')").toBe(null)
    await deliver(board, { ada: 5 })
    expect(await board.standing('ada'), "standing('ada'), 5 points later").toEqual({
      ...{ riderId: 'ada', name: null, points: 13, rank: 1 },
    })
    expect(await board.standing('bob'), "standing('bob') then").toMatchObject({ points: 10, rank: 2 })
  }),
)

check('shows the name that was set last', { read: 'structures', ms: MS }, () =>
  withRedis(async ({ connect }) => {
    const redis = await connect()
    const board = createLeaderboard({ redis, week: '2026-w01' })
    await board.setName('ada', 'Ada L.')
    await board.setName('zoe', 'Zoe')
    expect(await board.top(5), 'top(5), with names and no deliveries').toEqual([])
    expect(await board.standing('zoe'), "standing('zoe'), with a name and no delivery").toBe(null)
    await deliver(board, { ada: 8, bob: 10 })
    await board.setName('bob', 'Bob')
    await board.setName('ada', 'Ada')
    const [bob, ada] = await createLeaderboard({ redis, week: '2026-w01' }).top(2)
    expect([bob?.name, ada?.name], 'names in top(2)').toEqual(['Bob', 'Ada'])
    expect(await board.standing('ada'), "standing('ada')").toMatchObject({ name: 'Ada', points: 8 })
    await board.setName('ada', '')
    expect(await board.standing('ada'), "standing('ada'), with the name ''").toMatchObject({ name: '' })
    const renamed = (await board.top(2)).find(({ riderId }) => riderId === 'ada')
    expect(renamed, "ada in top(2), with the name ''").toMatchObject({ name: '' })
  }),
)

check('keeps weeks apart, and takes any text for an id', { read: 'keys', ms: MS }, () =>
  withRedis(async ({ connect }) => {
    const redis = await connect()
    const boards = ['2026-w47', '2026-w48'].map((week) => createLeaderboard({ redis, week }))
    const texts = ['a:b', 'a', ' ', '__proto__', '{x}', '*', 'é', '"', 'names', 'a|b', 'a,b', 'a\nb', '7']
    for (const [n, board] of boards.entries()) {
      for (const text of texts) {
        const recorded = await board.record({ id: text, riderId: text, points: n + 1 })
        expect(recorded, `record of the delivery '${text}' in week ${n + 1}`).toBe(true)
        if (n === 0) await board.setName(text, `name of ${text}`)
      }
    }
    for (const [n, board] of boards.entries()) {
      for (const text of texts) {
        const name = n === 0 ? `name of ${text}` : null
        const expected = { riderId: text, name, points: n + 1, rank: 1 }
        expect(await board.standing(text), `standing('${text}') in week ${n + 1}`).toEqual(expected)
      }
      const latest = texts.map((text) => ({ id: text, riderId: text, points: n + 1 })).toReversed()
      expect(await board.recent(50), `recent(50) in week ${n + 1}`).toEqual(latest)
    }
  }),
)
