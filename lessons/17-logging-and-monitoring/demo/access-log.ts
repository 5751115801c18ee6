// Three requests, written down by morgan and by pino-http: one succeeds, one finds nothing, one is cut off before an answer.
// Look for: the level of the 404, and what is left of the request that never got an answer.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import morgan from 'morgan'
import { pinoHttp } from 'pino-http'

interface Line {
  level: number
  msg: string
  res: { statusCode: number | null }
}

const text = morgan('tiny', {
  stream: { write: (line) => console.log('morgan   ', line.trim().replace(/[\d.]+ ms/, '… ms')) },
})
const objects = pinoHttp(
  {},
  {
    write(line: string) {
      const { level, msg, res } = JSON.parse(line) as Line
      console.log('pino-http', `level ${level}, ${msg}, status ${res.statusCode}`)
    },
  },
)

const server = createServer((request, response) => {
  text(request, response, () => undefined)
  objects(request, response)
  if (request.url === '/cut') return request.socket.destroy()
  response.statusCode = request.url === '/fine' ? 200 : 404
  response.end('text')
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

for (const path of ['/fine', '/gone', '/cut']) {
  console.log(`\nGET ${path}`)
  await fetch(`http://127.0.0.1:${port}${path}`).then(
    (answer) => answer.text(),
    () => undefined,
  )
}
server.close()
