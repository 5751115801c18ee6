/** The learner's shop, started as its operator would start it, and an account at the gateway that it has for this run. */
import { randomBytes } from 'node:crypto'
import { type AddressInfo, createServer } from 'node:net'
import {
  type App,
  afterAll,
  detourTo,
  type PaymentGateway,
  paymentGateway,
  type ServiceDetour,
  sharedProject,
  startProject,
} from 'backend-workbook/check'
import Stripe from 'stripe'

const secret = () => randomBytes(24).toString('base64url')

export const ADMIN = { email: 'root@market.example', password: `root-${secret()}` }
export const JWT_SECRET = secret()
/** Cheap: no check asks how long a hash takes. */
export const COST = 4
export const WEBHOOK = '/api/v1/webhooks/payments'

interface Bank {
  gateway: PaymentGateway
  stripe: Stripe
  env: Record<string, string>
}

let opened: Promise<Bank> | undefined

/** The gateway sends its webhooks to the instance that most checks share, so that has the same port all the time. */
export function bank(): Promise<Bank> {
  opened ??= openBank()
  return opened
}

async function openBank(): Promise<Bank> {
  const gateway = paymentGateway()
  const stripe = new Stripe(gateway.key, { ...gateway.connection, telemetry: false })
  const port = await unusedPort()
  const url = `http://127.0.0.1:${port}${WEBHOOK}`
  const endpoint = await stripe.webhookEndpoints.create({ url, enabled_events: ['*'] })
  const env = {
    ...{ PAYMENTS_KEY: gateway.key, PAYMENTS_WEBHOOK_SECRET: endpoint.secret ?? '', PORT: String(port) },
    ...{ JWT_SECRET, BCRYPT_COST: String(COST), ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password },
  }
  return { gateway, stripe, env }
}

function unusedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

const IDLE_MS = 3000
let lastUsed = 0

/** The instance that most checks share, and that hears from the gateway. */
export async function theShop(): Promise<App> {
  const app = await sharedProject({ env: (await bank()).env })
  // A server ends connections that were idle for 5 s. No check is to be the one that finds out.
  if (performance.now() - lastUsed > IDLE_MS) await app.fetch('/health').catch(() => undefined)
  lastUsed = performance.now()
  return app
}

/** An instance on the same services, for one check, or until the run ends. No webhook comes to it. */
export async function anotherShop(changes: Record<string, string> = {}, keep = false): Promise<App> {
  const { PORT: _port, ...env } = (await bank()).env
  return startProject({ env: { ...env, ...changes }, keep })
}

export interface FragileShop {
  app: App
  redis: ServiceDetour
  postgres: ServiceDetour
}

let fragile: Promise<FragileShop> | undefined

/** An instance that several checks share, and that can lose its Redis, its PostgreSQL and its life. */
export async function fragileShop(): Promise<FragileShop> {
  const running = await fragile?.catch(() => undefined)
  const hasEnded = running && (await Promise.race([running.app.exited, 'running'])) !== 'running'
  if (running && !hasEnded) return running
  fragile = openFragileShop(running)
  return fragile
}

/** By the same ways as the one before, if there was one. */
async function openFragileShop(before?: FragileShop): Promise<FragileShop> {
  const [redis, postgres] = before ? [before.redis, before.postgres] : await Promise.all(WAYS.map(detourTo))
  if (!redis || !postgres) throw new Error('there is no way to Redis and PostgreSQL')
  return { app: await anotherShop({ REDIS_URL: redis.url, DATABASE_URL: postgres.url }, true), redis, postgres }
}

const WAYS = ['redis', 'postgres'] as const

afterAll(async () => {
  const { gateway } = (await opened?.catch(() => undefined)) ?? {}
  await gateway?.release()
})
