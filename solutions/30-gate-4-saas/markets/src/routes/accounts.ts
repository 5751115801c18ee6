import type { Router } from 'express'
import { conflict, wrongCredentials } from '../errors.ts'
import { accountOf, signedIn } from '../middleware/guards.ts'
import { bodies, parse } from '../schemas.ts'
import type { Service } from '../service.ts'
import type { Account } from '../stores/accounts.ts'

const shown = ({ id, email }: Account) => ({ id, email })

export function accountRoutes(api: Router, service: Service): void {
  const { accounts, passwords, tokens, loginLimit } = service
  const admitted = (account: Account) => ({ token: tokens.sign(account.id), account: shown(account) })

  api.post('/auth/register', async (request, response) => {
    const { email, password } = parse(bodies.registration, request.body)
    const account = await accounts.add(email, await passwords.hash(password))
    if (!account) throw conflict('the email is taken')
    response.status(201).json({ data: admitted(account) })
  })

  api.post('/auth/login', async (request, response) => {
    const { email, password } = parse(bodies.login, request.body)
    await loginLimit.look(email)
    const account = await accounts.byEmail(email)
    const isRight = await passwords.isRight(password, account?.passwordHash)
    if (!account || !isRight) {
      await loginLimit.count(email)
      throw wrongCredentials()
    }
    await loginLimit.look(email)
    response.json({ data: admitted(account) })
  })

  api.get('/me', signedIn(service), (_request, response) => {
    response.json({ data: shown(accountOf(response)) })
  })
}
