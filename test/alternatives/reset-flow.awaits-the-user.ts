import { createHash, randomUUID } from 'node:crypto'
import express, { type ErrorRequestHandler, type Express } from 'express'
import nodemailer from 'nodemailer'
import type { Deps, User } from '../../solutions/13-password-security/reset-flow.ts'

/** From the lesson and the starter alone: UUIDs as tokens, and an answer that waits for the table, but not for the mail. */
const LIFETIME_MS = 30 * 60 * 1000
const LEAST_CHARACTERS = 10
const MESSAGE = 'If this address belongs to an account, a mail with a link is on its way.'

const hashOf = (token: string): string => createHash('sha256').update(token, 'utf8').digest('hex')
const isWeak = (password: string): boolean => [...password].length < LEAST_CHARACTERS

/** The fields of a body as texts, or undefined where one is missing or no text. */
function texts(body: unknown, ...names: string[]): string[] | undefined {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const values = names.map((name) => (Object.hasOwn(fields, name) ? fields[name] : undefined))
  return values.every((value) => typeof value === 'string') ? (values as string[]) : undefined
}

/** The code of an error, which is all of it that may be logged: a server's answer can quote the mail. */
function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : 'unknown'
}

export function buildApp(deps: Deps): Express {
  const { users, resets, sessions } = deps
  const limits = 'connectionTimeout=5000&greetingTimeout=5000&socketTimeout=10000'
  const transport = nodemailer.createTransport(`${deps.smtpUrl}${deps.smtpUrl.includes('?') ? '&' : '?'}${limits}`)

  async function sendLink(user: User, token: string): Promise<void> {
    const mail = {
      from: { name: 'Mill Marketplace', address: 'no-reply@mill.example' },
      to: { name: '', address: user.email },
      subject: 'Set a new password',
      text: `Somebody asked for a new password for your account. This link works once, for 30 minutes:\n\n${deps.publicUrl}/reset?token=${token}\n\nIf it was not you, do nothing.\n`,
    }
    try {
      await transport.sendMail(mail)
    } catch (error) {
      deps.log({
        event: 'reset_mail_failed',
        userId: user.id,
        code: codeOf(error),
        message: String((error as Error).message),
      })
    }
  }

  async function changePassword(userId: string, password: string): Promise<void> {
    await users.setPassword(userId, password)
    // After the change, so that a link which was asked for meanwhile is void as well.
    await resets.removeOf(userId)
    await sessions.endAll(userId)
  }

  const app = express()
  app.use(express.json({ limit: '10kb' }))

  app.post('/forgot', async (request, response) => {
    const fields = texts(request.body, 'email')
    if (fields === undefined) return void response.status(400).json({ error: 'bad_request' })
    const [email] = fields as [string]

    let outgoing: (() => Promise<void>) | undefined
    try {
      const user = await users.find(email)
      if (user !== undefined) {
        // A UUID of version 4 has 122 random bits.
        const token = randomUUID()
        await resets.removeOf(user.id)
        await resets.add({ tokenHash: hashOf(token), userId: user.id, expiresAt: deps.now() + LIFETIME_MS })
        outgoing = () => sendLink(user, token)
      }
    } catch (error) {
      deps.log({ event: 'forgot_failed', code: codeOf(error), message: String((error as Error).message) })
    }
    response.status(202).json({ message: MESSAGE })
    void outgoing?.()
  })

  app.post('/reset', async (request, response) => {
    const fields = texts(request.body, 'token', 'password')
    if (fields === undefined) return void response.status(400).json({ error: 'bad_request' })
    const [token, password] = fields as [string, string]

    const tokenHash = hashOf(token)
    const invalid = () => void response.status(400).json({ error: 'invalid_token' })
    const row = await resets.find(tokenHash)
    if (row === undefined || deps.now() >= row.expiresAt) return invalid()
    if (isWeak(password)) return void response.status(422).json({ error: 'weak_password' })
    if (!(await resets.remove(tokenHash))) return invalid()

    await changePassword(row.userId, password)
    response.status(204).end()
  })

  app.post('/password', async (request, response) => {
    const fields = texts(request.body, 'email', 'password', 'newPassword')
    if (fields === undefined) return void response.status(400).json({ error: 'bad_request' })
    const [email, password, newPassword] = fields as [string, string, string]

    const user = await users.login(email, password)
    if (user === undefined) return void response.status(401).json({ error: 'wrong_credentials' })
    if (isWeak(newPassword)) return void response.status(422).json({ error: 'weak_password' })

    await changePassword(user.id, newPassword)
    response.status(204).end()
  })

  const onError: ErrorRequestHandler = (error, _request, response, next) => {
    if (response.headersSent) return next(error)
    const status = (error as { status?: unknown } | null)?.status
    if (typeof status === 'number' && status >= 400 && status < 500) {
      response.status(status).json({ error: 'bad_request' })
      return
    }
    deps.log({ event: 'failed', code: codeOf(error), message: String((error as Error).message) })
    response.status(500).json({ error: 'internal' })
  }
  app.use(onError)
  return app
}
