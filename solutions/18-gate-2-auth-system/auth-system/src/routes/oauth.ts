import type { CookieOptions, Router } from 'express'
import type { JWTPayload } from 'jose'
import { AppError } from '../errors.ts'
import { log } from '../log.ts'
import { CALLBACK, ownPath } from '../provider.ts'
import type { Service } from '../service.ts'
import type { Account } from '../stores/accounts.ts'
import { ATTEMPT_SECONDS } from '../stores/attempts.ts'
import { randomToken } from '../tokens.ts'
import { setRefreshCookie } from './sessions.ts'

const COOKIE = 'login'
/** Lax: the way back begins at the provider, which is another site. */
const COOKIE_OPTIONS: CookieOptions = { httpOnly: true, secure: true, sameSite: 'lax', path: '/api/v1/auth/oauth' }

/** Login with an account of the provider's. */
export function oauthRoutes(api: Router, service: Service): void {
  const { attempts, provider, sessions, config } = service

  api.get('/api/v1/auth/oauth', async (request, response) => {
    const returnTo = ownPath(request.query['returnTo'], config.publicUrl)
    const attempt = { state: randomToken(), nonce: randomToken(), verifier: randomToken(), returnTo }
    response.cookie(COOKIE, await attempts.begin(attempt), { ...COOKIE_OPTIONS, maxAge: ATTEMPT_SECONDS * 1000 })
    response.redirect(303, await provider.authorizationUrl(attempt))
  })

  api.get(CALLBACK, async (request, response) => {
    const attempt = await attempts.take(String(request.cookies[COOKIE]))
    response.clearCookie(COOKIE, COOKIE_OPTIONS)
    const { code, state } = request.query
    const isOurs = attempt !== undefined && state === attempt.state && typeof code === 'string'
    const claims = isOurs && (await provider.claimsFor(code, attempt).catch(() => undefined))
    if (!claims) throw new AppError(400, 'login_failed', 'begin the login again')
    const account = await accountFor(claims, service)
    const session = account && (await sessions.begin(account))
    if (!session) throw new AppError(403, 'account_refused', 'use another way to log in')
    log.security('login.ok', { accountId: session.accountId })
    setRefreshCookie(response, service, session)
    response.redirect(303, config.publicUrl + attempt.returnTo)
  })
}

/**
 * Nobody is given an account that is there already, only because the emails are the same: whoever registered it here did
 * not have to show that the address is theirs.
 */
async function accountFor(claims: JWTPayload, { accounts, provider }: Service): Promise<Account | undefined> {
  const identity = { issuer: provider.issuer, sub: String(claims.sub) }
  const known = await accounts.byIdentity(identity)
  if (known) return known
  const { email, email_verified: isVerified, name } = claims
  if (typeof email !== 'string' || isVerified !== true) return undefined
  const fields = { email: email.trim().toLowerCase(), name: String(name ?? email).slice(0, 100) }
  const account = await accounts.add({ ...fields, ...identity })
  if (account) log.security('account.registered', { accountId: account.id })
  return account
}
