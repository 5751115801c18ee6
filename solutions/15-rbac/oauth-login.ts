import { createHash, randomBytes } from 'node:crypto'
import cookieParser from 'cookie-parser'
import express, { type CookieOptions, type Express } from 'express'
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose'

export interface Account {
  id: string
  email: string
  name: string
  role: 'retailer' | 'vendor' | 'staff'
  /** Who this is at the provider, once an identity is linked. */
  identity?: Identity
}

/** An issuer names its users by `sub`: it never changes and is never given to anybody else. An email may. */
export interface Identity {
  issuer: string
  sub: string
}

/** The accounts of the marketplace. Nothing here is yours to change. */
export class Accounts {
  readonly #accounts: Account[] = [
    { id: 'acc-1', email: 'buyer@northmill.example', name: 'North Mill', role: 'retailer' },
    { id: 'acc-2', email: 'sales@southfarm.example', name: 'South Farm', role: 'vendor' },
    { id: 'acc-3', email: 'ops@market.example', name: 'Operations', role: 'staff' },
  ]

  byId(id: string): Account | undefined {
    return this.#accounts.find((account) => account.id === id)
  }

  byIdentity({ issuer, sub }: Identity): Account | undefined {
    return this.#accounts.find(({ identity }) => identity?.issuer === issuer && identity.sub === sub)
  }

  /** Capital letters make no difference. */
  byEmail(email: string): Account | undefined {
    return this.#accounts.find((account) => account.email === email.toLowerCase())
  }

  /** A new retailer. */
  add({ email, name, identity }: { email: string; name: string; identity: Identity }): Account {
    const id = `acc-${this.#accounts.length + 1}`
    const account: Account = { id, email: email.toLowerCase(), name, role: 'retailer', identity }
    this.#accounts.push(account)
    return account
  }

  link(id: string, identity: Identity): void {
    const account = this.byId(id)
    if (account) account.identity = identity
  }
}

/**
 * The login of the marketplace with an account of an OpenID provider: authorization code, PKCE, state and nonce.
 *
 * The environment has `OAUTH_ISSUER` (the provider), `OAUTH_CLIENT_ID` and `OAUTH_CLIENT_SECRET` (this app at the provider),
 * and `PUBLIC_URL`, where browsers reach this app: `https://market.example`, no slash at the end. A proxy stands in between, so
 * `Host` is another. The provider's endpoints stand in `<issuer>/.well-known/openid-configuration`. It takes the client secret
 * as HTTP Basic or in the body, and puts the claims of the scopes `email` and `profile` into the id token and into userinfo.
 *
 * - `GET /login` redirects (302 or 303) to the authorization endpoint: `response_type=code`, the client id, the scopes `openid
 *   email profile`, `redirect_uri=<PUBLIC_URL>/callback` (the only one that is registered), `state`, `nonce`, and a
 *   `code_challenge` with the method S256. State, nonce and challenge are random, and new for every login.
 * - `GET /callback` exchanges the code for tokens, verifies the id token, and redirects (302 or 303) with a session.
 * - `GET /me` is 200 `{ "data": { "id", "email", "name", "role" } }` of the account that is logged in, else 401
 *   `{ "error": { "code": "unauthenticated", "message": … } }`.
 * - Every cookie that a browser keeps is HttpOnly, Secure and SameSite=Lax, and the client secret is never in an address that the browser sees.
 * - A callback whose login was not begun by the same browser is refused: no state, another state, a state that belongs to
 *   the login of another browser. The provider is not asked for tokens.
 * - Each login has one callback, whether it works or not. Once that is answered, every other one is refused without asking the
 *   provider: the same again, or another code after an error.
 * - A callback with `error` in place of a code (the user said no), and a code that the provider refuses, are refused.
 * - The id token is refused where its nonce is missing or is not the one of this login,
 * - where it is not signed with a key of the provider's `jwks_uri`,
 * - where `iss` is not the issuer, `aud` is not the client id, `exp` is past by more than a minute, or one of `exp` and `sub` is missing.
 * - Whatever is refused up to here is 400 `{ "error": { "code": "login_failed", "message": … } }`, and logs nobody in.
 * - `GET /login?returnTo=/orders?page=2` (encoded) leads there after the login. Only a path of this app counts: it begins with
 *   "/", and a browser that follows it stays on `PUBLIC_URL`. Without one, or with anything else, the login leads to "/".
 * - An account is found by issuer and `sub`, whatever the email is by now. For an identity that is new, `email_verified` must be
 *   true. Then an account with that email is linked, if it is not linked yet; if there is none, a new one is added, with the
 *   email and the name of the claims. Its role is the marketplace's business: a role among the claims counts for nothing.
 * - Otherwise, so where the email of a new identity is not verified, or belongs to an account that is linked to another identity,
 *   the callback is 403 `{ "error": { "code": "account_refused", "message": … } }`, and logs nobody in.
 * - A session begins at the login with a new random id: no cookie from before it is a session, and another login of the same
 *   user gets another. `POST /logout` is 204 and ends that one session on the server: its cookie is worth nothing afterwards.
 *
 * @example
 * // GET /login?returnTo=%2Forders
 * // 303 Location: http://127.0.0.1:4000/auth?response_type=code&client_id=…&code_challenge_method=S256&…
 * // GET /callback?code=…&state=…&iss=…   (with the cookie of GET /login)
 * // 303 Location: /orders, and a cookie with a session
 */
