/**
 * A process of its own: stand-ins for a language model, each at a port of its own. Says its own port on stderr. There,
 * `POST /` opens one and gives its port, and `DELETE /<port>` closes it.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type OpenModel, openModel } from './server.ts'

const models = new Map<number, OpenModel>()

const server = createServer((request, response) => void serve(request, response))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.stderr.write(`port ${(server.address() as AddressInfo).port}\n`)

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'DELETE') {
    const port = Number(request.url?.slice(1))
    models.get(port)?.close()
    models.delete(port)
    response.end()
    return
  }
  const model = await openModel()
  models.set(model.port, model)
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ port: model.port }))
}
