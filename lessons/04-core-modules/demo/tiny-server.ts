// An HTTP server on node:http alone, in forty lines, which then asks itself. Look for: what node:http leaves to you
// (routes, bodies, errors), the bytes of a whole answer, and what happens to a request that is no HTTP.
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'

const visits = new Map<string, number>()

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8') // bytes first, then characters
}

const server = createServer(async (request, response) => {
  console.log(`  ${request.method} ${request.url}`)
  try {
    if (request.url !== '/visits') {
      response.writeHead(404).end('no such path\n')
    } else if (request.method === 'GET') {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(Object.fromEntries(visits)))
    } else if (request.method === 'POST') {
      const { name } = JSON.parse(await bodyOf(request))
      visits.set(name, (visits.get(name) ?? 0) + 1)
      response.writeHead(204).end()
    } else {
      response.writeHead(405, { Allow: 'GET, POST' }).end()
    }
  } catch {
    response.writeHead(400).end('that is no JSON\n')
  }
})

await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address() as AddressInfo

/** Writes bytes to the server and prints what comes back, header lines and all. */
async function ask(...lines: string[]): Promise<void> {
  console.log(`\n> ${lines.filter(Boolean).join('\n> ')}`)
  const socket = connect(port, '127.0.0.1')
  socket.write(lines.join('\r\n'))
  let answer = ''
  for await (const chunk of socket) answer += chunk
  console.log(answer.trimEnd().replaceAll('\r\n', '\n').replace(/^/gm, '    < '))
}

const common = ['Host: demo', 'Connection: close']
await ask('POST /visits HTTP/1.1', ...common, 'Content-Length: 15', '', '{"name": "Ann"}')
await ask('GET /visits HTTP/1.1', ...common, '', '')
await ask('DELETE /visits HTTP/1.1', ...common, '', '')
await ask('POST /visits HTTP/1.1', ...common, 'Content-Length: 5', '', '{"nam')
await ask('hello?', '', '')
server.close()
