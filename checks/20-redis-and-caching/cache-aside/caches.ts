import { stretched } from 'backend-workbook/check'
import { type Cache, type CacheOptions, openCache } from '../../../exercises/20-redis-and-caching/cache-aside.ts'
import { outcome, type Server, until, withRedis } from '../redis.ts'

export interface Caches extends Server {
  /** A cache of another process, which has reached Redis. */
  open: (options?: Partial<CacheOptions>, usual?: Partial<CacheOptions>) => Promise<Cache>
}

/** An empty Redis, and caches that are closed at the end. */
export function withCaches(use: (caches: Caches) => Promise<void>): Promise<void> {
  return withRedis(async (server) => {
    const caches: Cache[] = []
    const open: Caches['open'] = async (options = {}, usual = { timeoutMs: stretched(1500), lockMs: 30_000 }) => {
      const cache = openCache({
        url: server.way.url,
        prefix: 'products',
        ttlMs: 60_000,
        ...usual,
        ...options,
      })
      caches.push(cache)
      await reached(cache)
      return cache
    }
    try {
      await use({ ...server, open })
    } finally {
      for (const cache of caches) cache.close()
    }
  })
}

let names = 0
let patienceMs = 4000

/** Asks for new keys until one is answered without a load. */
export async function reached(cache: Cache): Promise<boolean> {
  const isReached = await untilHit(cache)
  // One that caches nothing would cost so much time in every check.
  if (!isReached) patienceMs = 100
  return isReached
}

function untilHit(cache: Cache): Promise<boolean> {
  return until(
    async () => {
      names += 1
      let loads = 0
      const load = async () => {
        loads += 1
        return 'warm'
      }
      for (const _ of [1, 2]) await outcome(cache.get(`warm-${names}`, load), 2000)
      return loads === 1
    },
    (isReached) => isReached,
    patienceMs,
  )
}

export interface Source<T> {
  load: () => Promise<T>
  /** How often it was called. */
  readonly loads: number
}

/** A database that gives one value after the other, and the last one for ever. */
export function source<T>(...values: T[]): Source<T> {
  let loads = 0
  return {
    load: async () => {
      loads += 1
      return values[Math.min(loads, values.length) - 1] as T
    },
    get loads() {
      return loads
    },
  }
}

export interface SlowSource<T> extends Source<T> {
  answer: (value: T) => void
  fail: (error: Error) => void
  /** Settles when it has been called. */
  called: Promise<void>
}

/** A database that answers when the check says so. */
export function slowSource<T>(): SlowSource<T> {
  const { promise, resolve: answer, reject: fail } = withResolvers<T>()
  const { promise: called, resolve: tell } = withResolvers<void>()
  let loads = 0
  return {
    load: () => {
      loads += 1
      tell()
      return promise
    },
    get loads() {
      return loads
    },
    answer,
    fail,
    called,
  }
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined
  let reject: (error: Error) => void = () => undefined
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  promise.catch(() => undefined)
  return { promise, resolve, reject }
}
