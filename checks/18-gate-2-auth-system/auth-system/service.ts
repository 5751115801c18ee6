/** The learner's service, started as its operator would start it. */
import { randomBytes } from 'node:crypto'
import { type App, identityProvider, sharedProject, startProject } from 'backend-workbook/check'

export const MARKET = 'https://market.example'
/** The origins that may call the service, beside its own. */
export const FRIENDS = ['https://app.example', 'https://admin.example']
export const CALLBACK = `${MARKET}/api/v1/auth/oauth/callback`
/** Cheap: no check but one asks how long a hash takes. */
export const COST = 4

const secret = () => randomBytes(24).toString('base64url')

export const ADMIN = { email: 'root@market.example', password: `root ${secret()}` }
export const SECRETS = { ACCESS_TOKEN_SECRET: secret(), REFRESH_TOKEN_SECRET: secret(), PASSWORD_PEPPER: secret() }

let environment: Promise<Record<string, string>> | undefined

/** What it finds in its environment, beside its port and the addresses of its database and mail server. */
export function settings(): Promise<Record<string, string>> {
  environment ??= register()
  return environment
}

async function register(): Promise<Record<string, string>> {
  const { issuer, register: registerAt } = identityProvider()
  const { clientId, secret: clientSecret } = await registerAt(CALLBACK)
  return {
    ...SECRETS,
    PUBLIC_URL: MARKET,
    ALLOWED_ORIGINS: FRIENDS.join(','),
    BCRYPT_COST: String(COST),
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    OAUTH_ISSUER: issuer,
    OAUTH_CLIENT_ID: clientId,
    OAUTH_CLIENT_SECRET: clientSecret,
  }
}

/** The instance that most checks share. */
export async function theService(): Promise<App> {
  return sharedProject({ env: await settings() })
}

/** An instance for one check, on the same database. */
export async function anotherService(changes: Record<string, string> = {}): Promise<App> {
  return startProject({ env: { ...(await settings()), ...changes } })
}

const kept = new Map<string, Promise<App>>()

/** An instance that several checks share, started when the first of them asks. */
async function keptService(name: string, changes: Record<string, string>): Promise<App> {
  const running = kept.get(name)
  if (running) return running
  const starting = settings().then((env) => startProject({ env: { ...env, ...changes }, keep: true }))
  kept.set(name, starting)
  // One that does not start, or has ended, is no use to the next check.
  const forget = () => kept.delete(name)
  starting.then(({ exited }) => void exited.then(forget), forget)
  return starting
}

/** A second instance on the same database. */
export const secondService = () => keptService('second', {})

/** One where everything is short, and a hash costs one more. */
export const briefService = () =>
  keptService('brief', {
    ...{ ACCESS_TOKEN_SECONDS: '77', REFRESH_GRACE_SECONDS: '1', RESET_TOKEN_SECONDS: '1', LIMIT_WINDOW_SECONDS: '3' },
    BCRYPT_COST: String(COST + 1),
  })
