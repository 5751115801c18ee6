/** A hash for each session, a set of keys for each user, and a script for whatever needs two commands. */
import { randomUUID } from 'node:crypto'
import type { Sessions, SessionsOptions } from '../../exercises/20-redis-and-caching/redis-sessions.ts'

const READ = `local v = redis.call('HMGET', KEYS[1], 'user', 'data', 'end')
  if not v[3] then return nil end
  local left = tonumber(v[3]) - tonumber(ARGV[1])
  if left <= 0 then redis.call('DEL', KEYS[1]) return nil end
  redis.call('PEXPIRE', KEYS[1], math.min(left, tonumber(ARGV[2])))
  return { v[1], v[2] }`
const LOGIN = `local data = '{}'
  local v = redis.call('HMGET', KEYS[1], 'user', 'data', 'end')
  if v[3] and tonumber(v[3]) > tonumber(ARGV[1]) and (v[1] == '' or v[1] == 'u' .. ARGV[2]) then data = v[2] end
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[2], 'user', 'u' .. ARGV[2], 'data', data, 'end', ARGV[3])
  redis.call('PEXPIRE', KEYS[2], ARGV[4])
  redis.call('SADD', KEYS[3], KEYS[2])
  redis.call('PEXPIRE', KEYS[3], ARGV[5])
  return 1`
const CREATE = `redis.call('HSET', KEYS[1], 'user', '', 'data', ARGV[1], 'end', ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[3]) return 1`
const ALL = `for _, k in ipairs(redis.call('SMEMBERS', KEYS[1])) do redis.call('DEL', k) end redis.call('DEL', KEYS[1])`
export function createSessions({ redis, idleMs, maxMs, now = Date.now }: SessionsOptions): Sessions {
  const life = Math.min(idleMs, maxMs)
  return {
    async create(data = {}) {
      const id = randomUUID()
      await redis.eval(CREATE, 1, `session:${id}`, JSON.stringify(data), now() + maxMs, life)
      return id
    },
    async read(id) {
      const v = (await redis.eval(READ, 1, `session:${id}`, now(), idleMs)) as [string, string] | null
      return v && { userId: v[0] === '' ? null : v[0].slice(1), data: JSON.parse(v[1]) as Record<string, unknown> }
    },
    async login(id, userId) {
      const next = randomUUID()
      await redis.eval(
        LOGIN,
        3,
        `session:${id}`,
        `session:${next}`,
        `user-sessions:${userId}`,
        now(),
        userId,
        now() + maxMs,
        life,
        maxMs,
      )
      return next
    },
    async destroy(id) {
      await redis.del(`session:${id}`)
    },
    async destroyAll(userId) {
      await redis.eval(ALL, 1, `user-sessions:${userId}`)
    },
  }
}
