/** The router once more, with regular expressions that are escaped, a class for its state, and no async function. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

export type Params = Record<string, string>
export type Handler = (request: IncomingMessage, response: ServerResponse, params: Params) => void | Promise<void>
export interface Route {
  method: string
  path: string
  handler: Handler
}

class Pattern {
  readonly #expression: RegExp
  readonly #names: string[] = []

  constructor(path: string) {
    const source = path.split('/').map((piece) => {
      if (!piece.startsWith(':')) return piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      this.#names.push(piece.slice(1))
      return '([^/]+)'
    })
    this.#expression = new RegExp(`^${source.join('/')}$`)
  }

  match(path: string): [string, string][] | undefined {
    const values = this.#expression.exec(path)?.slice(1)
    return values && this.#names.map((name, at): [string, string] => [name, decodeURIComponent(values[at] ?? '')])
  }
}

export function createRouter(routes: Route[]): RequestListener {
  const table = routes.map((route): [Pattern, Route] => [new Pattern(route.path), route])
  return (request, response) => {
    const end = (status: number, allow?: string) => response.writeHead(status, allow ? { allow } : {}).end()
    const path = (request.url ?? '').replace(/\?.*$/s, '')
    if (/%(?![0-9a-f]{2})/i.test(path) || !decodes(path)) return end(400)
    const fitting: [Route, Params][] = []
    for (const [pattern, route] of table) {
      const params = pattern.match(path)
      if (params) fitting.push([route, Object.fromEntries(params)])
    }
    const methods = new Set(fitting.map(([route]) => route.method))
    const wanted = request.method === 'HEAD' && !methods.has('HEAD') ? 'GET' : request.method
    const found = fitting.find(([route]) => route.method === wanted)
    if (fitting.length === 0) return end(404)
    if (!found) {
      if (methods.has('GET')) methods.add('HEAD')
      return end(wanted === 'OPTIONS' ? 204 : 405, [...methods.add('OPTIONS')].join(','))
    }
    const [{ handler }, params] = found
    new Promise<void>((resolve) => resolve(handler(request, response, params))).catch(() => {
      if (response.headersSent) response.destroy()
      else end(500)
    })
  }
}

function decodes(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
