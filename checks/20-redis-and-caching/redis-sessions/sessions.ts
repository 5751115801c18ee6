import {
  createSessions,
  type Sessions,
  type SessionsOptions,
} from '../../../exercises/20-redis-and-caching/redis-sessions.ts'
import { type Server, withRedis } from '../redis.ts'

export interface Store extends Server {
  sessions: Sessions
  /** Sessions of another process. */
  open: (options?: Partial<SessionsOptions>) => Promise<Sessions>
}

export const IDLE = 60_000
export const MAX = 600_000

/** An empty Redis, and sessions in it. */
export function withSessions(use: (store: Store) => Promise<void>): Promise<void> {
  return withRedis(async (server) => {
    const open: Store['open'] = async (options = {}) => {
      const redis = options.redis ?? (await server.connect())
      return createSessions({ idleMs: IDLE, maxMs: MAX, ...options, redis })
    }
    await use({ ...server, open, sessions: await open() })
  })
}
