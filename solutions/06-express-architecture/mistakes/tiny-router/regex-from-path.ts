/* mistake
wrong: It makes a regular expression of the route's path as it stands, so /a.b also answers /axb, and an odd path may not even compile.
why: Replacing each :name with ([^/]+) turns a path into a working pattern in one line. The dots and stars that were there before are easily forgotten.
fails:
  - takes every other character of a path for itself
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
  const compiled = routes.map((route) => ({ ...route, pattern: toPattern(route.path) }))

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let pieces: string[]
    try {
      pieces = decodePieces(request.url ?? '/')
    } catch {
      return refuse(response, 400)
    }
    const fitting = compiled.flatMap((route) => {
      const params = match(route.pattern, pieces)
      return params ? [{ ...route, params }] : []
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

/** Pieces are joined with a character that no URL has, since a piece may hold a slash once it is decoded. */
const BETWEEN = '\0'

function toPattern(path: string): RegExp {
  const source = path.replaceAll('/', BETWEEN).replace(/:(\w+)/g, '(?<$1>[^\0]+)')
  try {
    return new RegExp(`^${source}$`)
  } catch {
    return /^\b$/
  }
}

/** The params when the pieces fit the pattern, else undefined. */
function match(pattern: RegExp, pieces: string[]): Params | undefined {
  const found = pattern.exec(pieces.join(BETWEEN))
  return found ? { ...found.groups } : undefined
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
