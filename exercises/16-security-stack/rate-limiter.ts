import type { Request, RequestHandler, Response } from 'express'

/** Milliseconds, whole and never less than before. */
export type Clock = () => number

export interface Decision {
  allowed: boolean
  /** 0 where it is allowed; else the milliseconds until a request for this key would be. */
  retryAfterMs: number
}

export interface Limiter {
  /** A request for this key arrives now. */
  take: (key: string) => Decision
  /** How many keys it remembers. */
  readonly size: number
}

/**
 * Three limiters, and what they have in common:
 *
 * - Each key is counted by itself, whatever its text.
 * - A request that is refused changes nothing: it does not count, and nobody waits longer for it.
 * - `retryAfterMs` is exact: a request so many milliseconds later is allowed if no other came meanwhile, and one a
 *   millisecond before that is refused.
 * - A key that was not taken for two windows (a bucket: twice the time that it needs to fill) is forgotten by the next
 *   `take`, whatever key that is for, and `size` no longer counts it.
 */

/**
 * At most `limit` requests in each window. The windows are those of the clock: one begins at each multiple of `windowMs`, and
 * that moment belongs to it.
 *
 * @example fixedWindow({ limit: 2, windowMs: 1000, now }): at 900, 950, 999, 1000, 1001: yes, yes, no, yes, yes
 */
export function fixedWindow(options: { limit: number; windowMs: number; now: Clock }): Limiter {
  return { take: () => ({ allowed: true, retryAfterMs: 0 }), size: 0 }
}

/**
 * At most `limit` allowed requests in any `windowMs`, wherever it begins. One that was allowed at s counts until s + windowMs,
 * and no longer at that moment.
 *
 * @example slidingWindow({ limit: 2, windowMs: 1000, now }): at 900, 950, 1000, 1899, 1900: yes, yes, no, no, yes
 */
export function slidingWindow(options: { limit: number; windowMs: number; now: Clock }): Limiter {
  return { take: () => ({ allowed: true, retryAfterMs: 0 }), size: 0 }
}

/**
 * A bucket of `capacity` tokens, full for a new key. A request takes one. A token comes back every `refillMs`, evenly: half of
 * one after half of the time. It never holds more than its capacity.
 *
 * @example tokenBucket({ capacity: 2, refillMs: 100, now }): at 0, 0, 50, 100, 150, 200: yes, yes, no, yes, no, yes
 */
export function tokenBucket(options: { capacity: number; refillMs: number; now: Clock }): Limiter {
  return { take: () => ({ allowed: true, retryAfterMs: 0 }), size: 0 }
}

/** What is logged of a request that was refused. */
export interface Refusal {
  /** Which limit it was. */
  limit: string
  key: string
  method: string
  /** As the client asked for it, without the query. */
  path: string
  retryAfterSeconds: number
}

/** Whom a request is counted for. */
export type KeyOf = (request: Request, response: Response) => string

export interface RateLimitOptions {
  name: string
  limiter: Limiter
  key: KeyOf
  log: (refusal: Refusal) => void
}

/**
 * Express middleware in front of a route. A request that is allowed goes on. One that is refused is answered 429 with
 * `{ "error": "too_many" }` and `Retry-After`: whole seconds, rounded up. It is logged once, and the route never sees it.
 *
 * @example app.post('/login', rateLimit({ name: 'login', limiter, key: byIp, log }), logIn)
 */
export function rateLimit(options: RateLimitOptions): RequestHandler {
  return (_request, _response, next) => next()
}

/**
 * By address, as Express knows it: `request.ip`, so that the setting `trust proxy` decides whether X-Forwarded-For counts. IPv4
 * as a whole; IPv6 by its first 64 bits, which one customer has, however it is written; `::ffff:192.0.2.1`, which is also
 * written `::ffff:c000:201`, is the IPv4 address 192.0.2.1.
 */
export const byIp: KeyOf = () => ''

/**
 * By the id in `response.locals.user`, which an earlier middleware sets for those who are logged in: `{ id: 7 }`. Everybody else
 * by address. No user shares a key with an address, whatever the id.
 */
export const byUser: KeyOf = () => ''

/** By the email in the body, in small letters and without spaces around it. Where it is no text, by address. */
export const byAccount: KeyOf = () => ''

export type Risk = 'login' | 'otp' | 'search' | 'upload' | 'payment' | 'inference'

/**
 * Middleware for six routes. Each route has limiters of its own, and is called by its name in `Refusal.limit`.
 *
 *   login      5 in 15 minutes by account, and 50 in 15 minutes by address, sliding
 *   otp        3 in 10 minutes by account, sliding
 *   search     a bucket of 20, and one more every 200 ms, by address
 *   upload     10 in an hour by user, sliding
 *   payment    10 in a minute by user, sliding
 *   inference  a bucket of 5, and one more every 8 seconds, by user
 *
 * @example app.post('/login', limits.login, logIn)
 */
export function limitsByRisk(options: { now: Clock; log: (refusal: Refusal) => void }): Record<Risk, RequestHandler[]> {
  return { login: [], otp: [], search: [], upload: [], payment: [], inference: [] }
}
