import { randomBytes } from 'node:crypto'
import type { Redis } from 'ioredis'

/** Which databases of a server that is not ours are ours for now: number to "owner until", in seconds of the server's clock. */
const CLAIMS = 'course:databases'
/** A run that was killed gives its database back by saying nothing for this long. */
const LEASE_SECONDS = 120
const RENEW_MS = 30_000

/**
 * Takes an empty database that nobody claims, the highest first. One whose claim ran out was empty when it was claimed:
 * what is in it now, a run has left.
 */
const TAKE = `
local home, owner, lease = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
local now = tonumber(redis.call('TIME')[1])
for number = 15, 0, -1 do
  local claim = redis.call('HGET', KEYS[1], number)
  local over = claim and tonumber(claim:match(' (%d+)$')) < now
  local there = number ~= home and type(redis.pcall('SELECT', number)) == 'table'
  if there and (over or not claim) then
    if over then redis.call('FLUSHDB') end
    local size = redis.call('DBSIZE')
    redis.call('SELECT', home)
    if size == 0 then
      redis.call('HSET', KEYS[1], number, owner .. ' ' .. (now + lease))
      return number
    end
  end
  redis.call('SELECT', home)
end
return -1`

/** Empties a database of this owner's, and keeps, renews or ends the claim to it. */
const LEAVE = `
local home, owner, number, lease = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local claim = redis.call('HGET', KEYS[1], number)
if not claim or claim:match('^%S+') ~= owner then return 0 end
local now = tonumber(redis.call('TIME')[1])
if lease > 0 then return redis.call('HSET', KEYS[1], number, owner .. ' ' .. (now + lease)) end
redis.call('SELECT', number)
redis.call('FLUSHDB')
redis.call('SELECT', home)
if lease < 0 then return redis.call('HDEL', KEYS[1], number) end
return redis.call('HSET', KEYS[1], number, owner .. ' ' .. (now - 1))`

/** Numbered databases of somebody else's server, for runs. No key outside of them is touched but the list of claims. */
export class Claims {
  readonly #client: Redis
  readonly #home: number
  readonly #owner = randomBytes(6).toString('hex')
  /** Had by this process, now or before. */
  readonly #ours = new Set<number>()
  readonly #inUse = new Set<number>()
  readonly #renewal: NodeJS.Timeout

  /** `home` is the database of the client, which is never taken. */
  constructor(client: Redis, home: number) {
    this.#client = client
    this.#home = home
    this.#renewal = setInterval(() => {
      for (const number of this.#inUse) this.#leave(number, LEASE_SECONDS).catch(() => undefined)
    }, RENEW_MS)
    this.#renewal.unref()
  }

  /** undefined when none is free. */
  async take(): Promise<number | undefined> {
    const number = Number(await this.#client.eval(TAKE, 1, CLAIMS, this.#home, this.#owner, LEASE_SECONDS))
    if (number < 0) return undefined
    this.#ours.add(number)
    this.#inUse.add(number)
    return number
  }

  /** It stays ours until the end: a command on its way may still write to it. */
  async release(number: number): Promise<void> {
    this.#inUse.delete(number)
    await this.#leave(number, 0)
  }

  /** Empties them all once more, and forgets them. */
  async end(): Promise<void> {
    clearInterval(this.#renewal)
    await Promise.allSettled([...this.#ours].map((number) => this.#leave(number, -1)))
  }

  async #leave(number: number, lease: number): Promise<void> {
    await this.#client.eval(LEAVE, 1, CLAIMS, this.#home, this.#owner, number, lease)
  }
}
