import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Reply } from './controllers/context.ts'
import { Failure } from './failure.ts'
import { readBody } from './middleware/body.ts'
import { isAway, ping } from './models/database.ts'
import { taskRoutes } from './routes/tasks.ts'
import { userRoutes } from './routes/users.ts'

const ROUTES = [...userRoutes, ...taskRoutes]

export function buildApp(): Server {
  return createServer(async (request, response) => {
    send(request, response, await answer(request).catch(failed))
  })
}

async function answer(request: IncomingMessage): Promise<Reply> {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2)
  if (path === '/health') {
    await ping()
    return { status: 200, body: { data: 'fine' } }
  }
  for (const route of ROUTES) {
    const [match, id = ''] = request.method === route.method ? (route.path.exec(path) ?? []) : []
    if (match === undefined) continue
    const body = () => readBody(request)
    return route.handle({ request, query: new URLSearchParams(query), id: decoded(id), body })
  }
  throw new Failure(404, 'no such route')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Failure(400, 'this path cannot be read')
  }
}

function failed(error: unknown): Reply {
  const failure = error instanceof Failure ? error : new Failure(isAway(error) ? 503 : 500, 'our fault')
  if (failure.status >= 500) console.error(error)
  const { status, code, message, details } = failure
  return { status, body: { error: { code, message, details } } }
}

function send(request: IncomingMessage, response: ServerResponse, { status, body, location }: Reply) {
  // What has not been read of the body would be taken for the next request.
  if (!request.complete) request.resume()
  if (location) response.setHeader('Location', location)
  if (body === undefined) return response.writeHead(status).end()
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}
