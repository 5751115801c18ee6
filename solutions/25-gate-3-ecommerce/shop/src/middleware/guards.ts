import type { RequestHandler, Response } from 'express'
import { forbidden, unauthenticated } from '../errors.ts'
import type { Service } from '../service.ts'
import type { Account } from '../stores/accounts.ts'

/** Puts the account of the access token into `response.locals.account`, as it is in the database now. */
export function signedIn({ tokens, accounts }: Pick<Service, 'tokens' | 'accounts'>): RequestHandler {
  return async (request, response, next) => {
    const token = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1]
    const id = token === undefined ? undefined : tokens.read(token)
    const account = id === undefined ? undefined : await accounts.byId(id)
    if (!account) throw unauthenticated()
    response.locals['account'] = account
    next()
  }
}

/** Behind `signedIn`. */
export const onlyAdmins: RequestHandler = (_request, response, next) => {
  if (accountOf(response).role !== 'admin') throw forbidden()
  next()
}

export const accountOf = (response: Response) => response.locals['account'] as Account
