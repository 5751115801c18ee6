import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

/** What stands at the `:name` pieces of the route's path, decoded. */
export type Params = Record<string, string>

/** Answers one request. A promise that it returns rejects when it fails. */
export type Handler = (request: IncomingMessage, response: ServerResponse, params: Params) => void | Promise<void>

export interface Route {
  /** In capitals: `GET`, `POST`, … */
  method: string
  /** Pieces between slashes. `:name` stands for any one piece that is not empty; every other piece for itself. */
  path: string
  handler: Handler
}

/**
 * Gives a listener for `http.createServer` that hands each request to the first route in the list that fits it.
 *
 * - The path is taken as it was sent, up to the `?`. It is split at its slashes, and then each piece is decoded, so
 *   `/files/a%2Fb` has two pieces, the second of them `a/b`. A path that cannot be decoded, such as `/%zz`, gets 400.
 * - Only a piece that begins with `:` is special in a route's path: `/a.b` fits `/a.b` and nothing else, and so does `/a:b`. The whole path must fit, `/a/` is
 *   not `/a`, and capitals count.
 * - A path that no route has gets 404. A path that routes have, but not for this method, gets 405.
 * - HEAD is answered by the GET route, without the body, when no route for HEAD itself fits. OPTIONS, when no route for
 *   it fits, gets 204.
 * - These 204 and 405 carry the header `Allow`: each method of the routes that fit the path, OPTIONS, and HEAD where
 *   there is GET. Their order does not matter.
 * - Each request has params of its own: those of its route, and no others.
 * - A handler that throws or rejects, with whatever, gets 500, unless it has begun to answer: its status is out then, and
 *   how that answer ends is not promised. The listener itself never throws and never rejects.
 *
 * @example
 * const list: Handler = (_request, response, { vendorId }) => response.end(`products of ${vendorId}`)
 * createServer(createRouter([{ method: 'GET', path: '/vendors/:vendorId/products', handler: list }])).listen(3000)
 */
export function createRouter(routes: Route[]): RequestListener {
  return (_request, response) => {
    response.writeHead(404).end()
  }
}
