/** What the checks of certificates share: certificates, clients that look at them, and the learner's two servers. */
import { randomUUID } from 'node:crypto'
import { type IncomingMessage, request as plainRequest } from 'node:http'
import { Agent, request } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { text } from 'node:stream/consumers'
import { connect, type PeerCertificate } from 'node:tls'
import { expect, timeLimit } from 'backend-workbook/check'
import { onTestFinished } from 'vitest'
import {
  type Certificate,
  createFrontDoor,
  type FrontDoorOptions,
} from '../../../exercises/28-production-deployment/tls.ts'
import {
  type Authority,
  issue,
  newAuthority,
  newKeys,
  pemOf,
  type Terms,
} from '../../../lessons/28-production-deployment/demo/parts/x509.ts'

export interface Town {
  root: Authority
  intermediate: Authority
  /** A certificate with its key and chain. */
  certificate: (names: string[], terms?: Partial<Terms>, authority?: Authority) => Certificate
}

export function town(): Town {
  const root = newAuthority(`Root ${randomUUID()}`)
  const intermediate = newAuthority(`Intermediate ${randomUUID()}`, root)
  return {
    root,
    intermediate,
    certificate: (names, terms = {}, authority = intermediate) => {
      const keys = newKeys()
      const cert = issue(authority, { names, publicKey: keys.publicKey, ...terms })
      return { cert, chain: authority === root ? '' : authority.cert, key: pemOf(keys.privateKey) }
    },
  }
}

export interface Door {
  httpPort: number
  httpsPort: number
  renew: (certificates: Certificate[]) => void
}

export async function door(options: Partial<FrontDoorOptions> & { certificates: Certificate[] }): Promise<Door> {
  const { http, https, renew } = createFrontDoor({ app: (_request, response) => void response.end('shop'), ...options })
  const ports = await Promise.all([http, https].map((server) => listening(server)))
  return { httpPort: ports[0] ?? 0, httpsPort: ports[1] ?? 0, renew }
}

async function listening(server: Server & { closeAllConnections?: () => void }): Promise<number> {
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    server.closeAllConnections?.()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** Which certificate a client is shown, and whether it trusts it. */
export function shown(
  port: number,
  servername: string | undefined,
  root?: Authority,
): Promise<{ serial: string; trusted: boolean; why: string }> {
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', rejectUnauthorized: false, ...(root && { ca: root.cert }) }
    // A client that asks for no name looks at the chain alone.
    const name = servername === undefined ? { checkServerIdentity: () => undefined } : { servername }
    const socket = connect({ ...options, ...name }, () => {
      const { serialNumber } = socket.getPeerCertificate() as PeerCertificate
      resolve({ serial: serialNumber, trusted: socket.authorized, why: String(socket.authorizationError ?? '') })
      socket.destroy()
    })
    socket.on('error', (error) =>
      reject(new Error(`A TLS client for ${servername} got no certificate: ${error.message}`)),
    )
    timeLimit(4000).addEventListener('abort', () => socket.destroy(new Error('nothing came')))
  })
}

export interface Answer {
  status: number
  headers: IncomingMessage['headers']
  text: string
}

export function askHttps(port: number, path = '/', options: { agent?: Agent; method?: string } = {}): Promise<Answer> {
  const { agent = new Agent({ keepAlive: false }), method = 'GET' } = options
  return collected(`${method} ${path} over HTTPS`, (done) =>
    request({ port, host: '127.0.0.1', path, method, agent, rejectUnauthorized: false }, done),
  )
}

export function askHttp(port: number, path: string, host: string, method = 'GET'): Promise<Answer> {
  const headers = { host, connection: 'close' }
  return collected(`${method} http://${host}${path}`, (done) =>
    plainRequest({ port, host: '127.0.0.1', path, method, headers, agent: false }, done),
  )
}

async function collected(
  what: string,
  begin: (done: (answer: IncomingMessage) => void) => ReturnType<typeof plainRequest>,
): Promise<Answer> {
  const limit = timeLimit(4000)
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const call = begin(resolve).on('error', reject)
      limit.addEventListener('abort', () => call.destroy(new Error('no answer came')))
      call.end()
    })
    return { status: answer.statusCode ?? 0, headers: answer.headers, text: await text(answer) }
  } catch (error) {
    return expect.fail(`${what} was not answered: ${error instanceof Error ? error.message : error}`)
  }
}
