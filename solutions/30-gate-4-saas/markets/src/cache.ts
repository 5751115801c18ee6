import type { Redis } from 'ioredis'
import { log } from './log.ts'
import { openRedis } from './redis.ts'
import type { Window } from './stores/listings.ts'

const LIFE_SECONDS = 120
/** Longer than any read of the database lasts. */
const CHANGE_SECONDS = 600
const START_MS = 1000

/** Writes only if there was no change since the reader looked: otherwise what it read may be over by now. */
const FILL = `if (redis.call('GET', KEYS[2]) or '') ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3]) return 1`

const PREFIX = 'markets:window:'
const keyOf = (market: string) => PREFIX + market
const changesOf = (market: string) => `markets:changes:${market}`

/**
 * Windows in Redis. Where Redis is away, everything is a miss. What changes then cannot be taken out, so a connection that is
 * new takes everything out before it is used.
 */
export class WindowCache {
  readonly #redis: Redis
  readonly #used: Promise<void>
  #onUsed: () => void = () => undefined
  #isClean = false
  #connections = 0

  constructor(url: string) {
    this.#used = new Promise((resolve) => {
      this.#onUsed = resolve
    })
    this.#redis = openRedis(url)
    this.#redis.on('close', () => {
      this.#isClean = false
    })
    this.#redis.on('ready', () => void this.#takeAllOut())
  }

  /** At the start: a change that this instance could not take out would stay in the cache of the other. */
  async whenUsed(): Promise<void> {
    await Promise.race([this.#used, new Promise((resolve) => setTimeout(resolve, START_MS))])
  }

  /** From the cache, or from `load` and then into the cache. */
  async get(market: string, load: () => Promise<Window | undefined>): Promise<Window | undefined> {
    const connection = this.#connections
    const looked = await this.#try(() => this.#redis.mget(keyOf(market), changesOf(market)))
    const [text, changes] = looked ?? []
    if (text) return JSON.parse(text) as Window
    const window = await load()
    // Changes that another connection has missed are not counted.
    const mayFill = looked !== undefined && connection === this.#connections
    if (window && mayFill) await this.#try(() => this.#fill(market, window, changes ?? ''))
    return window
  }

  /** After each change, and before it is answered. */
  async drop(market: string): Promise<void> {
    if (!this.#isClean) return
    const [key, changes] = [keyOf(market), changesOf(market)]
    const dropping = this.#redis.multi().incr(changes).expire(changes, CHANGE_SECONDS).del(key)
    // What may still be there must not be read: the next connection begins by taking it out.
    await dropping.exec().catch(() => this.#startAnew())
  }

  close(): void {
    this.#redis.disconnect()
  }

  #fill(market: string, window: Window, changes: string): Promise<unknown> {
    const [key, text] = [keyOf(market), JSON.stringify(window)]
    return this.#redis.eval(FILL, 2, key, changesOf(market), changes, text, LIFE_SECONDS)
  }

  async #try<T>(work: () => Promise<T>): Promise<T | undefined> {
    return this.#isClean ? work().catch(() => undefined) : undefined
  }

  async #takeAllOut(): Promise<void> {
    this.#connections += 1
    try {
      let cursor = '0'
      do {
        const [next, keys] = await this.#redis.scan(cursor, 'MATCH', `${PREFIX}*`, 'COUNT', 500)
        if (keys.length > 0) await this.#redis.del(keys)
        cursor = next
      } while (cursor !== '0')
      this.#isClean = true
      this.#onUsed()
    } catch (error) {
      log.error('the cache cannot be emptied', error)
      this.#startAnew()
    }
  }

  #startAnew(): void {
    this.#isClean = false
    this.#redis.disconnect(true)
  }
}
