import type { Handler, Route } from '../../../exercises/06-express-architecture/tiny-router.ts'

/** Answers with the name of the route and its params. */
function says(name: string): Handler {
  return (_request, response, params) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ route: name, params }))
  }
}

/** `routes('GET /a', 'POST /b')`: each says its own name. */
export function routes(...names: string[]): Route[] {
  return names.map((name) => {
    const [method = '', path = ''] = name.split(' ')
    return { method, path, handler: says(name) }
  })
}

/** What a route of `routes` answers, to compare with. */
export const saying = (route: string, params = {}) => JSON.stringify({ route, params })
