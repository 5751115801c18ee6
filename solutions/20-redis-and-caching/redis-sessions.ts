import { randomBytes } from 'node:crypto'
import type { Redis } from 'ioredis'

export interface SessionsOptions {
  redis: Redis
  /** How long a session lives without being read. */
  idleMs: number
  /** How long a session lives at most, however often it is read. */
  maxMs: number
  /** Milliseconds. Default Date.now. */
  now?: () => number
}

export interface Session {
  /** null before the login. */
  userId: string | null
  /** What JSON can hold: a cart, a language. */
  data: Record<string, unknown>
}

export interface Sessions {
  /** Begins an anonymous session with this data (default {}), and gives its id. */
  create: (data?: Record<string, unknown>) => Promise<string>
  /** The session, or null where there is none. */
  read: (id: string) => Promise<Session | null>
  /** The user has just proved who they are. Gives the id of a new session of this user. */
  login: (id: string, userId: string) => Promise<string>
  /** Ends the session, if there is one. */
  destroy: (id: string) => Promise<void>
  /** Ends all sessions of this user: "log out everywhere". */
  destroyAll: (userId: string) => Promise<void>
}

/** What Redis holds of a session. */
interface Stored extends Session {
  /** By `now`. */
  endsAt: number
}

/** Nobody's login comes between reading the list and deleting it. */
const DESTROY_ALL = `
  for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do redis.call('DEL', 'session:' .. id) end
  redis.call('DEL', KEYS[1])`

const ID_BYTES = 24

export function createSessions({ redis, idleMs, maxMs, now = Date.now }: SessionsOptions): Sessions {
  async function find(id: string): Promise<Stored | null> {
    const text = await redis.get(keyOf(id))
    const stored = text === null ? null : (JSON.parse(text) as Stored)
    return stored && stored.endsAt > now() ? stored : null
  }

  function begin(session: Session): { id: string; text: string } {
    const stored: Stored = { ...session, endsAt: now() + maxMs }
    return { id: randomBytes(ID_BYTES).toString('base64url'), text: JSON.stringify(stored) }
  }

  const lifeMs = Math.min(idleMs, maxMs)
  return {
    async create(data = {}) {
      const { id, text } = begin({ userId: null, data })
      await redis.set(keyOf(id), text, 'PX', lifeMs)
      return id
    },

    async read(id) {
      const found = await find(id)
      if (!found) return null
      // Sets only the time: a session that was destroyed meanwhile stays so.
      const isThere = await redis.pexpire(keyOf(id), Math.min(idleMs, found.endsAt - now()))
      return isThere ? { userId: found.userId, data: found.data } : null
    },

    async login(id, userId) {
      const old = await find(id)
      const isOwn = old !== null && (old.userId === null || old.userId === userId)
      const next = begin({ userId, data: isOwn ? old.data : {} })
      const replies = await redis
        .multi()
        .del(keyOf(id))
        .set(keyOf(next.id), next.text, 'PX', lifeMs)
        .zremrangebyscore(listOf(userId), '-inf', now())
        .zadd(listOf(userId), now() + maxMs, next.id)
        // As long as any of its sessions can live.
        .pexpire(listOf(userId), maxMs)
        .exec()
      for (const [error] of replies ?? []) if (error) throw error
      return next.id
    },

    async destroy(id) {
      await redis.del(keyOf(id))
    },

    async destroyAll(userId) {
      await redis.eval(DESTROY_ALL, 1, listOf(userId))
    },
  }
}

function keyOf(id: string): string {
  return `session:${id}`
}

function listOf(userId: string): string {
  return `sessions-of:${userId}`
}
