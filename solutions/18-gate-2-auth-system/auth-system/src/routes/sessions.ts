import type { CookieOptions, Response, Router } from 'express'
import { AppError, unauthenticated, wrongCredentials } from '../errors.ts'
import { log } from '../log.ts'
import { accountWith } from '../logins.ts'
import { accountOf, signedIn } from '../middleware/guards.ts'
import { credentials, parse } from '../schemas.ts'
import type { Service } from '../service.ts'
import type { Session } from '../stores/sessions.ts'

const COOKIE = 'refresh'
/** A browser removes a cookie only where the answer repeats what it was set with. */
const COOKIE_OPTIONS: CookieOptions = { httpOnly: true, secure: true, sameSite: 'strict', path: '/api/v1/auth' }

/** Log in, go on, log out. */
export function sessionRoutes(api: Router, service: Service): void {
  const { accounts, sessions, tokens, limits, metrics, config } = service

  api.post('/api/v1/auth/login', async (request, response) => {
    const { email, password } = parse(credentials, request.body)
    try {
      await limits.take('login-address', request.ip ?? '')
      const account = await accountWith(email, password, service)
      const session = await sessions.begin(account)
      if (!session) throw wrongCredentials()
      metrics.countLogin('ok')
      log.security('login.ok', { accountId: account.id })
      sendTokens(response, session)
    } catch (error) {
      if (error instanceof AppError) metrics.countLogin(error.status === 429 ? 'limited' : 'failed')
      throw error
    }
  })

  api.post('/api/v1/auth/refresh', async (request, response) => {
    const presented = tokens.readRefresh(request.cookies[COOKIE])
    if (!presented) throw unauthenticated()
    const exchange = await sessions.exchange(presented)
    if ('reusedBy' in exchange) {
      if (exchange.reusedBy !== undefined) log.security('refresh.reused', { accountId: exchange.reusedBy })
      throw unauthenticated()
    }
    const account = await accounts.byId(exchange.session.accountId)
    if (!account || account.suspended) throw unauthenticated()
    sendTokens(response, exchange.session)
  })

  api.post('/api/v1/auth/logout', async (request, response) => {
    const presented = tokens.readRefresh(request.cookies[COOKIE])
    const accountId = presented && (await sessions.end(presented.sessionId))
    if (accountId !== undefined) log.security('logout', { accountId })
    response.clearCookie(COOKIE, COOKIE_OPTIONS).status(204).end()
  })

  api.post('/api/v1/auth/logout-everywhere', signedIn(tokens, accounts), async (_request, response) => {
    const { id } = accountOf(response)
    await sessions.endAllOf(id)
    log.security('logout.everywhere', { accountId: id })
    response.clearCookie(COOKIE, COOKIE_OPTIONS).status(204).end()
  })

  function sendTokens(response: Response, session: Session): void {
    setRefreshCookie(response, service, session)
    const data = { accessToken: tokens.access(session.accountId), expiresIn: config.seconds.access }
    response.set('Cache-Control', 'no-store').json({ data })
  }
}

export function setRefreshCookie(response: Response, { tokens, config }: Service, session: Session): void {
  // Express takes milliseconds here. JWTs count in seconds.
  response.cookie(COOKIE, tokens.refresh(session), { ...COOKIE_OPTIONS, maxAge: config.seconds.refresh * 1000 })
}
