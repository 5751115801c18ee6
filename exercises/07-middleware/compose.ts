import type { IncomingMessage, ServerResponse } from 'node:http'

/** A request of node:http. Where a middleware is mounted, `baseUrl` holds the part that was taken off its `url`. */
export type Request = IncomingMessage & { baseUrl?: string }

/** Hands over to what comes next, or, with an error, to the next error handler. `undefined` and `null` are no error. */
export type Next = (error?: unknown) => void

export type Handler = (request: Request, response: ServerResponse, next: Next) => unknown

/** Known by its four declared parameters: `length === 4`. */
export type ErrorHandler = (error: unknown, request: Request, response: ServerResponse, next: Next) => unknown

export type Middleware = Handler | ErrorHandler

/** Middleware for every request, or middleware mounted on a path. */
export type Layer = Middleware | [path: string, ...middleware: Middleware[]]

/**
 * Makes one handler of many layers: the engine inside Express, a little stricter.
 *
 * - Middleware runs in order. Each goes on by calling `next()`, now or later; the next layer runs inside that call. A
 *   middleware that never calls it ends the chain. After the last layer, `next` is the `next` that the whole chain was
 *   given, so a composed chain can be a layer of another. Requests at the same time do not know of each other.
 * - A function with four declared parameters (`length === 4`) is an error handler, every other function is not. While
 *   there is no error, error handlers are passed over. `next(error)`, a throw and a rejected promise all lead to the
 *   first error handler behind, past everything else; an error handler may do the same. When it calls `next()`,
 *   ordinary middleware goes on. An error that nobody handles goes to the chain's own `next`.
 * - `next()`, `next(undefined)` and `next(null)` report no error. Every other value is an error and arrives as it is:
 *   after `next(0)`, `next('')` or `next('route')` the handlers get 0, '' or 'route'. A throw or a rejection is always
 *   an error: after `throw 0` the handlers get 0, after `throw undefined` or `throw null` an Error made for it.
 * - A middleware may go on once. Each time it calls `next` again, or fails after it has called it, the rest does not run
 *   a second time. The error handlers behind it get an error instead: the one that it failed with or gave to `next`, or
 *   else an Error whose message says that next() was called twice. Where nobody handles it, the chain's `next` gets it.
 * - `['/admin', f, g]` runs f and g, error handlers too, for /admin, /admin/ and what is below, not for /administration,
 *   /admin.json, /Admin or /shop/admin; '/' is for every request. What counts is `request.url` at that moment, letter by
 *   letter.
 * - Mounted middleware sees `url` without the path ('/' when nothing is left; a query stays) and finds the path at the
 *   end of `baseUrl`. However it goes on, both are what they were before, even if it has changed them. A mount on '/'
 *   takes nothing off.
 *
 * @example
 * const app = compose([logRequests, ['/admin', staffOnly, compose(adminRoutes)], answerErrors])
 * createServer((request, response) => app(request, response, (error) => {
 *   response.writeHead(error === undefined ? 404 : 500).end()
 * }))
 */
export function compose(layers: Layer[]): Handler {
  return (request, response, next) => {
    for (const layer of layers) {
      if (typeof layer === 'function') (layer as Handler)(request, response, () => {})
    }
    next()
  }
}
