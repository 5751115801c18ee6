// Two backends and a proxy of thirty lines in front of them. One backend is then stopped, and at the end a client leaves too early.
// Look for: who answers, what a backend learns about the client, and what the last lines say about work that nobody waits for.
import { createServer, get, type RequestListener, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream'
import { text } from 'node:stream/consumers'

const portOf = (server: Server) => (server.address() as AddressInfo).port

async function listen(listener: RequestListener): Promise<Server> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return server
}

const backend = (name: string) =>
  listen((incoming, response) => {
    if (incoming.url === '/report') {
      console.log(`  ${name} begins the report`)
      response.once('close', () => console.log(`  ${name} stops: finished is ${response.writableFinished}`))
      return
    }
    const { host, 'x-forwarded-for': client } = incoming.headers
    response.end(`${name}: Host ${host}, client ${client}`)
  })

const backends = [await backend('a'), await backend('b')]
const ports = backends.map(portOf)
const out = new Set<number>()
let turn = 0

const proxy = await listen(function forward(incoming, response) {
  const inside = ports.filter((port) => !out.has(port))
  const port = inside[turn++ % inside.length]
  if (port === undefined) return void response.writeHead(503).end()
  const headers = { ...incoming.headers, 'x-forwarded-for': incoming.socket.remoteAddress ?? '' }
  const asked = request({ port, host: '127.0.0.1', method: incoming.method, path: incoming.url, headers, agent: false })
  asked.on('response', (answer) => {
    if (response.destroyed) return void answer.destroy()
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    pipeline(answer, response, () => undefined)
  })
  asked.on('error', () => {
    if (response.destroyed) return
    out.add(port)
    forward(incoming, response) // right for a GET without a body, and for nothing else
  })
  response.once('close', () => asked.destroy())
  asked.end()
})

async function ask(path: string): Promise<string> {
  const headers = { host: 'shop.example', 'x-forwarded-for': '203.0.113.9' }
  const options = { port: portOf(proxy), host: '127.0.0.1', path, headers, agent: false }
  return new Promise((resolve, reject) => {
    get(options, (answer) => resolve(text(answer).then((body) => `${answer.statusCode} ${body}`))).on('error', reject)
  })
}

console.log('In turn. The client says that it is 203.0.113.9, and that is not passed on.')
for (let count = 0; count < 4; count++) console.log(`  ${await ask('/')}`)

console.log('\nBackend a is stopped. The request that finds out goes to b.')
backends[0]?.closeAllConnections()
backends[0]?.close()
for (let count = 0; count < 3; count++) console.log(`  ${(await ask('/')).slice(0, 6)}`)

console.log('\nA client asks for a report and leaves after 50 ms.')
const report = get({ port: portOf(proxy), host: '127.0.0.1', path: '/report', agent: false }).on(
  'error',
  () => undefined,
)
await new Promise((resolve) => setTimeout(resolve, 50))
report.destroy()
await new Promise((resolve) => setTimeout(resolve, 50))

for (const server of [...backends, proxy]) {
  server.closeAllConnections()
  server.close()
}
