/** jose signs, undici asks, and certificates are found by the names that are written in them. */
import crypto, { type KeyObject, X509Certificate } from 'node:crypto'
import http, { type RequestListener } from 'node:http'
import https from 'node:https'
import tls, { type SecureContext } from 'node:tls'
import { calculateJwkThumbprint, exportJWK, FlattenedSign } from 'jose'

interface Pair {
  cert: string
  chain: string
  key: string
}

interface Site {
  names: string[]
  context: SecureContext
  options: { key: string; cert: string }
}

function read({ cert, chain, key }: Pair): Site {
  const leaf = new X509Certificate(cert)
  const own = crypto.createPublicKey(crypto.createPrivateKey(key)).export({ type: 'spki', format: 'der' })
  if (!own.equals(leaf.publicKey.export({ type: 'spki', format: 'der' }))) throw new Error('another key')
  const [from, to] = [leaf.validFrom, leaf.validTo].map((text) => new Date(text).getTime())
  if (Date.now() < (from ?? 0) || Date.now() > (to ?? 0)) throw new Error('not now')
  if (/BEGIN/.test(chain) && !leaf.verify(new X509Certificate(chain).publicKey)) throw new Error('another chain')
  const options = { key, cert: [cert, chain].join('\n') }
  const names = (leaf.subjectAltName ?? '').split(', ').map((entry) => entry.replace(/^DNS:/, '').toLowerCase())
  return { names, options, context: tls.createSecureContext(options) }
}

const covers = (pattern: string, name: string) =>
  pattern === name || (pattern.startsWith('*.') && name.split('.').slice(1).join('.') === pattern.slice(2))

export function createFrontDoor(given: {
  app: RequestListener
  certificates: Pair[]
  httpsPort?: number
  hstsSeconds?: number
  challenges?: Map<string, string>
}) {
  const state = { sites: [] as Site[] }
  const find = (name: string) =>
    state.sites.find(({ names }) => names.some((pattern) => covers(pattern, name.toLowerCase())))
  const server = https.createServer({
    SNICallback: (name, done) => done(null, (find(name) ?? state.sites[0])?.context),
  })
  server.prependListener('request', (_request, response) => {
    response.setHeader('Strict-Transport-Security', ['max-age', given.hstsSeconds ?? 31536000].join('='))
  })
  server.on('request', given.app)
  const renew = (certificates: Pair[]) => {
    const sites = certificates.map(read)
    if (!sites[0]) throw new RangeError('none')
    state.sites = sites
    server.setSecureContext(sites[0].options)
  }
  renew(given.certificates)

  const plain = http.createServer((request, response) => {
    const [, token] = /^\/\.well-known\/acme-challenge\/(.*)$/.exec(request.url ?? '') ?? []
    if (token !== undefined) {
      const found = given.challenges?.get(token)
      response.statusCode = found ? 200 : 404
      return void response.end(found ?? 'no')
    }
    const [host = ''] = (request.headers.host ?? '').split(':')
    if (!find(host)) {
      response.statusCode = 421
      return void response.end('not here')
    }
    const { httpsPort = 443 } = given
    response.statusCode = 308
    response.setHeader('Location', `https://${host}${httpsPort === 443 ? '' : `:${httpsPort}`}${request.url}`)
    response.end()
  })
  return { http: plain, https: server, renew }
}

type Json = Record<string, never> & { status: string }

export async function obtain(given: {
  directoryUrl: string
  accountKey: KeyObject
  names: string[]
  csr: Buffer
  challenges: Map<string, string>
  pollMs?: number
}): Promise<{ cert: string; chain: string }> {
  const directory = (await (await fetch(given.directoryUrl)).json()) as Record<string, string>
  const jwk = await exportJWK(crypto.createPublicKey(given.accountKey))
  const print = await calculateJwkThumbprint(jwk)
  let kid: string | undefined
  const nonces: string[] = []

  async function send(url: string, payload: unknown): Promise<Response> {
    for (;;) {
      if (nonces.length === 0) {
        const head = await fetch(directory.newNonce ?? '', { method: 'HEAD' })
        nonces.push(head.headers.get('replay-nonce') ?? '')
      }
      const body = await new FlattenedSign(new TextEncoder().encode(payload === '' ? '' : JSON.stringify(payload)))
        .setProtectedHeader({ alg: 'ES256', nonce: nonces.shift() ?? '', url, ...(kid ? { kid } : { jwk }) })
        .sign(given.accountKey)
      const headers = { 'content-type': 'application/jose+json' }
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
      nonces.push(response.headers.get('replay-nonce') ?? '')
      if (response.ok) return response
      const problem = (await response.json()) as { type: string; detail: string }
      if (!problem.type.endsWith(':badNonce')) throw new Error(`ACME: ${problem.detail}`)
    }
  }
  const json = async (url: string, payload: unknown = '') => (await (await send(url, payload)).json()) as Json
  const until = async (url: string) => {
    for (let times = 0; times < 100; times++) {
      const body = await json(url)
      if (!['pending', 'processing'].includes(body.status)) return body
      await new Promise((resolve) => setTimeout(resolve, given.pollMs ?? 1000))
    }
    throw new Error('it takes too long')
  }

  kid = (await send(directory.newAccount ?? '', { termsOfServiceAgreed: true })).headers.get('location') ?? ''
  const identifiers = given.names.map((value) => ({ type: 'dns', value }))
  const placed = await send(directory.newOrder ?? '', { identifiers })
  const orderUrl = placed.headers.get('location') ?? ''
  const order = (await placed.json()) as { authorizations: string[]; finalize: string }

  const tokens: string[] = []
  try {
    await Promise.all(
      order.authorizations.map(async (url) => {
        const authorization = (await json(url)) as unknown as {
          status: string
          challenges: { type: string; token: string; url: string }[]
        }
        if (authorization.status === 'valid') return
        for (const challenge of authorization.challenges.filter(({ type }) => type === 'http-01')) {
          tokens.push(challenge.token)
          given.challenges.set(challenge.token, `${challenge.token}.${print}`)
          await send(challenge.url, {})
          const after = (await until(url)) as unknown as {
            status: string
            challenges: { error?: { detail: string } }[]
          }
          if (after.status !== 'valid') {
            throw new Error(after.challenges.map(({ error }) => error?.detail ?? '').join(' '))
          }
        }
      }),
    )
  } finally {
    for (const token of tokens) given.challenges.delete(token)
  }

  const ready = (await until(orderUrl)) as unknown as { status: string; error?: { detail: string } }
  if (ready.status === 'invalid') throw new Error(ready.error?.detail)
  await send(order.finalize, { csr: given.csr.toString('base64url') })
  const done = (await until(orderUrl)) as unknown as { status: string; certificate: string; error?: { detail: string } }
  if (done.status !== 'valid') throw new Error(done.error?.detail)
  const pem = await (await send(done.certificate, '')).text()
  const end = pem.indexOf('-----END CERTIFICATE-----') + '-----END CERTIFICATE-----\n'.length
  return { cert: pem.slice(0, end), chain: pem.slice(end) }
}
