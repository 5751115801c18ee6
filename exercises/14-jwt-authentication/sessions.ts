import express, { type Express } from 'express'

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
 * A table of sessions that all instances of the app share. Every call takes a moment, and other requests run
 * meanwhile. You may add fields to Session: the store keeps what it is given, and gives copies.
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

/**
 * The login of the marketplace. Bodies and answers are JSON. Everything that outlives a request is in `sessions`: two
 * apps with the same deps, in two processes, behave like one.
 *
 * - `POST /auth/login` with `{ email, password }` gives 200 and `{ accessToken, expiresIn: 900 }`, and sets a cookie
 *   named `refresh`. Each login begins a session of its own; those on other devices go on. A wrong password or an
 *   unknown email is 401. Where `email` or `password` is not a string, or there is no body, the answer is 400. Neither
 *   sets a cookie.
 * - The access token is a JWT, signed with HS256 and `secrets.access`. It holds `sub` (the user's id), `role`, `iat`
 *   (now, in whole seconds, rounded down) and `exp`, 900 seconds after `iat`. The form of the refresh token is yours:
 *   for example a JWT signed with `secrets.refresh`. It is in the cookie and in no body.
 * - The cookie is HttpOnly, Secure and SameSite=Strict, has Path=/auth and no Domain. Like the token in it, it lives
 *   for 7 days: Max-Age=604800. A browser may send other cookies beside it, `xrefresh` for example.
 * - `GET /me` with `Authorization: Bearer <access token>` gives 200 and `{ data: { id, role } }`, as the token says,
 *   until the token expires: after a logout too. It asks neither `sessions` nor `users`. Without a token, or with any
 *   other than an access token of ours that was signed with HS256 and has not expired, the answer is 401 with
 *   `WWW-Authenticate: Bearer`. A refresh token is no access token.
 * - `POST /auth/refresh` with the cookie exchanges the session's current refresh token: 200 with the body and the
 *   cookie as after a login, and a refresh token that differs. The new one lives 7 days from now. The user is looked
 *   up each time, and the access token has the role of today; for a user who is gone the answer is 401. Without a
 *   token, or with one that has expired, was changed, or was never a refresh token of ours: 401, and nothing changes.
 *   This holds for an expired token that was exchanged before, too.
 * - A copy of `sessions` is of no use to a thief: nothing that is stored there works as a refresh token.
 * - A refresh token works once. When one comes back that was exchanged before, a thief has it, or its owner has what
 *   the thief had: the answer is 401, and the session has ended. None of its refresh tokens works from then on. All
 *   other sessions of this user and of others go on.
 * - There is one exception, for two tabs that refresh at the same moment. The token before the current one may come
 *   back for less than 10 seconds after it was exchanged (`previous`, `rotatedAt`). It is answered with 200 and the
 *   current refresh token, the very same that the other tab got. This holds for requests at the same moment too, in
 *   two instances. Any other old token ends the session, also within these 10 seconds.
 * - `POST /auth/logout` with the cookie gives 204, ends this session and no other, and takes the cookie out of the
 *   browser. A token that was exchanged before ends its session, too: a slow tab may send it. With an expired token,
 *   with something else in the cookie, or without one, it gives 204 and ends nothing.
 * - `POST /auth/logout-everywhere` with an access token gives 204, ends all sessions of this user and of nobody else,
 *   and takes the cookie out of the browser. Without an access token it is 401 as at /me. A refresh that is under way
 *   at that moment may still be answered with 200, but the token that it gives does not work.
 * - Each 400 and 401 has the body `{ error: { code } }` with the code 'bad_request' or 'unauthorized', and more if you
 *   like.
 *
 * @example
 * // POST /auth/login {"email":"ada@mill.example","password":"rye & salt"}
 * // 200 {"accessToken":"eyJhbGciOi…","expiresIn":900}
 * // Set-Cookie: refresh=eyJhbGciOi…; Max-Age=604800; Path=/auth; HttpOnly; Secure; SameSite=Strict
 */
export function buildApp(_deps: Deps): Express {
  const app = express()
  app.use(express.json())
  for (const path of ['/auth/login', '/auth/refresh', '/auth/logout', '/auth/logout-everywhere', '/me']) {
    app.all(path, (_request, response) => {
      response.status(501).json({ error: { code: 'not_implemented' } })
    })
  }
  return app
}
