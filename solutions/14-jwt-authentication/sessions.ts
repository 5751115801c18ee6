import { randomUUID } from 'node:crypto'
import cookieParser from 'cookie-parser'
import express, { type CookieOptions, type Express, type Request, type RequestHandler, type Response } from 'express'
import jwt from 'jsonwebtoken'

export interface User {
  id: string
  role: 'vendor' | 'retailer' | 'delivery' | 'staff'
}

/** One login on one device: a family of refresh tokens, of which one at a time may be exchanged. */
export interface Session {
  id: string
  userId: string
  /** Tells which refresh token may be exchanged now: something to recognise it by, and never the token itself. */
  current: string
  /** The same for the token that was exchanged for it. null after the login. */
  previous: string | null
  /** When that was, or when the login was: milliseconds, from `now`. */
  rotatedAt: number
}

/**
 * A table of sessions that all instances of the app share. Every call takes a moment, and other requests run meanwhile.
 * You may add fields to Session: the store keeps what it is given, and gives copies.
 */
export interface SessionStore {
  insert: (session: Session) => Promise<void>
  find: (id: string) => Promise<Session | undefined>
  /**
   * In one step: writes the session if one with its id is there and its `current` is still `expected`, and tells
   * whether it did. Like `UPDATE sessions SET … WHERE id = $1 AND current = $2`.
   */
  replace: (session: Session, expected: string) => Promise<boolean>
  remove: (id: string) => Promise<void>
  removeAllOf: (userId: string) => Promise<void>
}

/** What the app is given. */
export interface Deps {
  /** Milliseconds since 1970, whole. The only clock that you read. */
  now: () => number
  /** Two different ones, both long enough. */
  secrets: { access: string; refresh: string }
  users: {
    /** Gives undefined where there is no such user, or the password is wrong. Day 13 is behind it. */
    authenticate: (email: string, password: string) => Promise<User | undefined>
    /** The user as they are now. undefined where they have been removed or blocked. */
    find: (id: string) => Promise<User | undefined>
  }
  sessions: SessionStore
}

const ACCESS_SECONDS = 15 * 60
const REFRESH_SECONDS = 7 * 24 * 60 * 60
const TWO_TABS_MS = 10_000

const COOKIE = 'refresh'
/** A browser removes a cookie only where the answer repeats what it was set with. */
const cookieOptions: CookieOptions = { httpOnly: true, secure: true, sameSite: 'strict', path: '/auth' }

/** The login of the marketplace: access tokens that nobody looks up, refresh tokens that work once. */
export function buildApp({ now, secrets, users, sessions }: Deps): Express {
  const tokens = tokensWith(secrets, now)
  const app = express()
  app.use(express.json(), cookieParser())

  app.post('/auth/login', async (request, response) => {
    const { email, password } = request.body ?? {}
    if (typeof email !== 'string' || typeof password !== 'string') return refuse(response, 400, 'bad_request')
    const user = await users.authenticate(email, password)
    if (!user) return refuse(response, 401, 'unauthorized')
    const id = randomUUID()
    const session: Session = { id, userId: user.id, current: randomUUID(), previous: null, rotatedAt: now() }
    await sessions.insert(session)
    answer(response, user, session)
  })

  app.post('/auth/refresh', async (request, response) => {
    const presented = tokens.readRefresh(request.cookies[COOKIE])
    const session = presented && (await exchange(sessions, presented, now))
    const user = session && (await users.find(session.userId))
    if (!user) return refuse(response, 401, 'unauthorized')
    answer(response, user, session)
  })

  app.post('/auth/logout', async (request, response) => {
    const presented = tokens.readRefresh(request.cookies[COOKIE])
    if (presented) await sessions.remove(presented.sessionId)
    response.clearCookie(COOKIE, cookieOptions).sendStatus(204)
  })

  app.post('/auth/logout-everywhere', signedIn(tokens), async (_request, response) => {
    await sessions.removeAllOf(response.locals['user'].id)
    response.clearCookie(COOKIE, cookieOptions).sendStatus(204)
  })

  app.get('/me', signedIn(tokens), (_request, response) => {
    response.json({ data: response.locals['user'] })
  })

  function answer(response: Response, user: User, session: Session): void {
    // Express takes milliseconds here. JWTs count in seconds.
    response.cookie(COOKIE, tokens.refresh(session), { ...cookieOptions, maxAge: REFRESH_SECONDS * 1000 })
    response.json({ accessToken: tokens.access(user), expiresIn: ACCESS_SECONDS })
  }
  return app
}

/** What a refresh token says, once its signature is right and it has not expired. */
interface Presented {
  sessionId: string
  /** Which of the session's tokens it is. */
  tokenId: string
}

/**
 * The session after the exchange, or undefined where there is none to be had. An old token ends the session, unless it is
 * the one before the current and another tab has just exchanged it.
 */
async function exchange(store: SessionStore, presented: Presented, now: () => number): Promise<Session | undefined> {
  const session = await store.find(presented.sessionId)
  if (!session) return undefined
  if (session.current === presented.tokenId) {
    const next = { ...session, current: randomUUID(), previous: session.current, rotatedAt: now() }
    // Where another request was faster, the session is not what was read: look again.
    return (await store.replace(next, session.current)) ? next : exchange(store, presented, now)
  }
  if (session.previous === presented.tokenId && now() - session.rotatedAt < TWO_TABS_MS) return session
  await store.remove(session.id)
  return undefined
}

type Tokens = ReturnType<typeof tokensWith>

/** Two kinds of token with a secret each, so that neither passes for the other. */
function tokensWith(secrets: Deps['secrets'], now: () => number) {
  const seconds = (ms: number) => Math.floor(ms / 1000)

  function read(token: unknown, secret: string): jwt.JwtPayload | undefined {
    try {
      const options = { algorithms: ['HS256' as const], clockTimestamp: seconds(now()) }
      // An object, since all that we sign are.
      return jwt.verify(String(token), secret, options) as jwt.JwtPayload
    } catch {
      return undefined
    }
  }

  return {
    access: ({ id, role }: User) =>
      jwt.sign({ sub: id, role, iat: seconds(now()) }, secrets.access, { expiresIn: ACCESS_SECONDS }),

    readAccess(token: unknown): User | undefined {
      const claims = read(token, secrets.access)
      return claims && { id: String(claims.sub), role: claims['role'] }
    },

    /** Made of the session alone, so both of two tabs get the same one. */
    refresh: ({ id, current, rotatedAt }: Session) =>
      jwt.sign({ sid: id, jti: current, iat: seconds(rotatedAt) }, secrets.refresh, { expiresIn: REFRESH_SECONDS }),

    readRefresh(token: unknown): Presented | undefined {
      const claims = read(token, secrets.refresh)
      return claims && { sessionId: String(claims['sid']), tokenId: String(claims.jti) }
    },
  }
}

/** Puts the user of the access token into `response.locals.user`, or refuses. Asks no database. */
function signedIn(tokens: Tokens): RequestHandler {
  return (request, response, next) => {
    const user = tokens.readAccess(bearer(request))
    if (!user) return refuse(response.set('WWW-Authenticate', 'Bearer'), 401, 'unauthorized')
    response.locals['user'] = user
    next()
  }
}

function bearer(request: Request): string | undefined {
  return /^Bearer (.+)/i.exec(request.get('authorization') ?? '')?.[1]
}

function refuse(response: Response, status: 400 | 401, code: string): void {
  response.status(status).json({ error: { code } })
}
