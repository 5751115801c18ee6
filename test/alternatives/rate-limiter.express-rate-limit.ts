/** The middleware is express-rate-limit's, with a store that asks our limiters; IPv6 by its ipKeyGenerator. The limiters keep lists. */
import type { Request, RequestHandler, Response } from 'express'
import { ipKeyGenerator, rateLimit as limitRate, type Store } from 'express-rate-limit'

type Clock = () => number
interface Decision {
  allowed: boolean
  retryAfterMs: number
}
interface Limiter {
  take: (key: string) => Decision
  readonly size: number
}
interface Refusal {
  limit: string
  key: string
  method: string
  path: string
  retryAfterSeconds: number
}
type KeyOf = (request: Request, response: Response) => string

/** All three in one: the state of a key is any value, and `decide` gives the next one. */
function limiterOf<T>(
  now: Clock,
  keptMs: number,
  decide: (state: T | undefined, time: number) => { state: T; decision: Decision },
): Limiter {
  const entries: { [key: string]: { state: T; at: number } } = Object.create(null)
  return {
    take(key) {
      const time = now()
      for (const [other, { at }] of Object.entries(entries)) {
        if (time - at < keptMs) break
        delete entries[other]
      }
      const { state, decision } = decide(entries[`key:${key}`]?.state, time)
      delete entries[`key:${key}`]
      entries[`key:${key}`] = { state, at: time }
      return decision
    },
    get size() {
      return Object.keys(entries).length
    },
  }
}

const yes: Decision = { allowed: true, retryAfterMs: 0 }

export function fixedWindow({ limit, windowMs, now }: { limit: number; windowMs: number; now: Clock }): Limiter {
  return limiterOf<{ end: number; left: number }>(now, 2 * windowMs, (before, time) => {
    const end = time - (time % windowMs) + windowMs
    const left = before?.end === end ? before.left : limit
    if (left === 0) return { state: { end, left }, decision: { allowed: false, retryAfterMs: end - time } }
    return { state: { end, left: left - 1 }, decision: yes }
  })
}

export function slidingWindow({ limit, windowMs, now }: { limit: number; windowMs: number; now: Clock }): Limiter {
  return limiterOf<number[]>(now, 2 * windowMs, (before = [], time) => {
    const recent = before.filter((at) => at + windowMs > time)
    if (recent.length < limit) return { state: [...recent, time], decision: yes }
    return { state: recent, decision: { allowed: false, retryAfterMs: (recent[0] ?? 0) + windowMs - time } }
  })
}

/** As the time at which the bucket would be full again: one number, and nothing to refill. */
export function tokenBucket({ capacity, refillMs, now }: { capacity: number; refillMs: number; now: Clock }): Limiter {
  return limiterOf<number>(now, 2 * capacity * refillMs, (fullAt = 0, time) => {
    const after = Math.max(fullAt, time) + refillMs
    const overMs = after - time - capacity * refillMs
    if (overMs > 0) return { state: fullAt, decision: { allowed: false, retryAfterMs: overMs } }
    return { state: after, decision: yes }
  })
}

export function rateLimit(options: {
  name: string
  limiter: Limiter
  key: KeyOf
  log: (refusal: Refusal) => void
}): RequestHandler {
  const { name, limiter, key: keyOf, log } = options
  const waits = new Map<string, number>()
  const store: Store = {
    localKeys: true,
    increment: async (key) => {
      const { allowed, retryAfterMs } = limiter.take(key)
      waits.set(key, retryAfterMs)
      return { totalHits: allowed ? 1 : 2, resetTime: undefined }
    },
    decrement: async () => undefined,
    resetKey: async () => undefined,
  }
  return limitRate({
    limit: 1,
    store,
    validate: false,
    legacyHeaders: false,
    keyGenerator: (request, response) => keyOf(request as Request, response as Response),
    handler: (request, response) => {
      const key = keyOf(request as Request, response as Response)
      const retryAfterSeconds = Math.ceil((waits.get(key) ?? 0) / 1000)
      const path = new URL(request.originalUrl, 'http://here').pathname
      log({ limit: name, key, method: request.method, path, retryAfterSeconds })
      response.setHeader('Retry-After', retryAfterSeconds)
      response.status(429).send({ error: 'too_many' })
    },
  }) as RequestHandler
}

export const byIp: KeyOf = (request) => `address:${ipKeyGenerator(request.ip ?? '', 64)}`

export const byUser: KeyOf = (request, response) => {
  const { user } = response.locals
  return user?.id !== undefined ? `user:${user.id}` : byIp(request, response)
}

export const byAccount: KeyOf = (request, response) =>
  typeof request.body?.email === 'string' ? `email:${request.body.email.toLowerCase().trim()}` : byIp(request, response)

type Risk = 'login' | 'otp' | 'search' | 'upload' | 'payment' | 'inference'

export function limitsByRisk({
  now,
  log,
}: {
  now: Clock
  log: (refusal: Refusal) => void
}): Record<Risk, RequestHandler[]> {
  const minutes = 60_000
  const make = (name: Risk, limiter: Limiter, key: KeyOf) => rateLimit({ name, limiter, key, log })
  const slide = (limit: number, windowMs: number) => slidingWindow({ limit, windowMs, now })
  return {
    login: [make('login', slide(5, 15 * minutes), byAccount), make('login', slide(50, 15 * minutes), byIp)],
    otp: [make('otp', slide(3, 10 * minutes), byAccount)],
    search: [make('search', tokenBucket({ capacity: 20, refillMs: 200, now }), byIp)],
    upload: [make('upload', slide(10, 60 * minutes), byUser)],
    payment: [make('payment', slide(10, minutes), byUser)],
    inference: [make('inference', tokenBucket({ capacity: 5, refillMs: 8000, now }), byUser)],
  }
}
