/** An ACME server (RFC 8555) that believes nothing: it checks each signature, each nonce, each url and each request for a certificate. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { newAuthority } from '../../../lessons/28-production-deployment/demo/parts/x509.ts'
import { Envelopes, Refused } from './jws.ts'
import { type AcmeServer, Orders, type Reply } from './orders.ts'

export async function acmeServer(look: AcmeServer['look']): Promise<AcmeServer> {
  const above = newAuthority('The root of the checks')
  const authority = newAuthority('An intermediate of the checks', above)
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const world: AcmeServer = {
    directoryUrl: `${base}/directory`,
    root: above.cert,
    intermediate: authority.cert,
    refusals: [],
    proved: new Set(),
    delays: { authorization: 1, order: 2 },
    before: () => undefined,
    orderFails: '',
    look,
  }
  const envelopes = new Envelopes(base)
  const orders = new Orders(base, world, authority, envelopes)

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request).catch(() => '')
    response.setHeader('replay-nonce', envelopes.newNonce())
    const path = request.url ?? ''
    const { directoryUrl } = world
    const send = ({ status, content, location }: Reply) => {
      const isText = typeof content === 'string'
      const type = status >= 400 ? 'problem+json' : isText ? 'pem-certificate-chain' : 'json'
      response.writeHead(status, { 'content-type': `application/${type}`, ...(location && { location }) })
      response.end(isText ? content : JSON.stringify(content))
    }
    if (`${base}${path}` === directoryUrl) {
      const urls = { newNonce: `${base}/new-nonce`, newAccount: `${base}/new-account`, newOrder: `${base}/new-order` }
      return send({ status: 200, content: urls })
    }
    if (path === '/new-nonce') return void response.writeHead(request.method === 'HEAD' ? 200 : 204).end()
    const step = path.split('/')[1] ?? ''
    try {
      const payload = envelopes.open(request, body, step)
      world.before(step)
      send(await orders.answer(step, Number(path.split('/')[2] ?? 0), payload))
    } catch (error) {
      const refused = error instanceof Refused ? error : new Refused('malformed', String(error))
      world.refusals.push(`${step}: ${refused.message}`)
      send({ status: refused.status, content: { type: refused.type, detail: refused.message } })
    }
  }
  return world
}
