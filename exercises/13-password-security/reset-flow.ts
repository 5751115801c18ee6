import express, { type Express } from 'express'

export interface User {
  id: string
  email: string
}

/** One link that was sent. */
export interface ResetRow {
  /** SHA-256 of the token, in hex. */
  tokenHash: string
  userId: string
  /** Milliseconds since 1970. */
  expiresAt: number
}

/** What the app is given. Nothing here is yours to change. */
export interface Deps {
  users: {
    /** Finds emails as many databases do, without regard to upper and lower case. */
    find: (email: string) => Promise<User | undefined>
    /** Gives the user if the password is right. An unknown email takes as long as a wrong password. */
    login: (email: string, password: string) => Promise<User | undefined>
    /** Hashes the password and stores it. */
    setPassword: (userId: string, password: string) => Promise<void>
  }
  resets: {
    add: (row: ResetRow) => Promise<void>
    find: (tokenHash: string) => Promise<ResetRow | undefined>
    /** `DELETE … WHERE token_hash = $1`. Gives true to the one call that removed the row, false to all others. */
    remove: (tokenHash: string) => Promise<boolean>
    removeOf: (userId: string) => Promise<void>
  }
  sessions: { endAll: (userId: string) => Promise<void> }
  /** Where mail goes: `createTransport(smtpUrl)` of nodemailer. */
  smtpUrl: string
  /** Where users find the shop: `https://shop.mill.example`, without a slash at the end. */
  publicUrl: string
  /** Milliseconds since 1970. Take the time from here and from nowhere else. */
  now: () => number
  /** Read by many people, and kept for long. */
  log: (entry: Record<string, unknown>) => void
}

/**
 * “Forgot your password?” for the marketplace. Bodies and answers are JSON. A field that is missing or no
 * text is 400 `{ "error": "bad_request" }`.
 * Several processes run this app on the same tables, so what one of them remembers the others do not know.
 *
 * `POST /forgot { email }`
 * - A user gets a mail whose text part holds exactly one link, `<publicUrl>/reset?token=<token>`. With that token,
 *   `POST /reset` sets a new password. The text also says how many minutes the link works, as `30`. The mail has a
 *   sender and a subject.
 * - The answer is 202 `{ "message": … }` with a few words, and exactly the same for every address. Nobody else gets a
 *   mail, and the app sends no other ones.
 * - The answer does not wait for the mail server: a server that is silent, or refuses, changes nothing about it. A mail
 *   that could not be sent is logged, with the message of its error.
 * - The link is made from `publicUrl`, whatever `Host` and `X-Forwarded-Host` say.
 * - The mail goes to the address in the table, never to the one that was typed.
 * - A token consists of letters, digits, `-` and `_`. At least 120 of its bits are random, from node:crypto.
 * - `resets` gets the SHA-256 of the token's text in hex, the user's id, and the time 30 minutes from now.
 * - The token is in the mail and nowhere else: in no answer, and not in the log, also where the mail could not be sent.
 *   Passwords are not in the log either.
 *
 * `POST /reset { token, password }` is answered with 204.
 * - It works once. A token that was used or never existed is 400 `{ "error": "invalid_token" }`, always the same
 *   answer.
 * - Of several requests with one token at the same time, exactly one sets its password. The others get that 400.
 * - A link works for 30 minutes. At 30 minutes it is too late, with the same 400.
 * - A new `POST /forgot` makes all older links of the user void, and so does every change of the password. (Of two
 *   `POST /forgot` at the same moment, both links may work.)
 * - All sessions of the user are ended, but only after `setPassword` has settled.
 * - A password of fewer than 10 characters is 422 `{ "error": "weak_password" }`. The link stays as good as it was.
 *   (How you count an emoji is up to you.)
 *
 * `POST /password { email, password, newPassword }` changes a password that is known: 204. A wrong password or an
 * unknown email is 401 `{ "error": "wrong_credentials" }`. What is said above about a change of the password holds
 * here, too. Where two things are wrong in one request, you choose which of the two is answered.
 *
 * @example
 * await post('/forgot', { email: 'ada@mill.example' }) // 202; a mail with https://shop.mill.example/reset?token=q3bJ…
 * await post('/reset', { token: 'q3bJ…', password: 'a new password' }) // 204
 * await post('/reset', { token: 'q3bJ…', password: 'another one' }) // 400 { error: 'invalid_token' }
 */
export function buildApp(_deps: Deps): Express {
  const app = express()
  app.use(express.json())

  for (const path of ['/forgot', '/reset', '/password']) {
    app.post(path, (_request, response) => {
      response.status(501).json({ error: 'not_yet' })
    })
  }
  return app
}
