import type { Router } from 'express'
import { AppError, invalidToken } from '../errors.ts'
import { log } from '../log.ts'
import { accountWith } from '../logins.ts'
import { accountOf, signedIn } from '../middleware/guards.ts'
import { forgotten, parse, passwordChange, registration, reset } from '../schemas.ts'
import type { Service } from '../service.ts'
import { shown } from './accounts.ts'

/** Where passwords come from, and how they change. */
export function passwordRoutes(api: Router, service: Service): void {
  const { accounts, passwords, resets, limits, tokens, mailer, config } = service

  api.post('/api/v1/auth/register', async (request, response) => {
    const { email, name, password } = parse(registration, request.body)
    await limits.take('register', request.ip ?? '')
    const account = await accounts.add({ email, name, passwordHash: await passwords.hash(password) })
    if (!account) throw new AppError(409, 'conflict', 'there is an account with this email')
    log.security('account.registered', { accountId: account.id })
    response.status(201).json({ data: shown(account) })
  })

  api.post('/api/v1/auth/password', signedIn(tokens, accounts), async (request, response) => {
    const { password, newPassword } = parse(passwordChange, request.body)
    const { id } = await accountWith(accountOf(response).email, password, service)
    await accounts.setPassword(id, await passwords.hash(newPassword))
    log.security('password.changed', { accountId: id })
    response.status(204).end()
  })

  api.post('/api/v1/auth/forgot', async (request, response) => {
    const { email } = parse(forgotten, request.body)
    await limits.take('forgot', email)
    // What follows takes longer for an account than for a stranger, so nobody waits for it.
    response.status(202).json({ data: { message: 'If this address has an account, a mail is on its way.' } })
    mailer.later(sendLink(email))
  })

  api.post('/api/v1/auth/reset', async (request, response) => {
    const { token, password } = parse(reset, request.body)
    // Before the token is used up: hashing takes its time, and a process that ends meanwhile has spent nothing.
    const hash = await passwords.hash(password)
    const accountId = await resets.redeem(token)
    if (accountId === undefined) throw invalidToken()
    await accounts.setPassword(accountId, hash)
    log.security('password.reset', { accountId })
    response.status(204).end()
  })

  async function sendLink(email: string): Promise<void> {
    const account = await accounts.byEmail(email)
    if (!account) return
    await mailer.sendResetLink(account.email, await resets.begin(account.id), config.seconds.reset)
  }
}
