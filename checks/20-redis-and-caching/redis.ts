import { detourTo, type ServiceDetour, serviceUrl, stretched } from 'backend-workbook/check'
import { Redis } from 'ioredis'

/** Less than any check has, on the busiest machine: what waits too long fails its check and does not end the run. */
const LONGEST_MS = 5000

interface ClientOptions {
  commandTimeout?: number
  retryStrategy?: () => number | null
}

export interface Server {
  /** The way to Redis that the learner's code uses. */
  way: ServiceDetour
  /** Looks and changes by a way of its own. */
  admin: Redis
  /** A client by that way, ready: its commands reject soon when Redis is away, and wait 1.5 s for one that is frozen. */
  connect: (options?: ClientOptions, url?: string) => Promise<Redis>
}

/** Gives `use` an empty Redis. */
export async function withRedis(use: (server: Server) => Promise<void>): Promise<void> {
  const admin = new Redis(serviceUrl('redis'))
  const way = await detourTo('redis')
  const clients: Redis[] = []
  const connect: Server['connect'] = async (options = {}, url = way.url) => {
    const client = new Redis(url, {
      commandTimeout: stretched(1500),
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      retryStrategy: () => 50,
      lazyConnect: true,
      ...options,
    })
    client.on('error', () => undefined)
    clients.push(client)
    await client.connect()
    return client
  }
  try {
    await admin.flushdb()
    await use({ way, admin, connect })
  } finally {
    for (const client of clients) client.disconnect()
    await way.cut()
    admin.disconnect()
  }
}

/** Asks until the answer is good or a long time has passed, and gives the last answer. */
export async function until<T>(ask: () => Promise<T>, isGood: (answer: T) => boolean, ms = 5000): Promise<T> {
  const start = performance.now()
  for (;;) {
    const answer = await ask()
    if (isGood(answer) || performance.now() - start > stretched(ms, LONGEST_MS)) return answer
    await pause(10)
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** What it gives, 'threw …', or 'still waiting' after a long time. */
export async function outcome(work: Promise<unknown>, ms = 2500): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, stretched(ms, LONGEST_MS), 'still waiting')
  })
  const said = work.catch((error: unknown) => `threw ${error instanceof Error ? error.message : String(error)}`)
  try {
    return await Promise.race([said, late])
  } finally {
    clearTimeout(timer)
  }
}

/** All keys with the milliseconds that they have left; -1 for ever. */
export async function lifetimes(admin: Redis): Promise<Record<string, number>> {
  const keys = await admin.keys('*')
  const pairs = await Promise.all(keys.map(async (key) => [key, await admin.pttl(key)] as const))
  // -2 is gone meanwhile.
  return Object.fromEntries(pairs.filter(([, ms]) => ms !== -2))
}
