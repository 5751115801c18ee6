import { createServer } from 'node:http'

/** A first sketch: one instance that says that it is there. */
createServer((request, response) => {
  const isHealth = request.url === '/health'
  response.writeHead(isHealth ? 200 : 404, { 'content-type': 'application/json', 'x-instance': String(process.pid) })
  response.end(JSON.stringify(isHealth ? { status: 'ok' } : { error: { code: 'not_found', message: 'no such route' } }))
}).listen(Number(process.env['PORT'] ?? 3000))
