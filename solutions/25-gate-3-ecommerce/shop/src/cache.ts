import { Redis } from 'ioredis'
import { log } from './log.ts'
import type { Product } from './stores/products.ts'

const LIFE_SECONDS = 120
/** Longer than any read of the database lasts. */
const CHANGE_SECONDS = 600
const PATIENCE_MS = 300
const SOON_MS = 200

/** Writes only if there was no change since the reader looked: otherwise what it read may be over by now. */
const FILL = `if (redis.call('GET', KEYS[2]) or '') ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3]) return 1`

const PREFIX = 'shop:product:'
const keyOf = (id: string) => PREFIX + id
const changesOf = (id: string) => `shop:changes:${id}`

/**
 * Products in Redis. Where Redis is away, everything is a miss. What changes then cannot be taken out, so a connection that is
 * new takes everything out before it is used.
 */
export class ProductCache {
  readonly #redis: Redis
  #isClean = false
  #connections = 0

  constructor(url: string) {
    this.#redis = new Redis(url, {
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      connectTimeout: PATIENCE_MS,
      commandTimeout: PATIENCE_MS,
      retryStrategy: () => SOON_MS,
    })
    this.#redis.on('error', () => undefined)
    this.#redis.on('close', () => {
      this.#isClean = false
    })
    this.#redis.on('ready', () => void this.#takeAllOut())
  }

  /** From the cache, or from `load` and then into the cache. */
  async get(id: string, load: () => Promise<Product | undefined>): Promise<Product | undefined> {
    const connection = this.#connections
    const looked = await this.#try(() => this.#redis.mget(keyOf(id), changesOf(id)))
    const [text, changes] = looked ?? []
    if (text) return JSON.parse(text) as Product
    const product = await load()
    // Changes that another connection has missed are not counted.
    const mayFill = looked !== undefined && connection === this.#connections
    if (product && mayFill) await this.#try(() => this.#fill(product, changes ?? ''))
    return product
  }

  /** After each change, and before it is answered. */
  async drop(ids: string[]): Promise<void> {
    if (!this.#isClean || ids.length === 0) return
    const dropping = this.#redis.multi()
    for (const id of ids) dropping.incr(changesOf(id)).expire(changesOf(id), CHANGE_SECONDS).del(keyOf(id))
    // What may still be there must not be read: the next connection begins by taking it out.
    await dropping.exec().catch(() => this.#startAnew())
  }

  close(): void {
    this.#redis.disconnect()
  }

  #fill(product: Product, changes: string): Promise<unknown> {
    const { id } = product
    return this.#redis.eval(FILL, 2, keyOf(id), changesOf(id), changes, JSON.stringify(product), LIFE_SECONDS)
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
