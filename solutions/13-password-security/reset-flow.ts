import { createHash, randomBytes } from 'node:crypto'
import express, { type Express, type Response } from 'express'
import { createTransport } from 'nodemailer'

export interface User {
  id: string
  email: string
}

export interface ResetRow {
  tokenHash: string
  userId: string
  expiresAt: number
}

export interface Deps {
  users: {
    find: (email: string) => Promise<User | undefined>
    login: (email: string, password: string) => Promise<User | undefined>
    setPassword: (userId: string, password: string) => Promise<void>
  }
  resets: {
    add: (row: ResetRow) => Promise<void>
    find: (tokenHash: string) => Promise<ResetRow | undefined>
    remove: (tokenHash: string) => Promise<boolean>
    removeOf: (userId: string) => Promise<void>
  }
  sessions: { endAll: (userId: string) => Promise<void> }
  smtpUrl: string
  publicUrl: string
  now: () => number
  log: (entry: Record<string, unknown>) => void
}

const LINK_MINUTES = 30
const SHORTEST_PASSWORD = 10

export function buildApp({ users, resets, sessions, smtpUrl, publicUrl, now, log }: Deps): Express {
  const mailer = createTransport(smtpUrl)

  async function sendLink(email: string): Promise<void> {
    const user = await users.find(email)
    if (!user) return
    const token = randomBytes(32).toString('base64url')
    await resets.removeOf(user.id)
    await resets.add({ tokenHash: hashOf(token), userId: user.id, expiresAt: now() + LINK_MINUTES * 60_000 })
    await mailer.sendMail({
      from: 'The marketplace <no-reply@mill.example>',
      to: user.email,
      subject: 'A new password for the marketplace',
      text: mailText(`${publicUrl}/reset?token=${token}`),
    })
  }

  async function changePassword(userId: string, password: string): Promise<void> {
    await users.setPassword(userId, password)
    await resets.removeOf(userId)
    // Last, or a thief could log in again with the old password.
    await sessions.endAll(userId)
  }

  /** The user whose token it is. There is no second call for the same token that gets one. */
  async function redeem(token: string): Promise<string | undefined> {
    const row = await resets.find(hashOf(token))
    const isRedeemed = row !== undefined && (await resets.remove(row.tokenHash))
    return isRedeemed && row.expiresAt > now() ? row.userId : undefined
  }

  const app = express()
  app.use(express.json())

  app.post('/forgot', (request, response) => {
    const fields = textsIn(request.body, 'email')
    if (!fields) return refuse(response, 400, 'bad_request')
    // What follows takes longer for a user than for a stranger, so nobody waits for it.
    response.status(202).json({ message: 'If this address has an account, a mail is on its way.' })
    sendLink(fields.email).catch((error: unknown) => log({ mailFailed: String(error) }))
  })

  app.post('/reset', async (request, response) => {
    const fields = textsIn(request.body, 'token', 'password')
    if (!fields) return refuse(response, 400, 'bad_request')
    if (isWeak(fields.password)) return refuse(response, 422, 'weak_password')
    const userId = await redeem(fields.token)
    if (userId === undefined) return refuse(response, 400, 'invalid_token')
    await changePassword(userId, fields.password)
    response.status(204).end()
  })

  app.post('/password', async (request, response) => {
    const fields = textsIn(request.body, 'email', 'password', 'newPassword')
    if (!fields) return refuse(response, 400, 'bad_request')
    if (isWeak(fields.newPassword)) return refuse(response, 422, 'weak_password')
    const user = await users.login(fields.email, fields.password)
    if (!user) return refuse(response, 401, 'wrong_credentials')
    await changePassword(user.id, fields.newPassword)
    response.status(204).end()
  })

  return app
}

/** A plain hash will do: unlike a password, a token of 256 random bits is in no word list. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function mailText(link: string): string {
  return `Somebody asked for a new password for your account at the marketplace.
This link sets one. It works once, for ${LINK_MINUTES} minutes:

${link}

If it was not you, do nothing: your password stays as it is.`
}

function isWeak(password: string): boolean {
  return password.length < SHORTEST_PASSWORD
}

/** These fields of a body that may be anything, or undefined where one is missing or no text. */
function textsIn<Name extends string>(body: unknown, ...names: Name[]): Record<Name, string> | undefined {
  const fields = body as Record<Name, unknown> | undefined
  const isWhole = names.every((name) => typeof fields?.[name] === 'string')
  return isWhole ? (fields as Record<Name, string>) : undefined
}

function refuse(response: Response, status: number, error: string): void {
  response.status(status).json({ error })
}
