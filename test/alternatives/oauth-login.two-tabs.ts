/** A cookie for each login, so that two tabs may log in at once; openid-client reads the id token and asks for no userinfo. */
import { createHash, randomUUID } from 'node:crypto'
import cookieParser from 'cookie-parser'
import express, { type Express, type Response } from 'express'
import * as oidc from 'openid-client'

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

const COOKIE = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const

interface Login {
  state: string
  nonce: string
  verifier: string
  returnTo: string
}

const newId = () => randomUUID()

function refuse(response: Response, status: number, code: string, message: string): void {
  response.status(status).json({ error: { code, message } })
}

export function buildApp(): Express {
  const { OAUTH_ISSUER = '', OAUTH_CLIENT_ID = '', OAUTH_CLIENT_SECRET = '', PUBLIC_URL = '' } = process.env
  const accounts = new Accounts()
  const logins = new Map<string, Login>()
  const sessions = new Map<string, string>()

  let discovered: Promise<oidc.Configuration> | undefined
  const provider = (): Promise<oidc.Configuration> => {
    discovered ??= oidc
      .discovery(
        new URL(OAUTH_ISSUER),
        OAUTH_CLIENT_ID,
        { client_secret: OAUTH_CLIENT_SECRET, [oidc.clockTolerance]: 0 },
        oidc.ClientSecretPost(OAUTH_CLIENT_SECRET),
        { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] },
      )
      .catch((error: unknown) => {
        discovered = undefined
        throw error
      })
    return discovered
  }

  /** Two logins in two tabs have two cookies. */
  const cookieFor = (state: string) => `login-${createHash('sha256').update(state).digest('hex').slice(0, 16)}`

  const safePath = (returnTo: unknown): string => {
    if (typeof returnTo !== 'string' || returnTo[0] !== '/') return '/'
    try {
      const url = new URL(returnTo, PUBLIC_URL)
      const path = url.pathname + url.search + url.hash
      const stays = [url, new URL(path, PUBLIC_URL)].every(({ origin }) => origin === new URL(PUBLIC_URL).origin)
      return stays ? path : '/'
    } catch {
      return '/'
    }
  }

  /** The account of these claims, or why there is none. */
  function enter(claims: oidc.IDToken): Account | string {
    const identity = { issuer: claims.iss, sub: claims.sub }
    const known = accounts.byIdentity(identity)
    if (known) return known
    const { email, email_verified: verified, name } = claims
    if (verified !== true || typeof email !== 'string' || !email) return 'your email is not verified'
    const account = accounts.byEmail(email)
    if (account?.identity) return 'this account is linked to somebody else'
    if (account) accounts.link(account.id, identity)
    return account ?? accounts.add({ email, name: typeof name === 'string' ? name : email, identity })
  }

  const app = express()
  app.use(cookieParser())

  app.get('/login', async (request, response) => {
    const config = await provider()
    const login: Login = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
      returnTo: safePath(request.query['returnTo']),
    }
    const key = newId()
    logins.set(key, login)
    setTimeout(() => logins.delete(key), 600_000).unref()
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: `${PUBLIC_URL}/callback`,
      scope: 'openid email profile',
      state: login.state,
      nonce: login.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(login.verifier),
      code_challenge_method: 'S256',
    })
    response.cookie(cookieFor(login.state), key, COOKIE)
    response.redirect(url.href)
  })

  app.get('/callback', async (request, response) => {
    const state = String(request.query['state'])
    const name = cookieFor(state)
    const key = String(request.cookies[name])
    const login = logins.get(key)
    if (login?.state !== state) return refuse(response, 400, 'login_failed', 'this login was not begun by this browser')
    logins.delete(key)
    response.clearCookie(name, COOKIE)

    let claims: oidc.IDToken | undefined
    try {
      const current = new URL(request.originalUrl.replace(/^[^?]*/, `${PUBLIC_URL}/callback`))
      const tokens = await oidc.authorizationCodeGrant(await provider(), current, {
        expectedState: login.state,
        expectedNonce: login.nonce,
        pkceCodeVerifier: login.verifier,
        idTokenExpected: true,
      })
      claims = tokens.claims()
    } catch {
      return refuse(response, 400, 'login_failed', 'the login has failed')
    }
    if (!claims) return refuse(response, 400, 'login_failed', 'the login has failed')

    const account = enter(claims)
    if (typeof account === 'string') return refuse(response, 403, 'account_refused', account)
    sessions.delete(String(request.cookies['session']))
    const session = newId()
    sessions.set(session, account.id)
    response.cookie('session', session, COOKIE)
    response.redirect(login.returnTo)
  })

  app.get('/me', (request, response) => {
    const account = accounts.byId(sessions.get(String(request.cookies['session'])) ?? '')
    if (!account) return refuse(response, 401, 'unauthenticated', 'log in first')
    response.json({ data: { id: account.id, email: account.email, name: account.name, role: account.role } })
  })

  app.post('/logout', (request, response) => {
    sessions.delete(String(request.cookies['session']))
    response.clearCookie('session', COOKIE)
    response.sendStatus(204)
  })
  return app
}
