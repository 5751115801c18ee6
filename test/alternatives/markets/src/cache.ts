import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { type Db, query } from './database.ts'
import { settings } from './settings.ts'

/**
 * Windows as they are shown, in Redis. A read is answered without PostgreSQL, so nothing may be in Redis that is over:
 *
 * - A reader that finds nothing takes a token, reads PostgreSQL, and stores what it read if the token still counts.
 * - A change takes away entry and token *before* it commits, and leaves a mark; while there is one nobody stores. After
 *   the commit, and before it is answered, it takes away once more what may be there, and its mark. A process that dies
 *   in between leaves a mark, which ends by itself.
 * - A change that cannot reach Redis begins a new epoch in PostgreSQL, and what was stored in an earlier one does not
 *   count. Whoever has lost Redis asks for the epoch before it believes Redis again.
 */
const KEPT_SECONDS = 300
const TOKEN_SECONDS = 60
/** Longer than a transaction can take. */
const MARK_SECONDS = 20

const READ = `
local kept = redis.call('GET', KEYS[1])
if kept and tonumber(string.match(kept, '^%d+')) >= tonumber(ARGV[2]) then return {kept, false} end
if redis.call('EXISTS', KEYS[3]) == 1 then return {false, false} end
redis.call('SET', KEYS[2], ARGV[1], 'NX', 'EX', ${TOKEN_SECONDS})
return {false, redis.call('GET', KEYS[2])}`

const STORE = `
if redis.call('GET', KEYS[2]) ~= ARGV[1] or redis.call('EXISTS', KEYS[3]) == 1 then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ${KEPT_SECONDS})
return 1`

const BEGIN = `
for i = 1, #KEYS, 3 do
  redis.call('DEL', KEYS[i], KEYS[i + 1])
  redis.call('HSET', KEYS[i + 2], ARGV[1], 1)
  redis.call('EXPIRE', KEYS[i + 2], ${MARK_SECONDS})
end
return 1`

const END = `
for i = 1, #KEYS, 3 do
  redis.call('DEL', KEYS[i], KEYS[i + 1])
  redis.call('HDEL', KEYS[i + 2], ARGV[1])
end
return 1`

const OPTIONS = {
  lazyConnect: true,
  connectTimeout: 500,
  commandTimeout: 2000,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
}

const redis = new Redis(settings.redis, { ...OPTIONS, retryStrategy: () => 100 })
redis.on('error', () => undefined)

/** The epoch that this connection may believe; undefined while there is none. */
let epoch: number | undefined
let connections = 0
redis.on('close', () => {
  epoch = undefined
  connections += 1
})

/** What changed while nobody could tell us has begun a new epoch, so that is asked for after the connection is there. */
async function learnEpoch(): Promise<void> {
  if (redis.status !== 'ready') return
  const connection = connections
  const [row] = await query<{ epoch: number }>('SELECT last_value + is_called::int AS epoch FROM cache_epoch')
  if (connection === connections && row) epoch = row.epoch
}

/** Redis may be away: then there is no cache, until it comes. */
export function openCache(): () => void {
  redis.on('ready', () => void learnEpoch().catch(() => undefined))
  redis.connect().catch(() => undefined)
  const timer = setInterval(() => void learnEpoch().catch(() => undefined), 500).unref()
  return () => {
    clearInterval(timer)
    redis.disconnect()
  }
}

const keysOf = (id: string) => [`window:{${id}}`, `window:{${id}}:token`, `window:{${id}}:changing`]

/** @returns the kept text, or how to keep one that is read from now on */
export async function cached(id: string): Promise<{ kept: string } | { keep: (text: string) => Promise<void> }> {
  const nothing = { keep: async () => undefined }
  const believed = epoch
  if (believed === undefined) return nothing
  try {
    const answer = await redis.eval(READ, 3, ...[...keysOf(id), randomUUID(), believed])
    const [kept, token] = answer as (string | null)[]
    if (kept) return { kept: kept.slice(kept.indexOf(':') + 1) }
    if (!token) return nothing
    const keep = async (text: string) => {
      await redis.eval(STORE, 3, ...[...keysOf(id), token, `${believed}:${text}`]).catch(() => undefined)
    }
    return { keep }
  } catch {
    return nothing
  }
}

const beginEpoch = (db: Db) => db(`SELECT nextval('cache_epoch')`)

/**
 * Does work that changes listings. It calls `begin` with the ids of their markets before it writes: from then on what is kept of these
 * is gone, and nothing is kept until the work is over.
 */
export async function changing<T>(work: (begin: (db: Db, ids: string[]) => Promise<void>) => Promise<T>): Promise<T> {
  const change = randomUUID()
  let keys: string[] = []
  const begin = async (db: Db, ids: string[]) => {
    keys = ids.flatMap(keysOf)
    // By the connection that is there: all others may be in the hands of those who wait for this one.
    if (!(await reaches(BEGIN, keys, change, false))) await beginEpoch(db)
  }
  try {
    return await work(begin)
  } finally {
    if (!(await reaches(END, keys, change, true))) await beginEpoch(query)
  }
}

/**
 * Whether Redis has carried it out. Where `afresh`, false means that Redis was away *after* this was called: our own
 * connection may be broken while others are back already.
 */
async function reaches(script: string, keys: string[], change: string, afresh: boolean): Promise<boolean> {
  if (keys.length === 0) return true
  const run = (client: Redis) => client.eval(script, keys.length, ...[...keys, change])
  try {
    await run(redis)
    return true
  } catch {
    if (!afresh) return false
  }
  const another = new Redis(settings.redis, { ...OPTIONS, commandTimeout: 400, retryStrategy: () => null })
  another.on('error', () => undefined)
  try {
    await another.connect()
    await run(another)
    return true
  } catch {
    return false
  } finally {
    another.disconnect()
  }
}
