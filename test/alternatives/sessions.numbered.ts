import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import express, {
  type CookieOptions,
  type ErrorRequestHandler,
  type Express,
  type Request,
  type Response,
} from 'express'
import { jwtVerify, SignJWT } from 'jose'
import type { Deps, Session, User } from '../../solutions/14-jwt-authentication/sessions.ts'

/** From the lesson and the starter alone: refresh tokens are an HMAC over session and number; access tokens by jose. */
const ACCESS_SECONDS = 900
const REFRESH_MS = 7 * 24 * 60 * 60 * 1000
const GRACE_MS = 10_000
const COOKIE = 'refresh'
const FLAGS: CookieOptions = { httpOnly: true, secure: true, sameSite: 'strict', path: '/auth' }
const ROLES: readonly unknown[] = ['vendor', 'retailer', 'delivery', 'staff']
const FORM = /^([0-9a-f-]{36})\.([0-9]+\.([0-9]+))\.([A-Za-z0-9_-]{43})$/

/**
 * What a refresh token says: the session, and a mark, which is its number in the session and the millisecond when it
 * was made. The table holds the mark. The token is session and mark with an HMAC, so the table alone makes no token,
 * and the server can make the current token again.
 */
interface Ticket {
  id: string
  mark: string
  madeAt: number
}

export function buildApp({ now, secrets, users, sessions }: Deps): Express {
  const accessKey = new TextEncoder().encode(secrets.access)

  function tokenOf(id: string, mark: string): string {
    const mac = createHmac('sha256', secrets.refresh).update(`refresh ${id}.${mark}`).digest('base64url')
    return `${id}.${mark}.${mac}`
  }

  function readTicket(token: string): Ticket | undefined {
    const match = FORM.exec(token)
    if (match === null) return undefined
    const [, id, mark, madeAt] = match as unknown as [string, string, string, string]
    const expected = Buffer.from(tokenOf(id, mark))
    const given = Buffer.from(token)
    if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined
    return { id, mark, madeAt: Number(madeAt) }
  }

  /** The ticket in the cookie, if it is one of ours that has not expired. */
  function ticketOf(request: Request): Ticket | undefined {
    for (const pair of (request.headers.cookie ?? '').split(';')) {
      const at = pair.indexOf('=')
      if (at === -1 || pair.slice(0, at).trim() !== COOKIE) continue
      const ticket = readTicket(pair.slice(at + 1).trim())
      if (ticket !== undefined && now() < ticket.madeAt + REFRESH_MS) return ticket
    }
    return undefined
  }

  async function answer(response: Response, user: User, token: string): Promise<void> {
    const iat = Math.floor(now() / 1000)
    const accessToken = await new SignJWT({ sub: user.id, role: user.role, iat, exp: iat + ACCESS_SECONDS })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .sign(accessKey)
    response.cookie(COOKIE, token, { ...FLAGS, maxAge: REFRESH_MS })
    response.set('Cache-Control', 'no-store').json({ accessToken, expiresIn: ACCESS_SECONDS })
  }

  async function bearerOf(request: Request): Promise<{ id: string; role: unknown } | undefined> {
    const token = /^Bearer +([^\s]+) *$/i.exec(request.headers.authorization ?? '')?.[1]
    if (token === undefined) return undefined
    try {
      const { payload } = await jwtVerify(token, accessKey, {
        algorithms: ['HS256'],
        currentDate: new Date(now()),
        requiredClaims: ['sub', 'role', 'iat', 'exp'],
      })
      const { sub, role } = payload
      return typeof sub === 'string' && ROLES.includes(role) ? { id: sub, role } : undefined
    } catch {
      return undefined
    }
  }

  const refuse = (response: Response) => void response.status(401).json({ error: { code: 'unauthorized' } })
  const refuseBearer = (response: Response) => refuse(response.set('WWW-Authenticate', 'Bearer'))

  /** Exchanges a ticket. Gives the user and the token to send, or undefined for 401. */
  async function exchange({ id, mark }: Ticket): Promise<{ user: User; token: string } | undefined> {
    for (;;) {
      const session = await sessions.find(id)
      if (session === undefined) return undefined

      const isCurrent = mark === session.current
      const isGrace = mark === session.previous && now() - session.rotatedAt < GRACE_MS
      if (!isCurrent && !isGrace) {
        await sessions.remove(id)
        return undefined
      }
      const user = await users.find(session.userId)
      if (user === undefined) return undefined
      if (isGrace) return { user, token: tokenOf(id, session.current) }

      const rotatedAt = now()
      const next = `${Number.parseInt(mark, 10) + 1}.${rotatedAt}`
      const rotated: Session = { ...session, current: next, previous: mark, rotatedAt }
      if (await sessions.replace(rotated, mark)) return { user, token: tokenOf(id, next) }
      // Somebody else was faster: look again. By now the mark is the previous one, or the session has ended.
    }
  }

  const app = express()
  app.use(express.json())

  app.post('/auth/login', async (request, response) => {
    const { email, password } = (request.body ?? {}) as { email?: unknown; password?: unknown }
    if (typeof email !== 'string' || typeof password !== 'string') {
      response.status(400).json({ error: { code: 'bad_request' } })
      return
    }
    const user = await users.authenticate(email, password)
    if (user === undefined) return refuse(response)

    const id = randomUUID()
    const rotatedAt = now()
    const current = `1.${rotatedAt}`
    await sessions.insert({ id, userId: user.id, current, previous: null, rotatedAt })
    await answer(response, user, tokenOf(id, current))
  })

  app.post('/auth/refresh', async (request, response) => {
    const ticket = ticketOf(request)
    const exchanged = ticket === undefined ? undefined : await exchange(ticket)
    if (exchanged === undefined) return refuse(response)
    await answer(response, exchanged.user, exchanged.token)
  })

  app.post('/auth/logout', async (request, response) => {
    const ticket = ticketOf(request)
    if (ticket !== undefined) await sessions.remove(ticket.id)
    response.clearCookie(COOKIE, FLAGS).status(204).end()
  })

  app.post('/auth/logout-everywhere', async (request, response) => {
    const bearer = await bearerOf(request)
    if (bearer === undefined) return refuseBearer(response)
    await sessions.removeAllOf(bearer.id)
    response.clearCookie(COOKIE, FLAGS).status(204).end()
  })

  app.get('/me', async (request, response) => {
    const bearer = await bearerOf(request)
    if (bearer === undefined) return refuseBearer(response)
    response.json({ data: bearer })
  })

  const onError: ErrorRequestHandler = (error, _request, response, next) => {
    if (response.headersSent) return next(error)
    const status = (error as { status?: unknown } | null)?.status
    const isClients = typeof status === 'number' && status >= 400 && status < 500
    response.status(isClients ? status : 500).json({ error: { code: isClients ? 'bad_request' : 'internal' } })
  }
  app.use(onError)
  return app
}
