import { randomBytes, webcrypto } from 'node:crypto'
import express, { type ErrorRequestHandler, type Express } from 'express'
import nodemailer from 'nodemailer'
import { z } from 'zod'
import type { Deps } from '../../solutions/13-password-security/reset-flow.ts'

/** A refusal is thrown, and one handler answers it. */
class Refusal extends Error {
  readonly status: number
  constructor(status: number, code: string) {
    super(code)
    this.status = status
  }
}

const Forgot = z.object({ email: z.string() })
const Reset = z.object({ token: z.string(), password: z.string() })
const Change = z.object({ email: z.string(), password: z.string(), newPassword: z.string() })

/** zod reads the bodies, Web Crypto hashes, and one transport is made for each mail; sessions and links are voided side by side. */
export function buildApp(deps: Deps): Express {
  const app = express().use(express.json())

  app.post('/forgot', async (request, response) => {
    const { email } = read(Forgot, request.body)
    const user = await deps.users.find(email)
    response.status(202).json({ message: 'Look into your mailbox.' })
    if (!user) return
    const token = randomBytes(24).toString('hex')
    try {
      await deps.resets.removeOf(user.id)
      await deps.resets.add({ tokenHash: await sha(token), userId: user.id, expiresAt: deps.now() + 1_800_000 })
      const transport = nodemailer.createTransport(deps.smtpUrl)
      await transport.sendMail({
        from: { name: 'Market', address: 'help@mill.example' },
        to: [{ name: 'User', address: user.email }],
        subject: 'Your password',
        text: [`Within 30 minutes:`, `<${deps.publicUrl}/reset?token=${token}>`].join('\r\n'),
      })
      transport.close()
    } catch (error) {
      deps.log({ event: 'mail', error })
    }
  })

  app.post('/reset', async (request, response) => {
    const { token, password } = read(Reset, request.body)
    const row = await deps.resets.find(await sha(token))
    if (!row || row.expiresAt - deps.now() <= 0) throw new Refusal(400, 'invalid_token')
    strong(password)
    if (!(await deps.resets.remove(row.tokenHash))) throw new Refusal(400, 'invalid_token')
    await change(row.userId, password)
    response.sendStatus(204)
  })

  app.post('/password', async (request, response) => {
    const { email, password, newPassword } = read(Change, request.body)
    strong(newPassword)
    const user = await deps.users.login(email, password)
    if (!user) throw new Refusal(401, 'wrong_credentials')
    await change(user.id, newPassword)
    response.sendStatus(204)
  })

  const change = async (userId: string, password: string) => {
    await deps.users.setPassword(userId, password)
    await Promise.allSettled([deps.sessions.endAll(userId), deps.resets.removeOf(userId)])
  }

  const answerError: ErrorRequestHandler = (error, _request, response, next) => {
    if (response.headersSent) return next(error)
    if (error instanceof Refusal) response.status(error.status).json({ error: error.message })
    else response.status(500).json({ error: 'internal' })
  }
  return app.use(answerError)
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const { success, data } = schema.safeParse(body)
  if (!success) throw new Refusal(400, 'bad_request')
  return data
}

function strong(password: string): void {
  if (password.length < 10) throw new Refusal(422, 'weak_password')
}

async function sha(text: string): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', Buffer.from(text))).toString('hex')
}
