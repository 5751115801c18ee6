/* mistake
wrong: It keeps one params object per route and fills it for each request. A handler that waits finds what the next request has put there.
why: The route is compiled once, and its params look like a part of it. Alone on a laptop, one request after the other, it always works.
fails:
  - gives each request params of its own
*/
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
 * Nothing of a path is ever made into a regular expression: pieces are compared, one by one.
 */
export function createRouter(routes: Route[]): RequestListener {
  const compiled = routes.map((route) => ({ ...route, pieces: route.path.split('/'), params: {} as Params }))

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let pieces: string[]
    try {
      pieces = decodePieces(request.url ?? '/')
    } catch {
      return refuse(response, 400)
    }
    const fitting = compiled.flatMap((route) => {
      return match(route.pieces, pieces, route.params) ? [route] : []
    })
    if (fitting.length === 0) return refuse(response, 404)

    const find = (method: string | undefined) => fitting.find((route) => route.method === method)
    const route = find(request.method) ?? (request.method === 'HEAD' ? find('GET') : undefined)
    if (route) return await route.handler(request, response, route.params)
    const allow = allowed(fitting.map(({ method }) => method))
    return refuse(response, request.method === 'OPTIONS' ? 204 : 405, { allow })
  }

  return (request, response) => {
    answer(request, response).catch(() => {
      // What was sent cannot be taken back. Cut off, the answer is at least not taken for a whole one.
      if (response.headersSent) response.destroy()
      else refuse(response, 500)
    })
  }
}

/**
 * The pieces between the slashes, decoded.
 * @throws URIError when one of them cannot be
 */
function decodePieces(url: string): string[] {
  const [path = ''] = url.split('?', 1)
  // First split, then decode: a slash that was sent as %2F is part of its piece.
  return path.split('/').map(decodeURIComponent)
}

/** Whether the pieces fit the pattern; fills the params. */
function match(pattern: string[], pieces: string[], params: Params): boolean {
  if (pattern.length !== pieces.length) return false
  for (const [at, expected] of pattern.entries()) {
    const piece = pieces[at] ?? ''
    if (expected.startsWith(':')) {
      if (piece === '') return false
      params[expected.slice(1)] = piece
    } else if (expected !== piece) return false
  }
  return true
}

/** What `Allow` says: the methods of the routes, and those that every path has besides. */
function allowed(methods: string[]): string {
  const all = new Set([...methods, 'OPTIONS'])
  if (all.has('GET')) all.add('HEAD')
  return [...all].join(', ')
}

function refuse(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, headers).end()
}
