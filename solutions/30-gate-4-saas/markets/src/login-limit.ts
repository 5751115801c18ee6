import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import { tooMany } from './errors.ts'
import { openRedis } from './redis.ts'

const MOST = 5
const SECONDS = 60

/** How many seconds it is until there are guesses again; 0 where there are some. */
const WAIT = `if tonumber(redis.call('GET', KEYS[1]) or '0') < tonumber(ARGV[1]) then return 0 end
  return math.max(redis.call('TTL', KEYS[1]), 1)`

/** Counts one, and says the same for those that are too many. In one step: many come at once. */
const COUNT = `if redis.call('INCR', KEYS[1]) > tonumber(ARGV[1]) then return math.max(redis.call('TTL', KEYS[1]), 1) end
  redis.call('EXPIRE', KEYS[1], ARGV[2])
  return 0`

/** Wrong passwords, counted for all instances. */
export class LoginLimit {
  readonly #redis: Redis

  constructor(url: string) {
    this.#redis = openRedis(url)
  }

  /**
   * To be called before the password is looked at, and again where it was right: others may have guessed meanwhile.
   * @throws AppError 429
   */
  look(email: string): Promise<void> {
    return this.#ask(WAIT, email)
  }

  /** @throws AppError 429 where there were enough before this one */
  count(email: string): Promise<void> {
    return this.#ask(COUNT, email)
  }

  async #ask(script: string, email: string): Promise<void> {
    const key = `markets:guesses:${createHash('sha256').update(email).digest('hex')}`
    const wait = await this.#redis.eval(script, 1, key, MOST, SECONDS).catch(() => 0)
    if (Number(wait) > 0) throw tooMany(Number(wait))
  }

  close(): void {
    this.#redis.disconnect()
  }
}
