import type { Redis } from 'ioredis'

export interface Delivery {
  id: string
  riderId: string
  /** Whole, from 1 to 1,000. */
  points: number
}

export interface Standing {
  riderId: string
  /** null where it was never said. */
  name: string | null
  points: number
  rank: number
}

export interface LeaderboardOptions {
  redis: Redis
  /** A year and its week, always in this form: '2026-w48'. */
  week: string
  /** How many of the latest deliveries are kept at least. Default 100. */
  keep?: number
}

export interface Leaderboard {
  /** false where a delivery with this id had been recorded. */
  record: (delivery: Delivery) => Promise<boolean>
  setName: (riderId: string, name: string) => Promise<void>
  /** The `count` riders with the most points, the best first. `count` is whole, 1 or more. */
  top: (count: number) => Promise<Standing[]>
  /** null for a rider without a delivery. */
  standing: (riderId: string) => Promise<Standing | null>
  /** The `count` deliveries that were recorded last, the last one first. `count` is whole, 1 or more. */
  recent: (count: number) => Promise<Delivery[]>
}

/** One script: the id, the points and the event are there together, or none of them. */
const RECORD = `
  if redis.call('SADD', KEYS[1], ARGV[1]) == 0 then return 0 end
  redis.call('ZINCRBY', KEYS[2], ARGV[3], ARGV[2])
  redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[4], '*', 'id', ARGV[1], 'riderId', ARGV[2], 'points', ARGV[3])
  return 1`

export function createLeaderboard({ redis, week, keep = 100 }: LeaderboardOptions): Leaderboard {
  const [ids, points, events, names] = ['ids', 'points', 'events', 'names'].map((part) => `riders:${week}:${part}`) as [
    string,
    string,
    string,
    string,
  ]

  async function standingOf(riderId: string, score: number): Promise<Standing> {
    // An open interval: those who have more.
    const [better, name] = await Promise.all([redis.zcount(points, `(${score}`, '+inf'), redis.hget(names, riderId)])
    return { riderId, name, points: score, rank: better + 1 }
  }

  return {
    async record({ id, riderId, points: added }) {
      return (await redis.eval(RECORD, 3, ids, points, events, id, riderId, added, keep)) === 1
    },

    async setName(riderId, name) {
      await redis.hset(names, riderId, name)
    },

    async top(count) {
      if (count < 1) return []
      const flat = (await redis.zrange(points, '0', `${count - 1}`, 'REV', 'WITHSCORES')).flat().map(String)
      const riders = flat.filter((_, n) => n % 2 === 0)
      return Promise.all(riders.map((riderId, n) => standingOf(riderId, Number(flat[2 * n + 1]))))
    },

    async standing(riderId) {
      const score = await redis.zscore(points, riderId)
      return score === null ? null : standingOf(riderId, Number(score))
    },

    async recent(count) {
      if (count < 1) return []
      const entries = await redis.xrevrange(events, '+', '-', 'COUNT', count)
      return entries.map(([, [, id = '', , riderId = '', , added]]) => ({ id, riderId, points: Number(added) }))
    },
  }
}
