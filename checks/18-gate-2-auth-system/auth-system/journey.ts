/** People who log in at the provider, each with a browser. */
import { type App, Browser, type Forgery, identityProvider, type Page } from 'backend-workbook/check'
import { type Account, dataOf, me, newAddress, refreshed, tryRefresh } from './client.ts'
import { CALLBACK, MARKET } from './service.ts'

export const OAUTH = '/api/v1/auth/oauth'
export const PATIENT_MS = 2800
export const provider = identityProvider()

let people = 0

/** A user of the provider; without claims, one with a verified email that the marketplace does not know. */
export async function person(claims: Record<string, unknown> = {}, login = '') {
  people += 1
  const name = login || `user${people}`
  const email = `${name}@mail.example`
  await provider.putUser(name, { email, email_verified: true, name: `Name of ${name}`, ...claims })
  return { login: name, email }
}

/** A browser that reaches the provider, and the marketplace; a proxy may send the way back to another instance. */
export function browserOf(app: App, callbacksTo = app): Browser {
  const own = (path: string, init: RequestInit) => {
    const headers = { ...(init.headers as Record<string, string>), 'x-forwarded-for': newAddress() }
    return (path.startsWith(`${OAUTH}/callback`) ? callbacksTo : app).fetch(path, { ...init, headers })
  }
  return new Browser({ [MARKET]: own, [provider.issuer]: (path, init) => fetch(provider.issuer + path, init) })
}

/** Begins a login and goes through the provider's page: up to where the callback is opened, or past it. */
export async function travel(
  browser: Browser,
  form: Record<string, string>,
  { query = '', stop = false }: { query?: string; stop?: boolean } = {},
): Promise<Page> {
  const journey = stop ? { before: CALLBACK } : {}
  const page = await browser.open(`${MARKET}${OAUTH}${query}`, journey)
  if (page.url.pathname.startsWith('/interaction/')) return browser.open(page.url, { form, from: page.url, ...journey })
  if (page.trail.length > 2 && page.url.origin === MARKET) return page
  const answer = `${page.status} ${page.body.slice(0, 200)}`
  throw new Error(`GET ${OAUTH} was to lead to the provider, and led to ${page.url.href}: ${answer}`)
}

/** Where the login led, without what stands there: the marketplace has no pages. */
export const endOf = ({ trail }: Page) => trail.at(-1)

export const refreshOf = (browser: Browser) =>
  browser.cookiesOf(MARKET).find(({ name }) => name === 'refresh')?.value ?? ''

/** Who is logged in in this browser. */
export async function whoIs(app: App, browser: Browser): Promise<Account> {
  const { access } = await refreshed(app, refreshOf(browser), ' after a login at the provider')
  return dataOf<Account>(await me(app, access), 200, 'GET /me after that')
}

export async function loggedIn(app: App, login: string): Promise<Account> {
  const browser = browserOf(app)
  await travel(browser, { login })
  return whoIs(app, browser)
}

/** How a callback ended that must be refused: status, code of the error, and whether there is a session now. */
export async function refusalOf(app: App, browser: Browser, { status, body }: Page): Promise<unknown[]> {
  const { status: then } = await tryRefresh(app, refreshOf(browser))
  return [status, codeIn(body), then === 401 ? 'no session' : 'a session']
}

function codeIn(body: string): unknown {
  try {
    const { code, message } = (JSON.parse(body) as { error?: { code?: unknown; message?: unknown } }).error ?? {}
    return message === '' ? `${code}, without a message` : code
  } catch {
    return 'no JSON'
  }
}

export const FAILED = [400, 'login_failed', 'no session']
export const REFUSED = [403, 'account_refused', 'no session']

/** How a login ends whose id token was changed on its way. */
export async function forged(app: App, login: string, forgery: Forgery): Promise<unknown[]> {
  const browser = browserOf(app)
  const { url } = await travel(browser, { login }, { stop: true })
  await provider.forgeNextIdToken(forgery)
  const ended = await refusalOf(app, browser, await browser.open(url))
  // Where nobody asked for tokens, it must not wait for the next login.
  await provider.forgeNextIdToken()
  return ended
}
