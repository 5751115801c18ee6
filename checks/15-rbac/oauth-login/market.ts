/** What the checks of oauth-login share: the marketplace, its provider, and people with browsers. */
import { type App, Browser, expect, type Forgery, identityProvider, type Page, sharedApp } from 'backend-workbook/check'

export const MARKET = 'https://market.example'
export const CALLBACK = `${MARKET}/callback`

/** A login is a dozen requests of four processes, and the machine may be busy. */
export const PATIENT_MS = 2800

export interface Market {
  app: App
  clientId: string
  secret: string
  browser: () => Browser
}

export const provider = identityProvider()
let people = 0
let market: Promise<Market> | undefined

/** The learner's app, as a client of the provider. All checks share it. */
export function theMarket(): Promise<Market> {
  market ??= openMarket()
  return market
}

async function openMarket(): Promise<Market> {
  const { issuer } = provider
  const { clientId, secret } = await provider.register(CALLBACK)
  const client = { OAUTH_CLIENT_ID: clientId, OAUTH_CLIENT_SECRET: secret }
  const app = await sharedApp({ env: { ...client, OAUTH_ISSUER: issuer, PUBLIC_URL: MARKET } })
  const ask = (path: string, init: RequestInit) => fetch(issuer + path, init)
  return { app, clientId, secret, browser: () => new Browser({ [MARKET]: app.fetch, [issuer]: ask }) }
}

/** A user of the provider; without claims, one with a verified email that the marketplace does not know. */
export async function person(
  claims: Record<string, unknown> = {},
  login = '',
): Promise<{ login: string; email: string }> {
  people += 1
  const name = login || `user${people}`
  const email = `${name}@mail.example`
  await provider.putUser(name, { email, email_verified: true, name: `Name of ${name}`, ...claims })
  return { login: name, email }
}

/**
 * Begins a login, and goes through the provider's page as that user: up to where the callback is opened, or past it. A
 * browser that the provider knows already is sent back without a page.
 */
export async function logIn(
  browser: Browser,
  form: Record<string, string>,
  { path = '/login', stop = false }: { path?: string; stop?: boolean } = {},
): Promise<Page> {
  const journey = stop ? { before: CALLBACK } : {}
  const page = await browser.open(MARKET + path, journey)
  if (page.url.pathname.startsWith('/interaction/')) return browser.open(page.url, { form, from: page.url, ...journey })
  const wasSentBack = page.trail.length > 2 && page.url.origin === MARKET
  if (wasSentBack) return page
  const answer = `${page.status} ${page.body.slice(0, 200)}`
  throw new Error(`GET ${path} was to lead to the provider, and led to ${page.url.href}: ${answer}`)
}

/** `GET /me`: the account, or the status where there is none. */
export async function whoIs(browser: Browser): Promise<Record<string, unknown> | number> {
  const { status, body } = await browser.open(`${MARKET}/me`)
  return status === 200 ? (JSON.parse(body) as { data: Record<string, unknown> }).data : status
}

/** How a callback ended that must be refused: the status, the code of the error, and what `GET /me` says afterwards. */
export async function refusal(browser: Browser, { status, body }: Page): Promise<unknown[]> {
  return [status, codeOf(body), await whoIs(browser)]
}

/** A browser that has begun a login, and has not finished it. */
export async function begun(): Promise<Browser> {
  const browser = (await theMarket()).browser()
  await browser.open(`${MARKET}/login`)
  return browser
}

/** Who is logged in, in a new browser, after a login of that user. */
export async function signedIn(login: string): Promise<Record<string, unknown> | number> {
  const browser = (await theMarket()).browser()
  await logIn(browser, { login })
  return whoIs(browser)
}

/** Logs in once with each of these id tokens: all must be refused. */
export async function forgeries(all: Record<string, Forgery>): Promise<void> {
  const { login } = await person()
  for (const [name, forgery] of Object.entries(all)) {
    const browser = (await theMarket()).browser()
    const { url } = await logIn(browser, { login }, { stop: true })
    await provider.forgeNextIdToken(forgery)
    const ended = await refusal(browser, await browser.open(url))
    // Where nobody asked for tokens, it must not wait for the next login.
    await provider.forgeNextIdToken()
    expect(ended, `a login whose id token has ${name}`).toEqual(FAILED)
  }
}

/** Of an error that has a message, too. */
export function codeOf(body: string): unknown {
  try {
    const { error } = JSON.parse(body) as { error?: { code?: unknown; message?: unknown } }
    return typeof error?.message === 'string' && error.message !== '' ? error.code : 'no message'
  } catch {
    return 'no JSON'
  }
}

export const FAILED = [400, 'login_failed', 401]
export const REFUSED = [403, 'account_refused', 401]
