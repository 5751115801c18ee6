import type { Redis } from 'ioredis'

export interface LimiterOptions {
  redis: Redis
  /** What is limited: 'login', 'search'. Any text. */
  name: string
  /** How many requests of one key are allowed in a window. 1 or more. */
  limit: number
  /** Whole milliseconds. */
  windowMs: number
}

export interface Decision {
  allowed: boolean
  /** How many more requests are allowed in this window. */
  remaining: number
  /** 0 where the request is allowed; else whole milliseconds until the window ends: from 1 to windowMs. */
  retryAfterMs: number
}

export interface Limiter {
  /** A request of this key, whatever its text, arrives now. */
  take: (key: string) => Promise<Decision>
}

/** Counts, and gives the count and what is left of the window. Nothing comes in between. */
const COUNT = `
  local count = redis.call('INCR', KEYS[1])
  if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
  return { count, redis.call('PTTL', KEYS[1]) }`

export function createLimiter({ redis, name, limit, windowMs }: LimiterOptions): Limiter {
  return {
    async take(key) {
      try {
        // JSON keeps the two apart, whatever characters they have.
        const reply = await redis.eval(COUNT, 1, `limit:${JSON.stringify([name, key])}`, windowMs)
        return decide(reply as [count: number, leftMs: number])
      } catch {
        // A limiter that is down must not take the API down with it.
        return { allowed: true, remaining: limit, retryAfterMs: 0 }
      }
    },
  }

  function decide([count, leftMs]: [count: number, leftMs: number]): Decision {
    const allowed = count <= limit
    return { allowed, remaining: Math.max(0, limit - count), retryAfterMs: allowed ? 0 : Math.max(1, leftMs) }
  }
}
