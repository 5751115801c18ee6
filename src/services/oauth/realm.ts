import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { Desk } from './desk.ts'
import type { Keys } from './forgery.ts'
import { serveLogin } from './login-page.ts'
import { makeProvider } from './provider.ts'
import { Users } from './users.ts'

/** A provider of one run's own, at a port of its own. */
export interface Realm {
  port: number
  close: () => void
}

export async function openRealm(keys: Keys): Promise<Realm> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const users = new Users()
  const provider = makeProvider(`http://127.0.0.1:${port}`, users, keys.own)
  const desk = new Desk(users, keys)
  provider.use((ctx, next) => desk.watch(ctx as KoaContextWithOIDC, next))
  const serve = provider.callback()
  server.on('request', (request, response) => {
    const path = request.url ?? '/'
    if (path.startsWith('/course/')) settle(response, desk.serve(path, request, response))
    else if (path.startsWith('/interaction/')) settle(response, serveLogin(provider, users, request, response))
    else void serve(request, response)
  })
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { port, close }
}

/** A request that makes no sense, such as a login page without its cookie. */
function settle(response: ServerResponse, work: Promise<void>): void {
  work.catch((error: Error) => {
    if (!response.headersSent) response.writeHead(400, { 'content-type': 'text/plain' })
    response.end(`${error.message}\n`)
  })
}
