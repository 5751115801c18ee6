import type { Router } from 'express'
import { AppError, notFound } from '../errors.ts'
import { log } from '../log.ts'
import { accountOf, only, signedIn } from '../middleware/guards.ts'
import { accountQuery, adminChanges, parse, parseId, profile } from '../schemas.ts'
import type { Service } from '../service.ts'
import type { Account } from '../stores/accounts.ts'

/** One's own account, and what admins may do with all of them. */
export function accountRoutes(api: Router, { accounts, tokens }: Service): void {
  const isSignedIn = signedIn(tokens, accounts)

  api.get('/api/v1/me', isSignedIn, (_request, response) => {
    response.json({ data: shown(accountOf(response)) })
  })

  api.patch('/api/v1/me', isSignedIn, async (request, response) => {
    const { name } = parse(profile, request.body)
    const account = await accounts.rename(accountOf(response).id, name)
    if (!account) throw notFound()
    response.json({ data: shown(account) })
  })

  api.get('/api/v1/admin/accounts', isSignedIn, only('admin'), async (request, response) => {
    const { email } = parse(accountQuery, request.query)
    response.json({ data: (await accounts.list(email)).map(shownToAdmins) })
  })

  api.patch('/api/v1/admin/accounts/:id', isSignedIn, only('admin'), async (request, response) => {
    const changes = parse(adminChanges, request.body)
    const by = accountOf(response).id
    const id = parseId(request.params['id'])
    if (id === by) throw new AppError(409, 'conflict', 'another admin has to do that')
    const account = await accounts.change(id, changes)
    if (!account) throw notFound()
    log.security('account.changed', { accountId: account.id, by, ...changes })
    response.json({ data: shownToAdmins(account) })
  })
}

/** An account has fields that are nobody's business. */
export function shown({ id, email, name, role }: Account) {
  return { id, email, name, role }
}

const shownToAdmins = (account: Account) => ({ ...shown(account), suspended: account.suspended })
