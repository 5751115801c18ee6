import type { RequestHandler, Response } from 'express'
import { forbidden, unauthenticated } from '../errors.ts'
import { log } from '../log.ts'
import type { Account, Accounts, Role } from '../stores/accounts.ts'
import type { Tokens } from '../tokens.ts'

/** Puts the account of the access token into `response.locals.account`, as it is in the database now. */
export function signedIn(tokens: Tokens, accounts: Accounts): RequestHandler {
  return async (request, response, next) => {
    const token = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1]
    const id = token === undefined ? undefined : tokens.readAccess(token)
    const account = id === undefined ? undefined : await accounts.byId(id)
    if (!account || account.suspended) throw unauthenticated()
    response.locals['account'] = account
    next()
  }
}

/** Behind `signedIn`. */
export function only(...roles: Role[]): RequestHandler {
  return (_request, response, next) => {
    const { id, role } = accountOf(response)
    if (roles.includes(role)) return next()
    log.security('access.denied', { accountId: id })
    throw forbidden()
  }
}

export const accountOf = (response: Response) => response.locals['account'] as Account
