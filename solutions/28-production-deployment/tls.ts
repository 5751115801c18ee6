import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, X509Certificate } from 'node:crypto'
import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from 'node:http'
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSecureContext } from 'node:tls'

export interface Certificate {
  cert: string
  chain: string
  key: string
}

export interface FrontDoorOptions {
  app: RequestListener
  certificates: Certificate[]
  httpsPort?: number
  hstsSeconds?: number
  challenges?: Map<string, string>
}

export interface FrontDoor {
  http: HttpServer
  https: HttpsServer
  renew: (certificates: Certificate[]) => void
}

export interface ObtainOptions {
  directoryUrl: string
  accountKey: KeyObject
  names: string[]
  csr: Buffer
  challenges: Map<string, string>
  pollMs?: number
}

const CHALLENGE = '/.well-known/acme-challenge/'
const A_YEAR = 31_536_000

export function createFrontDoor(options: FrontDoorOptions): FrontDoor {
  const { app, httpsPort = 443, hstsSeconds = A_YEAR, challenges = new Map<string, string>() } = options
  let current = loadAll(options.certificates)
  const siteFor = (name: string) => current.all.find(({ leaf }) => leaf.checkHost(name))

  const https = createHttpsServer(
    {
      ...current.first.pem,
      SNICallback: (name, done) => done(null, (siteFor(name) ?? current.first).context),
    },
    (request, response) => {
      response.setHeader('strict-transport-security', `max-age=${hstsSeconds}`)
      app(request, response)
    },
  )
  const http = createHttpServer((request, response) => {
    const url = request.url ?? '/'
    if (url.startsWith(CHALLENGE)) {
      const answer = challenges.get(url.slice(CHALLENGE.length))
      return void response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'text/plain' }).end(answer)
    }
    const host = request.headers.host?.replace(/:\d*$/, '') ?? ''
    if (!siteFor(host)) return void response.writeHead(421).end()
    const port = httpsPort === 443 ? '' : `:${httpsPort}`
    response.writeHead(308, { location: `https://${host}${port}${url}` }).end()
  })

  const renew = (certificates: Certificate[]) => {
    current = loadAll(certificates)
    https.setSecureContext(current.first.pem)
  }
  return { http, https, renew }
}

function loadAll(certificates: Certificate[]) {
  const all = certificates.map(load)
  const [first] = all
  if (!first) throw new Error('there is no certificate')
  return { all, first }
}

function load({ cert, chain, key }: Certificate) {
  const leaf = new X509Certificate(cert)
  if (!leaf.checkPrivateKey(createPrivateKey(key))) throw new Error('the key is not that of the certificate')
  const now = Date.now()
  if (now < Date.parse(leaf.validFrom)) throw new Error(`the certificate is valid from ${leaf.validFrom}`)
  if (now > Date.parse(leaf.validTo)) throw new Error(`the certificate was valid to ${leaf.validTo}`)
  if (chain.trim() !== '' && !leaf.verify(new X509Certificate(chain).publicKey)) {
    throw new Error('the chain does not begin with the issuer of the certificate')
  }
  // Clients know the roots alone, so the server sends what lies between.
  const pem = { key, cert: `${cert.trim()}\n${chain}` }
  return { leaf, pem, context: createSecureContext(pem) }
}

