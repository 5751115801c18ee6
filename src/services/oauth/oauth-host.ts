/**
 * A process of its own: OpenID providers, each at a port of its own. Says its own port on stderr. There, `POST /` opens a
 * provider and gives its port, and `DELETE /<port>` closes it.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Keys } from './forgery.ts'
import { makeKey } from './provider.ts'
import { openRealm, type Realm } from './realm.ts'

const own = await makeKey('course')
const realms = new Map<number, Realm>()

const server = createServer((request, response) => void serve(request, response))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.stderr.write(`port ${(server.address() as AddressInfo).port}\n`)

// Nobody waits for this one: the first to need it comes later, if anybody does.
const keys: Keys = { own, strange: makeKey('stranger') }

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'DELETE') {
    const port = Number(request.url?.slice(1))
    realms.get(port)?.close()
    realms.delete(port)
    response.end()
    return
  }
  const realm = await openRealm(keys)
  realms.set(realm.port, realm)
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ port: realm.port }))
}
