/*
 * A cache in front of the marketplace's database. Several processes use one Redis, and each has a cache of its own.
 *
 * Values are what JSON can hold: null, 0, '' and false are values like any other. `load` asks the database.
 */
export interface CacheOptions {
  /** Address of Redis. */
  url: string
  /** Letters, digits and hyphens. Every key that the cache keeps in Redis begins with `${prefix}:`. */
  prefix: string
  /** How long a value is fresh, before jitter. */
  ttlMs: number
  /** How long a value may still be answered after that. Default 0. */
  staleMs?: number
  /** How long one caller may keep the others from loading the same key. Default 5,000. */
  lockMs?: number
  /** How long to wait for one answer of Redis. Default 250. */
  timeoutMs?: number
  /** From 0 to below 1. Default Math.random. */
  random?: () => number
}

export interface Cache {
  get: <T>(key: string, load: () => Promise<T>) => Promise<T>
  invalidate: (key: string) => Promise<void>
  /** Ends the connection. */
  close: () => void
}

/**
 * - The first `get` of a key calls `load`, stores the value, and then resolves. Later ones, in this process or another with the same
 *   prefix, are answered from Redis. Each key and each prefix is by itself, whatever the text of the key is.
 * - The value of a key is at `${prefix}:value:${key}` in Redis. It is fresh for ttlMs * (0.9 + 0.2 * random()) milliseconds. Redis
 *   forgets it `staleMs` after that. Everything else that the cache keeps in Redis has a time to live, too.
 * - While one caller loads, nobody else loads the same key, in any process: callers wait for its value. A caller whose turn comes when
 *   another has stored a value answers that value, and does not load. Waiting ends lockMs after the load began, and then one of those
 *   who wait loads. What becomes of the value of a load that takes longer is not promised. But such a
 *   load, however it ends, never lets a third caller load beside the second.
 * - When `load` rejects, its caller gets that error, and nothing is stored. The next `get` loads at once.
 * - A value that is no longer fresh, but that Redis still has, is answered at once. One caller in all processes loads anew meanwhile.
 *   When that fails, no caller hears of it: the old value stays, and the next `get` tries again.
 * - When `invalidate` has resolved, no `get` that is called after it answers a value whose load began before it, in any process.
 * - `invalidate` rejects when Redis could not be told.
 * - A Redis that is away, or that does not answer within timeoutMs, fails no `get`: it answers what `load` gives. `load` is called
 *   once for a `get` at most, whenever Redis fails. While Redis is away, calls in one process for the same key at the same time share
 *   one load. Opening the cache never fails. When Redis is back, the cache works again by itself.
 *
 * @example
 * const cache = openCache({ url: 'redis://127.0.0.1:6379', prefix: 'products', ttlMs: 60_000 })
 * await cache.get('42', () => findProduct(42)) // asks the database; Redis has products:value:42
 * await cache.get('42', () => findProduct(42)) // asks Redis
 */
export function openCache(options: CacheOptions): Cache {
  return { get: (_key, load) => load(), invalidate: async () => undefined, close: () => undefined }
}
