import { createServer, type Server } from 'node:http'

/** GET /status is 200 with `{ "status": "up", "version": … }`; everything else is 404. It listens when it is told to. */
export function createStatusServer(version: string): Server {
  return createServer((request, response) => {
    const isKnown = request.method === 'GET' && request.url === '/status'
    response.writeHead(isKnown ? 200 : 404, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(isKnown ? { status: 'up', version } : { error: 'not_found' }))
  })
}
