import { createHash, randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import nodemailer from 'nodemailer'
import type { Deps } from '../../solutions/13-password-security/reset-flow.ts'

type Fields = Record<string, string>
type Route = (fields: Fields) => Promise<[status: number, body?: object]> | [status: number, body?: object]

const INVALID: [number, object] = [400, { error: 'invalid_token' }]
const WEAK: [number, object] = [422, { error: 'weak_password' }]

/** Plain node:http, tokens of two UUIDs, HTML beside the text, and a queue of mails that is worked off later. */
export function buildApp(deps: Deps): RequestListener {
  const queue: string[] = []
  const transport = nodemailer.createTransport({ url: deps.smtpUrl, pool: false })

  const work = async () => {
    for (let email = queue.shift(); email !== undefined; email = queue.shift()) {
      try {
        await mailTo(email)
      } catch (error) {
        deps.log({ level: 'error', reason: error instanceof Error ? error.message : 'unknown' })
      }
    }
  }

  const mailTo = async (typed: string) => {
    const user = await deps.users.find(typed)
    if (!user) return
    const token = `${randomUUID()}_${randomUUID()}`
    await deps.resets.removeOf(user.id)
    await deps.resets.add({ tokenHash: sha(token), userId: user.id, expiresAt: deps.now() + 1_800_000 })
    const link = new URL('/reset', deps.publicUrl)
    link.searchParams.set('token', token)
    const html = `<p>Set a new password: <a href="${link}">here</a></p>`
    await transport.sendMail({
      from: 'shop@mill.example',
      to: user.email,
      subject: 'Reset',
      text: `Go to ${link.href} within 30 minutes.`,
      html,
    })
  }

  const change = async (userId: string, password: string) => {
    await deps.users.setPassword(userId, password)
    await Promise.all([deps.resets.removeOf(userId), deps.sessions.endAll(userId)])
  }

  const routes: Record<string, { fields: string[]; run: Route }> = {
    '/forgot': {
      fields: ['email'],
      run: ({ email = '' }) => {
        queue.push(email)
        setImmediate(work)
        return [202, { message: 'look into your mailbox' }]
      },
    },
    '/reset': {
      fields: ['token', 'password'],
      run: async ({ token = '', password = '' }) => {
        if (password.length < 10) return WEAK
        const row = await deps.resets.find(sha(token))
        if (!row || deps.now() >= row.expiresAt) return INVALID
        if (!(await deps.resets.remove(sha(token)))) return INVALID
        await change(row.userId, password)
        return [204]
      },
    },
    '/password': {
      fields: ['email', 'password', 'newPassword'],
      run: async ({ email = '', password = '', newPassword = '' }) => {
        const user = await deps.users.login(email, password)
        if (!user) return [401, { error: 'wrong_credentials' }]
        if (newPassword.length < 10) return WEAK
        await change(user.id, newPassword)
        return [204]
      },
    },
  }

  return async (request: IncomingMessage, response: ServerResponse) => {
    const route = routes[request.url ?? '']
    if (!route) return void response.writeHead(404).end()
    const body = ((await json(request).catch(() => undefined)) ?? {}) as Fields
    const isWhole = route.fields.every((name) => typeof body[name] === 'string')
    const [status, answer] = isWhole ? await route.run(body) : [400, { error: 'bad_request' }]
    response.writeHead(status, { 'content-type': 'application/json' }).end(answer && JSON.stringify(answer))
  }
}

const sha = (text: string) => createHash('sha256').update(text).digest('hex')
