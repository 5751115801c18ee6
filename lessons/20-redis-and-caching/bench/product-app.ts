import type { RequestListener } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'

/** Queries that the database answers at a time. */
const CONNECTIONS = 10
const QUERY_MS = 20
/** Products that are asked for again and again. */
const POPULAR = 20
const TTL_MS = 60_000

/**
 * A server with one page. The variants differ in how many of a hundred requests are for a popular product, which the cache has.
 *
 * @param hits of a hundred; without a number, there is no cache
 */
export function productApp(address: string | undefined, hits?: number): RequestListener {
  const query = openDatabase()
  const cached = hits === undefined ? query : openCache(new Redis(address ?? ''), `bench-${hits}`, query)
  let asked = 0
  return (request, response) => {
    if (request.url === '/ping') {
      response.end('pong')
      return
    }
    asked += 1
    // Spread evenly: 37 and 100 have no divisor in common.
    const isPopular = (asked * 37) % 100 < (hits ?? 100)
    cached(isPopular ? `popular-${asked % POPULAR}` : `rare-${process.pid}-${asked}`).then(
      (product) => response.setHeader('content-type', 'application/json').end(product),
      () => response.writeHead(500).end(),
    )
  }
}

type Query = (id: string) => Promise<string>

function openCache(redis: Redis, prefix: string, query: Query): Query {
  return async (id) => {
    const found = await redis.get(`${prefix}:${id}`)
    if (found !== null) return found
    const product = await query(id)
    await redis.set(`${prefix}:${id}`, product, 'PX', TTL_MS)
    return product
  }
}

/** Like a pool: queries beyond the connections wait in a line. */
function openDatabase(): Query {
  const lines = Array.from({ length: CONNECTIONS }, () => Promise.resolve())
  let next = 0
  return async (id) => {
    const at = next % CONNECTIONS
    next += 1
    const turn = (lines[at] ?? Promise.resolve()).then(() => sleep(QUERY_MS))
    lines[at] = turn
    await turn
    return JSON.stringify({ id, name: 'tea', cents: 420 })
  }
}
