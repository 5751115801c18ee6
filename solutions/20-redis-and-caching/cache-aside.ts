import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'

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

interface Entry {
  value: unknown
  freshUntil: number
}

const POLL_MS = 20

/** Stores a value and gives the lock back, unless the lock has become somebody else's or was taken away by `invalidate`. */
const STORE = `
  if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
  return redis.call('DEL', KEYS[2])`

const RELEASE = `
  if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
  return 0`

export function openCache(options: CacheOptions): Cache {
  const { prefix, ttlMs, staleMs = 0, lockMs = 5000, random = Math.random } = options
  const redis = connect(options)
  /** Loads while Redis is away. */
  const flights = new Map<string, Promise<unknown>>()
  const valueKey = (key: string) => `${prefix}:value:${key}`
  const lockKey = (key: string) => `${prefix}:lock:${key}`

  async function read(key: string): Promise<Entry | undefined> {
    const text = await redis.get(valueKey(key))
    return text === null ? undefined : (JSON.parse(text) as Entry)
  }

  /** A token where the lock was free. */
  async function lock(key: string): Promise<string | undefined> {
    const token = randomUUID()
    return (await redis.set(lockKey(key), token, 'PX', lockMs, 'NX')) === 'OK' ? token : undefined
  }

  const release = (key: string, token: string) => redis.eval(RELEASE, 1, lockKey(key), token).catch(ignore)

  /** Reads, or waits until somebody has stored a value or the lock is free. */
  async function readOrLock(key: string): Promise<{ entry: Entry } | { token: string }> {
    for (;;) {
      const entry = await read(key)
      if (entry) return { entry }
      const token = await lock(key)
      if (token) return (await secondLook(key, token, () => true)) ?? { token }
      await sleep(POLL_MS)
    }
  }

  /** Between the first look and the lock, another may have stored a value and given the lock back. */
  async function secondLook(key: string, token: string, isEnough: (entry: Entry) => boolean) {
    const entry = await read(key)
    if (!entry || !isEnough(entry)) return undefined
    await release(key, token)
    return { entry }
  }

  async function loadAndStore<T>(key: string, token: string, load: () => Promise<T>): Promise<T> {
    try {
      const value = await load()
      const freshMs = Math.round(ttlMs * (0.9 + 0.2 * random()))
      const text = JSON.stringify({ value, freshUntil: Date.now() + freshMs })
      // The caller has its value, stored or not.
      await redis.eval(STORE, 2, valueKey(key), lockKey(key), token, text, freshMs + staleMs).catch(ignore)
      return value
    } catch (error) {
      await release(key, token)
      throw error
    }
  }

  async function refresh(key: string, load: () => Promise<unknown>): Promise<void> {
    const token = await lock(key)
    if (!token || (await secondLook(key, token, isFresh))) return
    await loadAndStore(key, token, load)
  }

  function loadTogether<T>(key: string, load: () => Promise<T>): Promise<T> {
    const flight = flights.get(key) ?? load().finally(() => flights.delete(key))
    flights.set(key, flight)
    return flight as Promise<T>
  }

  return {
    async get<T>(key: string, load: () => Promise<T>): Promise<T> {
      const found = await readOrLock(key).catch(ignore)
      if (!found) return loadTogether(key, load)
      if ('token' in found) return loadAndStore(key, found.token, load)
      if (!isFresh(found.entry)) void refresh(key, load).catch(ignore)
      return found.entry.value as T
    },
    // One command: between two, a load that began before could still store its value.
    async invalidate(key) {
      await redis.del(valueKey(key), lockKey(key))
    },
    close: () => redis.disconnect(),
  }
}

function isFresh({ freshUntil }: Entry): boolean {
  return freshUntil > Date.now()
}

function connect({ url, timeoutMs = 250 }: CacheOptions): Redis {
  const redis = new Redis(url, {
    commandTimeout: timeoutMs,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: (attempt) => Math.min(attempt * 50, 1000),
  })
  // Each command fails by itself, and that is heard there.
  redis.on('error', ignore)
  return redis
}

function ignore(): undefined {
  return undefined
}
