import { isIPv6 } from 'node:net'
import type { Request, RequestHandler, Response } from 'express'

/** Milliseconds, whole and never less than before. */
export type Clock = () => number

export interface Decision {
  allowed: boolean
  retryAfterMs: number
}

export interface Limiter {
  take: (key: string) => Decision
  readonly size: number
}

const ALLOWED: Decision = { allowed: true, retryAfterMs: 0 }

/**
 * A map that forgets. Every `periodMs` the young entries become old and the old ones go, so what is used is kept for one to
 * two periods, and no sweep looks at every key.
 */
class Memory<T> {
  readonly #periodMs: number
  #period = 0
  #young = new Map<string, T>()
  #old = new Map<string, T>()

  constructor(periodMs: number) {
    this.#periodMs = periodMs
  }

  get size(): number {
    return this.#young.size + this.#old.size
  }

  /** The entry, which counts as used now. */
  of(key: string, now: number, make: () => T): T {
    this.#age(Math.floor(now / this.#periodMs))
    const entry = this.#young.get(key) ?? this.#old.get(key) ?? make()
    this.#old.delete(key)
    this.#young.set(key, entry)
    return entry
  }

  #age(period: number): void {
    if (period === this.#period) return
    this.#old = period === this.#period + 1 ? this.#young : new Map()
    this.#young = new Map()
    this.#period = period
  }
}

/** The cheapest: a number for each key. Twice the limit fits around the edge of two windows. */
export function fixedWindow({ limit, windowMs, now }: { limit: number; windowMs: number; now: Clock }): Limiter {
  const memory = new Memory<{ window: number; count: number }>(windowMs)
  return {
    take(key) {
      const time = now()
      const window = Math.floor(time / windowMs)
      const entry = memory.of(key, time, () => ({ window, count: 0 }))
      if (entry.window !== window) Object.assign(entry, { window, count: 0 })
      if (entry.count >= limit) return { allowed: false, retryAfterMs: (window + 1) * windowMs - time }
      entry.count += 1
      return ALLOWED
    },
    get size() {
      return memory.size
    },
  }
}

/** The exact one: a time for each request that was allowed, and never more of them than the limit. */
export function slidingWindow({ limit, windowMs, now }: { limit: number; windowMs: number; now: Clock }): Limiter {
  const memory = new Memory<number[]>(windowMs)
  return {
    take(key) {
      const time = now()
      const times = memory.of(key, time, () => [])
      while ((times[0] ?? time) <= time - windowMs) times.shift()
      if (times.length >= limit) return { allowed: false, retryAfterMs: (times[0] ?? time) + windowMs - time }
      times.push(time)
      return ALLOWED
    },
    get size() {
      return memory.size
    },
  }
}

/** For bursts. It saves milliseconds instead of tokens, so that all numbers stay whole: `refillMs` of them pay for a request. */
export function tokenBucket({ capacity, refillMs, now }: { capacity: number; refillMs: number; now: Clock }): Limiter {
  const fullMs = capacity * refillMs
  const memory = new Memory<{ savedMs: number; at: number }>(fullMs)
  return {
    take(key) {
      const time = now()
      const bucket = memory.of(key, time, () => ({ savedMs: fullMs, at: time }))
      bucket.savedMs = Math.min(fullMs, bucket.savedMs + time - bucket.at)
      bucket.at = time
      if (bucket.savedMs < refillMs) return { allowed: false, retryAfterMs: refillMs - bucket.savedMs }
      bucket.savedMs -= refillMs
      return ALLOWED
    },
    get size() {
      return memory.size
    },
  }
}

export interface Refusal {
  limit: string
  key: string
  method: string
  path: string
  retryAfterSeconds: number
}

export type KeyOf = (request: Request, response: Response) => string

export interface RateLimitOptions {
  name: string
  limiter: Limiter
  key: KeyOf
  log: (refusal: Refusal) => void
}

export function rateLimit({ name, limiter, key: keyOf, log }: RateLimitOptions): RequestHandler {
  return (request, response, next) => {
    const key = keyOf(request, response)
    const { allowed, retryAfterMs } = limiter.take(key)
    if (allowed) return next()
    const retryAfterSeconds = Math.ceil(retryAfterMs / 1000)
    const [path = ''] = request.originalUrl.split('?')
    log({ limit: name, key, method: request.method, path, retryAfterSeconds })
    response.set('Retry-After', String(retryAfterSeconds)).status(429).json({ error: 'too_many' })
  }
}

export const byIp: KeyOf = ({ ip = '' }) => `ip ${isIPv6(ip) ? networkOf(ip) : ip}`

/** The first 64 bits, or the IPv4 address inside. A URL writes every IPv6 address in the same way. */
function networkOf(ip: string): string {
  const [address = ''] = ip.split('%')
  const same = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(same)
  if (mapped) return mapped.slice(1).flatMap(bytesOf).join('.')
  const [head = '', tail = ''] = same.split('::')
  const [first, last] = [head, tail].map((part) => part.split(':').filter((group) => group !== '')) as [
    string[],
    string[],
  ]
  const zeros = Array<string>(8 - first.length - last.length).fill('0')
  return [...first, ...zeros, ...last].slice(0, 4).join(':')
}

function bytesOf(group: string): [number, number] {
  const number = Number.parseInt(group, 16)
  return [number >> 8, number & 255]
}

export const byUser: KeyOf = (request, response) => {
  const id = response.locals['user']?.id
  return id === undefined ? byIp(request, response) : `user ${id}`
}

export const byAccount: KeyOf = (request, response) => {
  const email = request.body?.email
  return typeof email === 'string' ? `account ${email.trim().toLowerCase()}` : byIp(request, response)
}

export type Risk = 'login' | 'otp' | 'search' | 'upload' | 'payment' | 'inference'

const MINUTE = 60_000

export function limitsByRisk({
  now,
  log,
}: {
  now: Clock
  log: (refusal: Refusal) => void
}): Record<Risk, RequestHandler[]> {
  const sliding = (name: Risk, key: KeyOf, limit: number, windowMs: number) =>
    rateLimit({ name, key, limiter: slidingWindow({ limit, windowMs, now }), log })
  const bucket = (name: Risk, key: KeyOf, capacity: number, refillMs: number) =>
    rateLimit({ name, key, limiter: tokenBucket({ capacity, refillMs, now }), log })
  return {
    login: [sliding('login', byIp, 50, 15 * MINUTE), sliding('login', byAccount, 5, 15 * MINUTE)],
    otp: [sliding('otp', byAccount, 3, 10 * MINUTE)],
    search: [bucket('search', byIp, 20, 200)],
    upload: [sliding('upload', byUser, 10, 60 * MINUTE)],
    payment: [sliding('payment', byUser, 10, MINUTE)],
    inference: [bucket('inference', byUser, 5, 8000)],
  }
}
