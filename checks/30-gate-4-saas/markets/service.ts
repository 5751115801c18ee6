/** The learner's deployment, started as its operator would start it, and what it needs: a gateway, and ways to services that can be cut. */
import { randomBytes } from 'node:crypto'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type App,
  afterAll,
  detourTo,
  type PaymentGateway,
  paymentGateway,
  type ServiceDetour,
  sharedProject,
  startProject,
  stretched,
  timeLimit,
} from 'backend-workbook/check'
import Stripe from 'stripe'
import { API, ask } from '../../25-gate-3-ecommerce/shop/asking.ts'

const secret = () => randomBytes(24).toString('base64url')

export const JWT_SECRET = secret()
/** Cheap: no check asks how long a hash takes. */
export const COST = 4

interface Around {
  gateway: PaymentGateway
  stripe: Stripe
  redis: ServiceDetour
  postgres: ServiceDetour
  env: Record<string, string>
}

let opened: Promise<Around> | undefined

/** What is around the deployment. The gateway sends its webhooks to its port, so that is the same all the time. */
export function around(): Promise<Around> {
  opened ??= openAll()
  return opened
}

async function openAll(): Promise<Around> {
  const gateway = paymentGateway()
  const stripe = new Stripe(gateway.key, { ...gateway.connection, telemetry: false })
  const port = await unusedPort()
  const url = `http://127.0.0.1:${port}${API}/webhooks/payments`
  const endpoint = await stripe.webhookEndpoints.create({ url, enabled_events: ['*'] })
  const [redis, postgres] = [await detourTo('redis'), await detourTo('postgres')]
  const env = {
    ...{ PAYMENTS_KEY: gateway.key, PAYMENTS_WEBHOOK_SECRET: endpoint.secret ?? '', PORT: String(port) },
    ...{ JWT_SECRET, BCRYPT_COST: String(COST), REDIS_URL: redis.url, DATABASE_URL: postgres.url },
  }
  return { gateway, stripe, redis, postgres, env }
}

function unusedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/** The deployment that all checks share, but for those that end one. */
export async function theMarkets(): Promise<App> {
  return sharedProject({ env: (await around()).env })
}

/** A deployment of its own for one check, on the same services, at another port. */
export async function anotherDeployment(): Promise<App> {
  const { PORT: _port, ...env } = (await around()).env
  return startProject({ env })
}

/** The id of the process that has answered; an empty text where no answer says it. */
export const instanceOf = ({ headers }: { headers: Headers }) => headers.get('x-instance') ?? ''

/** The instances that answer now, in order. */
export async function instances(app: App): Promise<string[]> {
  const found = new Set<string>()
  for (let time = 0; time < 8; time += 1) found.add(instanceOf(await app.fetch('/health')))
  return [...found].sort()
}

/** What the brief allows for a new process, and somewhat more; a busy machine gets several times as much. */
const START_MS = 11_000
const LONGEST_MS = 45_000
const LIMIT_MS = 9000

/**
 * Asks until it holds, as long as instances may take to start.
 * @throws Error saying `what` there was not
 */
export async function until(app: App, what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  // Says, where the machine was too busy to tell, that a limit has run out.
  timeLimit(LIMIT_MS)
  const start = performance.now()
  while (!(await holds())) {
    if (performance.now() - start > stretched(START_MS, LONGEST_MS)) throw new Error(`${what}: not within 10 s`)
    await sleep(150)
    // While somebody answers, there is something to wait for.
    await app.fetch('/health').catch(() => undefined)
  }
}

export async function withoutPostgres(app: App, token: string, body: () => Promise<void>): Promise<void> {
  const { postgres } = await around()
  await postgres.cut()
  try {
    await body()
  } finally {
    await postgres.mend()
  }
  // Of two instances, each is asked.
  await until(app, 'GET /me answered with 200 six times in a row, now that PostgreSQL is back', async () => {
    for (let inARow = 0; inARow < 6; inARow += 1) {
      if ((await ask(app, 'GET', '/me', { token })).status !== 200) return false
    }
    return true
  })
}

afterAll(async () => {
  const { gateway } = (await opened?.catch(() => undefined)) ?? {}
  await gateway?.release()
})