export async function obtain(options: ObtainOptions): Promise<{ cert: string; chain: string }> {
  const { accountKey, names, csr, challenges, pollMs = 1000 } = options
  const acme = await Account.open(options.directoryUrl, accountKey)
  const identifiers = names.map((value) => ({ type: 'dns', value }))
  const order = await acme.post<Order>(acme.directory.newOrder, { identifiers })

  const settled = async <T extends { status: string; error?: Problem }>(url: string): Promise<T> => {
    for (;;) {
      const { body } = await acme.post<T>(url)
      if (body.status !== 'pending' && body.status !== 'processing') return body
      await sleep(pollMs)
    }
  }

  for (const url of order.body.authorizations) {
    const { body } = await acme.post<Authorization>(url)
    if (body.status === 'valid') continue
    const challenge = body.challenges.find(({ type }) => type === 'http-01')
    if (!challenge) throw new Error(`no http-01 challenge for ${body.identifier.value}`)
    challenges.set(challenge.token, `${challenge.token}.${acme.thumbprint}`)
    try {
      await acme.post(challenge.url, {})
      const proved = await settled<Authorization>(url)
      if (proved.status !== 'valid') {
        const problem = proved.challenges.find(({ type }) => type === 'http-01')?.error
        throw new Error(problem?.detail ?? `the authorization is ${proved.status}`)
      }
    } finally {
      challenges.delete(challenge.token)
    }
  }

  const ready = await settled<Order>(order.location)
  if (ready.status === 'invalid') throw new Error(ready.error?.detail ?? 'the order is invalid')
  await acme.post(order.body.finalize, { csr: csr.toString('base64url') })
  const done = await settled<Order>(order.location)
  if (done.status !== 'valid' || !done.certificate) throw new Error(done.error?.detail ?? `the order is ${done.status}`)
  const { text } = await acme.post(done.certificate)
  const [cert = '', ...chain] = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/g) ?? []
  return { cert, chain: chain.join('') }
}

interface Problem {
  type?: string
  detail?: string
}

interface Order {
  status: string
  authorizations: string[]
  finalize: string
  certificate?: string
  error?: Problem
}

interface Authorization {
  status: string
  identifier: { value: string }
  challenges: { type: string; url: string; token: string; error?: Problem }[]
}

interface Directory {
  newNonce: string
  newAccount: string
  newOrder: string
}

interface Answer<T> {
  body: T
  text: string
  location: string
}

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Every request is signed: by the key itself until the account has a name, and then in that name. */
class Account {
  readonly directory: Directory
  readonly thumbprint: string
  readonly #key: KeyObject
  readonly #jwk: object
  #name = ''
  #nonce = ''

  private constructor(directory: Directory, key: KeyObject) {
    const { crv, kty, x, y } = createPublicKey(key).export({ format: 'jwk' })
    this.directory = directory
    this.#key = key
    // RFC 7638: these members, in this order, without blanks.
    this.#jwk = { crv, kty, x, y }
    this.thumbprint = createHash('sha256').update(JSON.stringify(this.#jwk)).digest('base64url')
  }

  static async open(directoryUrl: string, key: KeyObject): Promise<Account> {
    const directory = (await (await fetch(directoryUrl)).json()) as Directory
    const account = new Account(directory, key)
    const { location } = await account.post(directory.newAccount, { termsOfServiceAgreed: true })
    account.#name = location
    return account
  }

  /** Without a payload it asks: ACME has no GET that is signed. */
  async post<T = unknown>(url: string, payload?: object): Promise<Answer<T>> {
    for (;;) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/jose+json' },
        body: JSON.stringify(this.#signed(url, await this.#freshNonce(), payload)),
      })
      this.#nonce = response.headers.get('replay-nonce') ?? ''
      const text = await response.text()
      const body = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined
      if (response.ok) return { body, text, location: response.headers.get('location') ?? '' }
      if (body?.type !== 'urn:ietf:params:acme:error:badNonce') throw new Error(body?.detail ?? `${response.status}`)
    }
  }

  async #freshNonce(): Promise<string> {
    if (this.#nonce) return this.#nonce
    const response = await fetch(this.directory.newNonce, { method: 'HEAD' })
    return response.headers.get('replay-nonce') ?? ''
  }

  #signed(url: string, nonce: string, payload?: object) {
    const who = this.#name ? { kid: this.#name } : { jwk: this.#jwk }
    const header = encoded({ alg: 'ES256', nonce, url, ...who })
    const content = payload === undefined ? '' : encoded(payload)
    // JWS wants the two numbers of the signature side by side, not in DER.
    const signature = sign('sha256', Buffer.from(`${header}.${content}`), { key: this.#key, dsaEncoding: 'ieee-p1363' })
    return { protected: header, payload: content, signature: signature.toString('base64url') }
  }
}
