/** A list in place of a stream, a hash of ids, and ranks that are counted here and not by Redis. */
import type {
  Delivery,
  Leaderboard,
  LeaderboardOptions,
  Standing,
} from '../../exercises/20-redis-and-caching/leaderboard.ts'

const RECORD = `if redis.call('HSETNX', KEYS[1], ARGV[1], 1) == 0 then return 0 end
      redis.call('ZADD', KEYS[2], 'INCR', ARGV[3], ARGV[2])
      redis.call('LPUSH', KEYS[3], cjson.encode({ id = ARGV[1], riderId = ARGV[2], points = tonumber(ARGV[3]) }))
      redis.call('LTRIM', KEYS[3], 0, ARGV[4] - 1)
      return 1`

export function createLeaderboard({ redis, week, keep = 100 }: LeaderboardOptions): Leaderboard {
  const k = (p: string) => `lb:{${week}}:${p}`
  async function full(): Promise<Standing[]> {
    const ids = await redis.zrevrange(k('z'), 0, -1)
    const scores = await Promise.all(ids.map(async (id) => Number(await redis.zscore(k('z'), id))))
    const names = await redis.hgetall(k('n'))
    return ids.map((riderId, n) => ({
      riderId,
      name: Object.hasOwn(names, riderId) ? (names[riderId] ?? null) : null,
      points: scores[n] ?? 0,
      rank: scores.filter((s) => s > (scores[n] ?? 0)).length + 1,
    }))
  }
  return {
    record: async (d) => (await redis.eval(RECORD, 3, k('i'), k('z'), k('l'), d.id, d.riderId, d.points, keep)) === 1,
    setName: async (r, n) => void (await redis.hset(k('n'), r, n)),
    top: async (count) => (await full()).slice(0, count),
    standing: async (r) => (await full()).find((s) => s.riderId === r) ?? null,
    recent: async (count) => (await redis.lrange(k('l'), 0, count - 1)).map((t) => JSON.parse(t) as Delivery),
  }
}
