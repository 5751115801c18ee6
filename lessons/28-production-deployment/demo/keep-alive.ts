// A server is asked to close while it answers. Its client keeps the connection, as browsers and proxies do. It takes six seconds.
// Look for: one second more than keepAliveTimeout, and what closeIdleConnections() changes.
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'

/** Milliseconds from close() to its callback. */
async function closing(prepare: (server: Server) => void, afterTheAnswer: (server: Server) => void): Promise<number> {
  const server = createServer((_request, response) => {
    setTimeout(() => response.end('the answer'), 100)
    response.once('close', () => setImmediate(afterTheAnswer, server))
  }).listen(0, '127.0.0.1')
  prepare(server)
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  // A bare socket, so that no client closes it.
  const client = connect(port, '127.0.0.1').resume()
  client.write('GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n')
  await new Promise((resolve) => server.once('request', resolve))
  const start = performance.now()
  await new Promise((resolve) => server.close(resolve))
  return performance.now() - start
}

const nothing = () => undefined
const [plain, short, told] = await Promise.all([
  closing(nothing, nothing),
  closing((server) => {
    server.keepAliveTimeout = 1000
  }, nothing),
  closing(nothing, (server) => server.closeIdleConnections()),
])

console.log('close() during an answer of 100 ms, until its callback:')
console.log(`  as it is (keepAliveTimeout 5 s)                 ${(plain / 1000).toFixed(1)} s`)
console.log(`  keepAliveTimeout 1 s                            ${(short / 1000).toFixed(1)} s`)
console.log(`  closeIdleConnections() after the last answer    ${(told / 1000).toFixed(1)} s`)
console.log('\nclose() ends connections that are idle when it is called. This one becomes')
console.log('idle afterwards, and waits for its time and one second more.')
