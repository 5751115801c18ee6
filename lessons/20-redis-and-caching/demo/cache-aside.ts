// A cache before a slow database: hits and misses, a stampede without and with a lock, and a load that stores too late.
// Look for: how often the database is asked, and which price is answered at the end.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'

const redis = new Redis(process.env['REDIS_URL'] ?? '')
let queries = 0
const findProduct = async (id: string) => {
  queries += 1
  await sleep(100)
  return { id, name: 'tea', cents: 420 }
}

async function cached(id: string): Promise<unknown> {
  const found = await redis.get(`product:${id}`)
  if (found !== null) return JSON.parse(found)
  const product = await findProduct(id)
  await redis.set(`product:${id}`, JSON.stringify(product), 'PX', 60_000)
  return product
}

await cached('42')
await cached('42')
console.log('two gets, one after the other:      ', queries, 'query')

queries = 0
await redis.del('product:42')
await Promise.all(Array.from({ length: 100 }, () => cached('42')))
console.log('100 gets at once, without a lock: ', queries, 'queries')

async function cachedWithLock(id: string): Promise<unknown> {
  for (;;) {
    const found = await redis.get(`product:${id}`)
    if (found !== null) return JSON.parse(found)
    if (await redis.set(`lock:${id}`, randomUUID(), 'PX', 5000, 'NX')) return cached(id)
    await sleep(20)
  }
}

queries = 0
await redis.del('product:42')
await Promise.all(Array.from({ length: 100 }, () => cachedWithLock('42')))
console.log('100 gets at once, with a lock:      ', queries, 'query')

// A load begins, the price changes, the cache is cleared, and then the load stores what it had read.
let cents = 420
const load = async () => {
  const read = cents
  await sleep(50)
  await redis.set('price:42', read, 'PX', 60_000)
}
const loading = load()
cents = 380
await redis.del('price:42')
await loading
console.log('the price is 380, the cache says:', await redis.get('price:42'))
redis.disconnect()
