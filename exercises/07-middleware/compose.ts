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
 * Makes one handler of many layers: the engine inside Express.
 *
 * - Middleware runs in order. Each goes on by calling `next()`, now or later; the next one runs inside that call. One
 *   that never calls it ends the chain. After the last one, `next` is the `next` that the whole chain was given, so a
 *   composed chain can be a layer of another.
 * - While there is no error, error handlers are passed over. `next(error)`, a throw and a rejected promise all lead to
 *   the first error handler behind, past everything else; an error handler may do the same. When it calls `next()`,
 *   ordinary middleware goes on. An error that nobody handles goes to the chain's own `next`.
 * - A throw or a rejection is always an error. When there is no reason in it, the handlers get an Error made for it.
 * - A middleware has one say. If it calls `next` again, or fails after it has called it, nothing runs a second time:
 *   the error handlers behind it get the error, or an Error whose message says that next() was called twice.
 * - Mounted on '/admin', middleware is for /admin, /admin/ and what is below, not for /administration, as `url` is at
 *   that moment. It sees its `url` without the path ('/' when nothing is left; a query stays) and finds the path at
 *   the end of `baseUrl`. When it goes on, both are what they were before.
 *
 * @example
 * const app = compose([logRequests, ['/admin', staffOnly, compose(adminRoutes)], answerErrors])
 * createServer((request, response) => app(request, response, (error) => {
 *   response.writeHead(error ? 500 : 404).end()
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
