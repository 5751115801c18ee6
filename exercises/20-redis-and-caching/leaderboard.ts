/*
 * The riders of the marketplace, ranked by the points of what they delivered in a week. Several processes record deliveries.
 */
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

/**
 * - `record` adds the points to those of the rider. A delivery counts once, however often and by however many processes its id is
 *   recorded at the same moment, with whatever rider and points. The first is true, all others are false and change nothing.
 * - If the process dies in the middle of `record`, the delivery is recorded as a whole or not at all. When it is recorded again, it has
 *   counted once.
 * - A rank is 1 plus the number of riders who have more points. Riders with the same points have the same rank, and which of them comes
 *   first in `top` is not promised.
 * - A rider has the name that was set last, before or after the first delivery. A name alone puts nobody on the leaderboard.
 * - `recent` knows the last `keep` deliveries at least, if there were so many. The list of them in Redis never has more than keep + 200
 *   entries. (Which ids were recorded is another matter: it may be kept for all.)
 * - Weeks share nothing, neither names nor delivery ids. Ids and names are any text.
 *
 * @example
 * const board = createLeaderboard({ redis, week: '2026-w48' })
 * await board.record({ id: 'd-1', riderId: 'r1', points: 5 }) // true
 * await board.standing('r1') // { riderId: 'r1', name: null, points: 5, rank: 1 }
 */
export function createLeaderboard(options: LeaderboardOptions): Leaderboard {
  return {
    record: async () => false,
    setName: async () => undefined,
    top: async () => [],
    standing: async () => null,
    recent: async () => [],
  }
}
