import cluster from 'node:cluster'
import { createServer } from 'node:http'

const server = createServer((request, response) => {
  if (request.url === '/health') response.end('ok')
  else response.end(`worker ${process.pid}\n`)
})

// It takes nothing new, answers what it has begun, and then there is nothing left that keeps the process alive.
process.once('SIGTERM', () => server.close(() => cluster.worker?.disconnect()))

server.listen(Number(process.env['PORT'] ?? 3000))
