/**
 * A process of its own: object stores, each at a port of its own. Says its own port on stderr. There, `POST /` opens a store
 * and gives its port, bucket and keys; `GET /<port>` tells what it holds and what was asked of it; `POST /<port>/faults`
 * orders a fault and `DELETE /<port>/faults` ends all; `PUT /<port>/clock` sets the clock ahead; `DELETE /<port>` closes it.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Realm } from './realm.ts'
import { reportOf } from './report.ts'

const [, , folder = ''] = process.argv
const realms = new Map<number, Realm>()

const server = createServer((request, response) => {
  serve(request).then(
    (value) => reply(response, 200, value),
    (error) => reply(response, 404, { error: String(error) }),
  )
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.stderr.write(`port ${(server.address() as AddressInfo).port}\n`)

async function serve(request: IncomingMessage): Promise<unknown> {
  const { method, url = '/' } = request
  if (method === 'POST' && url === '/') return open()
  const [, port, room = ''] = /^\/(\d+)(?:\/(\w+))?$/.exec(url) ?? []
  const realm = realms.get(Number(port))
  if (!realm) throw new Error('there is no such store')
  const asked = `${method} ${room}`
  if (asked === 'GET ') return reportOf(realm)
  if (asked === 'POST faults') return realm.desk.order(JSON.parse(await text(request)))
  if (asked === 'DELETE faults') return realm.desk.clear()
  if (asked === 'PUT clock') {
    realm.aheadMs = JSON.parse(await text(request)).seconds * 1000
    return undefined
  }
  if (asked !== 'DELETE ') throw new Error('there is no such thing here')
  realms.delete(Number(port))
  await realm.close()
  return undefined
}

async function open(): Promise<unknown> {
  const realm = await Realm.open(folder)
  realms.set(realm.port, realm)
  return { port: realm.port, bucket: realm.bucket.name, ...realm.account }
}

function reply(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value ?? {}))
}
