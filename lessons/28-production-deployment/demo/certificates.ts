// An authority of our own, a chain, two names on one port, and a renewal while a client is connected. No openssl is needed.
// Look for: whom a client trusts that knows the root alone, and which certificate the old and the new connection see.
import { X509Certificate } from 'node:crypto'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { connect, createSecureContext, type TLSSocket } from 'node:tls'
import { issue, newAuthority, newKeys, pemOf } from './parts/x509.ts'

const DAY_MS = 86_400_000
const root = newAuthority('Workbook Root')
const intermediate = newAuthority('Workbook R1', root)

function site(name: string, days: number) {
  const { publicKey, privateKey } = newKeys()
  const cert = issue(intermediate, { names: [name], publicKey, notAfter: new Date(Date.now() + days * DAY_MS) })
  return { name, leaf: cert, pem: { key: pemOf(privateKey), cert: cert + intermediate.cert } }
}

console.log('The chain, as clients check it:')
const shop = site('shop.example', 5)
for (const pem of [shop.leaf, intermediate.cert, root.cert]) {
  const { subject, issuer } = new X509Certificate(pem)
  console.log(`  ${subject.padEnd(17)} signed by ${issuer}`)
}

let sites = [shop, site('api.example', 60)]
const contextOf = (name: string) => {
  const found = sites.find((each) => each.name === name) ?? sites[0]
  return found && createSecureContext(found.pem)
}
const server = createServer(
  { ...shop.pem, SNICallback: (name, done) => done(null, contextOf(name)) },
  (_request, response) => response.end('fine'),
).listen(0, '127.0.0.1')
await new Promise((resolve) => server.once('listening', resolve))
const { port: first } = server.address() as AddressInfo

const open = (servername: string, port = first) =>
  new Promise<TLSSocket>((resolve) => {
    const options = { port, host: '127.0.0.1', servername, ca: root.cert, rejectUnauthorized: false }
    const socket = connect(options, () => resolve(socket))
  })
const report = (what: string, socket: TLSSocket) => {
  const { subject, valid_to } = socket.getPeerCertificate()
  const days = Math.round((Date.parse(valid_to) - Date.now()) / DAY_MS)
  const trust = socket.authorized ? 'trusted' : String(socket.authorizationError).replace('UNABLE_TO_', '')
  console.log(`  ${what.padEnd(25)} ${String(subject.CN).padEnd(12)} ${String(days).padStart(2)} days  ${trust}`)
}

console.log('\nOne port, two names:')
const early = await open('shop.example')
report('asks for shop.example', early)
for (const name of ['api.example', 'other.example']) {
  const socket = await open(name)
  report(`asks for ${name}`, socket)
  socket.destroy()
}

console.log('\nshop.example is renewed, and the server goes on:')
const renewed = site('shop.example', 90)
sites = sites.map((each) => (each.name === renewed.name ? renewed : each))
server.setSecureContext(renewed.pem)
report('the connection of before', early)
const late = await open('shop.example')
report('a new connection', late)

console.log('\nA server whose file has the certificate alone, without the intermediate:')
const bare = createServer({ ...renewed.pem, cert: renewed.leaf }).listen(0, '127.0.0.1')
await new Promise((resolve) => bare.once('listening', resolve))
const lonely = await open('shop.example', (bare.address() as AddressInfo).port)
report('asks for shop.example', lonely)

for (const socket of [early, late, lonely]) socket.destroy()
for (const each of [server, bare]) each.close()
