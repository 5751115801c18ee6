/** MULTI in place of a script: SET with NX begins the window, and all three commands run together. */
import type { Limiter, LimiterOptions } from '../../exercises/20-redis-and-caching/redis-limiter.ts'

export function createLimiter({ redis, name, limit, windowMs }: LimiterOptions): Limiter {
  return {
    async take(key) {
      const id = `limit:${encodeURIComponent(name)}:${encodeURIComponent(key)}`
      try {
        const replies = await redis.multi().set(id, 0, 'PX', windowMs, 'NX').incr(id).pttl(id).exec()
        const count = Number(replies?.[1]?.[1])
        const left = Number(replies?.[2]?.[1])
        if (!Number.isFinite(count) || count < 1) throw new Error('no count')
        return count <= limit
          ? { allowed: true, remaining: limit - count, retryAfterMs: 0 }
          : { allowed: false, remaining: 0, retryAfterMs: Math.max(1, left) }
      } catch {
        return { allowed: true, remaining: limit, retryAfterMs: 0 }
      }
    },
  }
}
