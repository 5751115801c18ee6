import type { RequestHandler } from 'express'

/**
 * Lets requests through whose `Authorization: Bearer <key>` holds a key of a retailer. The word Bearer may be written in
 * any case. `response.locals.retailer` is then the retailer's name. All others get 401 with `WWW-Authenticate: Bearer`
 * and `{ "error": "unauthorized" }`, and nothing behind it runs.
 *
 * @param retailers names by key
 */
export function requireKey(retailers: ReadonlyMap<string, string>): RequestHandler {
  return (request, response, next) => {
    const [scheme = '', key = ''] = (request.get('authorization') ?? '').split(' ')
    const retailer = scheme.toLowerCase() === 'bearer' ? retailers.get(key) : undefined
    if (retailer === undefined) {
      response.status(401).set('WWW-Authenticate', 'Bearer').json({ error: 'unauthorized' })
      return
    }
    response.locals['retailer'] = retailer
    next()
  }
}
