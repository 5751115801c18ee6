// A certificate authority of our own, a server that it vouches for, and four clients who differ in whom they trust.
// Look for: what a client sees that trusts nobody, and what somebody on the line can read.
import { createServer as createPlain } from 'node:http'
import { createServer, request } from 'node:https'
import { type AddressInfo, connect, createServer as createLine, type Server } from 'node:net'
import { text } from 'node:stream/consumers'
import { issue } from './parts/certificates.ts'

const ca = { name: 'Market test authority', ...issue('Market test authority') }
const site = issue('market.example', ca)
const stranger = { name: 'Evil authority', ...issue('Evil authority') }

const secure = createServer(
  { key: site.key.export({ type: 'pkcs8', format: 'pem' }), cert: site.cert },
  (_, response) => {
    response.setHeader('Strict-Transport-Security', 'max-age=31536000')
    response.end('the account of North Mill')
  },
)
const plain = createPlain((_, response) => response.end('the account of North Mill'))

const portOf = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** Somebody on the line, who passes everything on and reads along. */
function eavesdrop(port: number, heard: string[]): Server {
  return createLine((socket) => {
    const onward = connect(port, '127.0.0.1')
    socket.pipe(onward).pipe(socket)
    for (const side of [socket, onward]) {
      side.on('data', (chunk: Buffer) => heard.push(chunk.toString('latin1')))
      side.on('error', () => undefined)
    }
  })
}

const heard: { http: string[]; https: string[] } = { http: [], https: [] }
const lines = [plain, secure, eavesdrop(await portOf(plain), heard.http), eavesdrop(await portOf(secure), heard.https)]
const [, , httpLine, httpsLine] = lines as [Server, Server, Server, Server]
const http = await portOf(httpLine)
const https = await portOf(httpsLine)

function get(options: { servername: string; ca?: string; rejectUnauthorized?: boolean }): Promise<string> {
  return new Promise((resolve) => {
    const asking = request({ host: '127.0.0.1', port: https, agent: false, ...options }, (response) => {
      text(response).then((body) => resolve(`200 ${body}`), String)
    })
    asking.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    asking.end()
  })
}

console.log('client'.padEnd(38), 'what it gets')
for (const [who, options] of Object.entries({
  'trusts the authorities of Node.js': { servername: 'market.example' },
  'trusts our authority': { servername: 'market.example', ca: ca.cert },
  'trusts ours, and asks for another name': { servername: 'bank.example', ca: ca.cert },
  'trusts another authority': { servername: 'market.example', ca: stranger.cert },
  'rejectUnauthorized: false': { servername: 'bank.example', rejectUnauthorized: false },
})) {
  console.log(who.padEnd(38), await get(options))
}

await (await fetch(`http://127.0.0.1:${http}/`, { headers: { cookie: 'session=7f3a' } })).text()
console.log('\non the line'.padEnd(39), 'reads the cookie or the account')
console.log(
  'HTTP'.padEnd(38),
  heard.http.some((chunk) => /session=7f3a|North Mill/.test(chunk)),
)
console.log(
  'HTTPS'.padEnd(38),
  heard.https.some((chunk) => /North Mill/.test(chunk)),
)
for (const server of lines) server.close()
plain.closeAllConnections()
secure.closeAllConnections()
