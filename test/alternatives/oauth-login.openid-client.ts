/** openid-client does the protocol; the login in progress travels in a signed cookie, and sessions are signed cookies with a list of ends. */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import cookieParser from 'cookie-parser'
import express, { type Express, type Response } from 'express'
import * as client from 'openid-client'

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

const KEY = randomUUID()
const FLAGS = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const

function sign(value: unknown): string {
  const body = Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${body}.${createHmac('sha256', KEY).update(body).digest('base64url')}`
}

function open<T>(text: unknown): T | undefined {
  const [body = '', mac = ''] = String(text ?? '').split('.')
  const expected = createHmac('sha256', KEY).update(body).digest()
  const given = Buffer.from(mac, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  return JSON.parse(Buffer.from(body, 'base64url').toString()) as T
}

interface Pending {
  state: string
  nonce: string
  verifier: string
  returnTo: string
}

export async function buildApp(): Promise<Express> {
  const home = new URL(process.env['PUBLIC_URL'] ?? '')
  const issuer = new URL(process.env['OAUTH_ISSUER'] ?? '')
  const config = await client.discovery(
    issuer,
    process.env['OAUTH_CLIENT_ID'] ?? '',
    process.env['OAUTH_CLIENT_SECRET'],
    undefined,
    { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] },
  )
  const accounts = new Accounts()
  const ended = new Set<string>()
  const app = express().use(cookieParser())

  app.get('/login', async (request, response) => {
    const pending: Pending = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
      returnTo: safe(request.query['returnTo'], home),
    }
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: new URL('/callback', home).href,
      scope: 'profile email openid',
      code_challenge: await client.calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
      state: pending.state,
      nonce: pending.nonce,
    })
    response.cookie('__Host-pending', sign(pending), FLAGS)
    response.redirect(url.href)
  })

  app.get('/callback', async (request, response) => {
    const pending = open<Pending>(request.cookies['__Host-pending'])
    response.clearCookie('__Host-pending', FLAGS)
    if (!pending || request.query['state'] !== pending.state) return fail(response, 400, 'login_failed')
    let claims: client.IDToken | undefined
    try {
      const tokens = await client.authorizationCodeGrant(config, new URL(request.originalUrl, home), {
        pkceCodeVerifier: pending.verifier,
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        idTokenExpected: true,
      })
      claims = tokens.claims()
      if (!claims) return fail(response, 400, 'login_failed')
      const user = await client.fetchUserInfo(config, tokens.access_token, claims.sub)
      claims = { ...claims, ...user } as client.IDToken
    } catch {
      return fail(response, 400, 'login_failed')
    }
    const account = find(accounts, claims)
    if (!account) return fail(response, 403, 'account_refused')
    response.cookie('__Host-session', sign({ id: account.id, serial: randomUUID() }), FLAGS)
    response.redirect(303, pending.returnTo)
  })

  const sessionOf = (cookie: unknown) => {
    const session = open<{ id: string; serial: string }>(cookie)
    return session && !ended.has(session.serial) ? session : undefined
  }

  app.get('/me', (request, response) => {
    const account = accounts.byId(sessionOf(request.cookies['__Host-session'])?.id ?? '')
    if (!account) return fail(response, 401, 'unauthenticated')
    response.json({ data: { id: account.id, email: account.email, name: account.name, role: account.role } })
  })

  app.post('/logout', (request, response) => {
    const session = sessionOf(request.cookies['__Host-session'])
    if (session) ended.add(session.serial)
    response.clearCookie('__Host-session', FLAGS).sendStatus(204)
  })
  return app
}

function find(accounts: Accounts, claims: client.IDToken): Account | undefined {
  const identity = { issuer: claims.iss, sub: claims.sub }
  const known = accounts.byIdentity(identity)
  if (known) return known
  const { email, email_verified, name } = claims as { email?: string; email_verified?: boolean; name?: string }
  if (!email || email_verified !== true) return undefined
  const same = accounts.byEmail(email)
  if (same?.identity) return undefined
  if (same) accounts.link(same.id, identity)
  return same ?? accounts.add({ email, name: name ?? email, identity })
}

/** Absolute, so that no browser has anything left to resolve. */
function safe(returnTo: unknown, home: URL): string {
  if (typeof returnTo !== 'string' || !/^\/(?![/\\])/.test(returnTo)) return home.href
  try {
    const url = new URL(returnTo, home)
    return url.origin === home.origin ? url.href : home.href
  } catch {
    return home.href
  }
}

function fail(response: Response, status: number, code: string): void {
  response.status(status).json({ error: { code, message: code } })
}
