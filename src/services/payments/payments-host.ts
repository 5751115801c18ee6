/**
 * A process of its own: payment gateways, each at a port of its own. Says its own port on stderr. There, `POST /` opens a
 * gateway and gives its port, and `DELETE /<port>` closes it.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Gateway, openGateway } from './gateway.ts'

const gateways = new Map<number, Gateway>()

const server = createServer((request, response) => void serve(request, response))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.stderr.write(`port ${(server.address() as AddressInfo).port}\n`)

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'DELETE') {
    const port = Number(request.url?.slice(1))
    gateways.get(port)?.close()
    gateways.delete(port)
    response.end()
    return
  }
  const gateway = await openGateway()
  gateways.set(gateway.port, gateway)
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ port: gateway.port }))
}
