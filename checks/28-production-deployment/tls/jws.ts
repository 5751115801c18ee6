/** The signed envelopes of ACME: JWS of ES256, each with a nonce and the address that it is for. */
import { createPublicKey, type JsonWebKey, randomBytes, verify } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { calculateJwkThumbprint, type JWK } from 'jose'

export class Refused extends Error {
  readonly type: string
  readonly status: number

  constructor(type: string, detail: string, status = 400) {
    super(detail)
    this.type = `urn:ietf:params:acme:error:${type}`
    this.status = status
  }
}

export class Envelopes {
  readonly #base: string
  readonly #nonces = new Set<string>()
  #jwk: JsonWebKey | undefined

  constructor(base: string) {
    this.#base = base
  }

  newNonce(): string {
    const nonce = randomBytes(12).toString('base64url')
    this.#nonces.add(nonce)
    return nonce
  }

  thumbprint(): Promise<string> {
    return calculateJwkThumbprint(this.#jwk as JWK)
  }

  /** Checks the signature and what it covers, and gives the payload: undefined for a request that only asks. */
  open(request: IncomingMessage, body: string, step: string): Record<string, unknown> | undefined {
    if (request.method !== 'POST') throw new Refused('malformed', `${request.method} in place of POST`, 405)
    const type = request.headers['content-type'] ?? ''
    if (!type.startsWith('application/jose+json')) throw new Refused('malformed', `content type ${type}`, 415)
    const { protected: sealed = '', payload = '', signature = '' } = JSON.parse(body) as Record<string, string>
    const header = JSON.parse(Buffer.from(sealed, 'base64url').toString()) as Record<string, unknown>
    const isFirst = step === 'new-account'
    const jwk = isFirst ? (header.jwk as JsonWebKey | undefined) : this.#jwk
    this.#refuseHeader(header, isFirst)
    if (!jwk) throw new Refused('accountDoesNotExist', 'no account yet')
    const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' } as const
    const signed = Buffer.from(`${sealed}.${payload}`)
    if (!verify('sha256', signed, key, Buffer.from(signature, 'base64url'))) {
      throw new Refused('malformed', 'the signature is wrong')
    }
    if (header.url !== `${this.#base}${request.url}`) throw new Refused('unauthorized', `url ${header.url}`)
    if (!this.#nonces.delete(String(header.nonce))) throw new Refused('badNonce', 'the nonce is not a fresh one')
    if (isFirst) this.#jwk = jwk
    return payload === '' ? undefined : JSON.parse(Buffer.from(payload, 'base64url').toString())
  }

  #refuseHeader(header: Record<string, unknown>, isFirst: boolean): void {
    if (header.alg !== 'ES256') throw new Refused('badSignatureAlgorithm', `alg ${header.alg}`)
    const who = ['kid', 'jwk'].filter((name) => name in header)
    if (who.join() !== (isFirst ? 'jwk' : 'kid')) throw new Refused('malformed', `the header has ${who}`)
    if (!isFirst && header.kid !== `${this.#base}/account/1`) throw new Refused('accountDoesNotExist', 'another kid')
  }
}
