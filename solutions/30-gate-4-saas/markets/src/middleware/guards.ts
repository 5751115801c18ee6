import type { RequestHandler, Response } from 'express'
import { forbidden, notFound, unauthenticated } from '../errors.ts'
import { isAtLeast, type Role } from '../roles.ts'
import { parseId } from '../schemas.ts'
import type { Service } from '../service.ts'
import type { Account } from '../stores/accounts.ts'
import type { Market } from '../stores/markets.ts'

/** Puts the account of the access token into `response.locals`, as it is in the database now. */
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

/**
 * Behind `signedIn`, for paths with `:market`: puts the market into `response.locals`, as it is in the database now. A token
 * says who somebody is, and nothing about roles, so a role that was taken away a moment ago counts no more.
 */
export function only(needed: Role, { markets }: Pick<Service, 'markets'>): RequestHandler {
  return async (request, response, next) => {
    const market = await markets.find(parseId(request.params['market']), accountOf(response).id)
    if (!market) throw notFound()
    if (!isAtLeast(market.role, needed)) throw forbidden()
    response.locals['market'] = market
    next()
  }
}

export const accountOf = (response: Response) => response.locals['account'] as Account
export const marketOf = (response: Response) => response.locals['market'] as Market
