/** A version of each key: a load stores its value only while the version is the one from before it. `invalidate` counts it up. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import type { Cache, CacheOptions } from '../../exercises/20-redis-and-caching/cache-aside.ts'

const BEGIN = `local v = redis.call('GET', KEYS[1])
  local ver = redis.call('GET', KEYS[2]) or '0'
  local left = v and redis.call('PTTL', KEYS[1]) or -2
  local mine = 0
  if not v or left <= tonumber(ARGV[3]) then
    if redis.call('SET', KEYS[3], ver .. '/' .. ARGV[1], 'NX', 'PX', ARGV[2]) then mine = 1 end
  end
  return { v or '', v and 1 or 0, left, ver, mine }`
const END = `if redis.call('GET', KEYS[3]) == ARGV[2] .. '/' .. ARGV[1] then redis.call('DEL', KEYS[3]) end
  if ARGV[3] == '' then return 0 end
  if (redis.call('GET', KEYS[2]) or '0') ~= ARGV[2] then return 0 end
  redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4]) return 1`
const INVALIDATE = `redis.call('INCR', KEYS[2]) redis.call('PEXPIRE', KEYS[2], 86400000) redis.call('DEL', KEYS[1], KEYS[3])`
export function openCache(o: CacheOptions): Cache {
  const { prefix, ttlMs, staleMs = 0, lockMs = 5000, timeoutMs = 250, random = Math.random } = o
  const redis = new Redis(o.url, {
    commandTimeout: timeoutMs,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: () => 100,
  })
  redis.on('error', () => undefined)
  const alone = new Map<string, Promise<unknown>>()
  const keys = (k: string) => [`${prefix}:value:${k}`, `${prefix}:version:${k}`, `${prefix}:loading:${k}`]
  async function run<T>(key: string, token: string, version: string, load: () => Promise<T>): Promise<T> {
    let value: T
    try {
      value = await load()
    } catch (e) {
      await redis.eval(END, 3, ...keys(key), token, version, '', 0).catch(() => 0)
      throw e
    }
    const ms = Math.round(ttlMs * (0.9 + 0.2 * random())) + staleMs
    await redis.eval(END, 3, ...keys(key), token, version, JSON.stringify([value]), ms).catch(() => 0)
    return value
  }
  return {
    async get<T>(key: string, load: () => Promise<T>): Promise<T> {
      for (;;) {
        const token = randomUUID()
        let r: [string, number, number, string, number]
        try {
          r = (await redis.eval(BEGIN, 3, ...keys(key), token, lockMs, staleMs)) as typeof r
        } catch {
          const p = (alone.get(key) as Promise<T> | undefined) ?? load()
          alone.set(key, p)
          try {
            return await p
          } finally {
            alone.delete(key)
          }
        }
        const [text, isThere, , version, mine] = r
        if (isThere) {
          if (mine) run(key, token, version, load).catch(() => undefined)
          return (JSON.parse(text) as [T])[0]
        }
        if (mine) return run(key, token, version, load)
        await sleep(15)
      }
    },
    async invalidate(key) {
      await redis.eval(INVALIDATE, 3, ...keys(key))
    },
    close: () => redis.disconnect(),
  }
}