export function buildApp(): Express {
  const { PUBLIC_URL = '' } = process.env
  const provider = new Provider()
  const accounts = new Accounts()
  const attempts = new Map<string, Attempt>()
  const sessions = new Map<string, string>()
  const app = express().use(cookieParser())

  app.get('/login', async (request, response) => {
    const returnTo = ownPath(request.query['returnTo'], PUBLIC_URL)
    const attempt = { state: random(), nonce: random(), verifier: random(), returnTo }
    const id = random()
    attempts.set(id, attempt)
    setTimeout(() => attempts.delete(id), ATTEMPT_MS).unref()
    response.cookie('login', id, { ...COOKIE, maxAge: ATTEMPT_MS })
    response.redirect(303, await provider.authorizationUrl(attempt))
  })

  app.get('/callback', async (request, response) => {
    const id = request.cookies['login']
    const attempt = attempts.get(id)
    // Used up, whatever comes of it.
    attempts.delete(id)
    response.clearCookie('login', COOKIE)
    const { code, state } = request.query
    const isOurs = attempt !== undefined && state === attempt.state && typeof code === 'string'
    const claims = isOurs && (await provider.claimsFor(code, attempt).catch(() => undefined))
    if (!claims) return response.status(400).json(errorOf('login_failed', 'begin the login again'))
    const account = accountFor(claims, accounts)
    if (!account) return response.status(403).json(errorOf('account_refused', 'use another way to log in'))
    const session = random()
    sessions.set(session, account.id)
    response.cookie('session', session, COOKIE).redirect(303, attempt.returnTo)
  })

  app.get('/me', (request, response) => {
    const account = accounts.byId(sessions.get(request.cookies['session']) ?? '')
    if (!account) return response.status(401).json(errorOf('unauthenticated', 'log in first'))
    const { id, email, name, role } = account
    response.json({ data: { id, email, name, role } })
  })

  app.post('/logout', (request, response) => {
    sessions.delete(request.cookies['session'])
    response.clearCookie('session', COOKIE).status(204).end()
  })

  return app
}

const ATTEMPT_MS = 10 * 60 * 1000
const COOKIE: CookieOptions = { httpOnly: true, secure: true, sameSite: 'lax' }

/** A login that a browser has begun. The browser holds a key to it, and the provider sees only the state and hashes. */
interface Attempt {
  state: string
  nonce: string
  verifier: string
  returnTo: string
}

type Endpoints = Partial<Record<'authorization_endpoint' | 'token_endpoint' | 'jwks_uri', string>>

const random = () => randomBytes(32).toString('base64url')
const errorOf = (code: string, message: string) => ({ error: { code, message } })

/** The provider, and this app as its client. */
class Provider {
  readonly #issuer = process.env['OAUTH_ISSUER'] ?? ''
  readonly #clientId = process.env['OAUTH_CLIENT_ID'] ?? ''
  readonly #secret = process.env['OAUTH_CLIENT_SECRET'] ?? ''
  readonly #redirectUri = `${process.env['PUBLIC_URL']}/callback`
  #endpoints: Endpoints | undefined
  #keys: ReturnType<typeof createRemoteJWKSet> | undefined

  async authorizationUrl({ state, nonce, verifier }: Attempt): Promise<string> {
    const { authorization_endpoint: endpoint = '' } = await this.#discover()
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    const client = { response_type: 'code', client_id: this.#clientId, redirect_uri: this.#redirectUri }
    const proofs = { state, nonce, code_challenge: challenge, code_challenge_method: 'S256' }
    return `${endpoint}?${new URLSearchParams({ ...client, scope: 'openid email profile', ...proofs })}`
  }

  /** What the provider says of the user, verified. @throws Error when it says nothing that can be trusted */
  async claimsFor(code: string, { verifier, nonce }: Attempt): Promise<JWTPayload> {
    const { token_endpoint: endpoint = '', jwks_uri: keys = '' } = await this.#discover()
    const basic = Buffer.from(`${encodeURIComponent(this.#clientId)}:${encodeURIComponent(this.#secret)}`)
    const grant = { grant_type: 'authorization_code', code, redirect_uri: this.#redirectUri, code_verifier: verifier }
    const headers = { authorization: `Basic ${basic.toString('base64')}` }
    const response = await fetch(endpoint, { method: 'POST', headers, body: new URLSearchParams(grant) })
    const { id_token: token } = (await response.json()) as { id_token?: string }
    this.#keys ??= createRemoteJWKSet(new URL(keys))
    const expected = { issuer: this.#issuer, audience: this.#clientId, requiredClaims: ['sub', 'exp'] }
    const { payload } = await jwtVerify(token ?? '', this.#keys, expected)
    if (payload['nonce'] !== nonce) throw new Error('this id token belongs to another login')
    return payload
  }

  async #discover(): Promise<Endpoints> {
    this.#endpoints ??= (await (await fetch(`${this.#issuer}/.well-known/openid-configuration`)).json()) as Endpoints
    return this.#endpoints
  }
}

function accountFor(claims: JWTPayload, accounts: Accounts): Account | undefined {
  const identity = { issuer: String(claims.iss), sub: String(claims.sub) }
  const known = accounts.byIdentity(identity)
  if (known) return known
  const { email, email_verified: isVerified, name } = claims
  if (typeof email !== 'string' || isVerified !== true) return undefined
  const namesake = accounts.byEmail(email)
  if (!namesake) return accounts.add({ email, name: String(name ?? email), identity })
  if (namesake.identity) return undefined
  accounts.link(namesake.id, identity)
  return namesake
}

/** The path, where a browser that follows it stays with us. `/..//evil.example` is a path with two slashes, once resolved. */
function ownPath(path: unknown, publicUrl: string): string {
  if (typeof path !== 'string' || !path.startsWith('/') || !URL.canParse(path, publicUrl)) return '/'
  const { origin, pathname, search, hash } = new URL(path, publicUrl)
  return origin === publicUrl && !pathname.startsWith('//') ? `${pathname}${search}${hash}` : '/'
}
