import type { Redis } from 'ioredis'
import { Problem } from '../../problem.ts'
import type { RunningService } from '../service.ts'
import { VARIABLES } from '../variables.ts'
import { Claims } from './claims.ts'
import { versionOf } from './version.ts'

const VARIABLE = VARIABLES.redis
const CONNECT_MS = 5000
const OTHERWISE = `Without ${VARIABLE} the course uses a server of its own.`

/**
 * The learner's own server. Each run gets a numbered database that was empty, and gives it back empty; of all others
 * nothing is touched. @throws Problem when nobody answers, it cannot be used, or lets us do too little
 */
export async function openEnvironment(address: string): Promise<RunningService> {
  const url = read(address)
  const client = await connect(url)
  try {
    const { label, tooOld } = versionOf(await client.info('server'))
    if (tooOld !== undefined) throw new Problem(`Redis at the address in ${VARIABLE}: ${tooOld}.`, OTHERWISE)
    const claims = new Claims(client, Number(url.pathname.slice(1) || 0))
    return {
      url: address,
      how: 'environment',
      label: `${label} (${VARIABLE})`,
      cannot: [],
      isolate: () => isolate(claims, url),
      async stop() {
        await claims.end()
        client.disconnect()
      },
    }
  } catch (error) {
    client.disconnect()
    throw error
  }
}

function read(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url?.protocol === 'redis:' && /^\/?\d*$/.test(url.pathname)) return url
  throw new Problem(
    `The address in ${VARIABLE} cannot be used: exercises need one like redis://localhost:6379.`,
    `Checks cut and freeze the connection, which they cannot do with TLS or a socket file. ${OTHERWISE}`,
  )
}

async function connect(url: URL): Promise<Redis> {
  const { Redis } = await import('ioredis')
  const client = new Redis(url.href, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    commandTimeout: CONNECT_MS,
    // Gone once, it is opened again by the next start.
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  })
  let reason: Error | undefined
  client.on('error', (error) => {
    reason = error
  })
  try {
    await client.connect()
    await client.ping()
    return client
  } catch (error) {
    client.disconnect()
    const { message } = reason ?? (error instanceof Error ? error : new Error(String(error)))
    throw new Problem(
      `Redis does not answer at the address in ${VARIABLE}: ${message}`,
      `Start it or mend the address. ${OTHERWISE}`,
      { cause: error },
    )
  }
}

async function isolate(claims: Claims, address: URL) {
  const number = await claims.take()
  if (number === undefined) {
    throw new Problem(
      `Redis at the address in ${VARIABLE} has no empty database left, and every run needs one of its own.`,
      `The course looks at those from 1 to 15, and empties none that is not its own. ${OTHERWISE}`,
    )
  }
  const url = new URL(address)
  url.pathname = `/${number}`
  return { url: url.href, drop: () => claims.release(number).catch(() => undefined) }
}
