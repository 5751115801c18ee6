import { createHash } from 'node:crypto'
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose'
import type { Config } from './config.ts'
import type { Attempt } from './stores/attempts.ts'

type Endpoints = Record<'authorization_endpoint' | 'token_endpoint' | 'jwks_uri', string>

export const CALLBACK = '/api/v1/auth/oauth/callback'
const ANSWER_MS = 5000

/** The OpenID provider, and this service as its client. */
export class Provider {
  readonly issuer: string
  readonly #clientId: string
  readonly #secret: string
  readonly #redirectUri: string
  #endpoints: Endpoints | undefined
  #keys: ReturnType<typeof createRemoteJWKSet> | undefined

  constructor({ issuer, clientId, secret }: Config['oauth'], publicUrl: string) {
    this.issuer = issuer
    this.#clientId = clientId
    this.#secret = secret
    this.#redirectUri = publicUrl + CALLBACK
  }

  async authorizationUrl({ state, nonce, verifier }: Attempt): Promise<string> {
    const { authorization_endpoint: endpoint } = await this.#discover()
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    const client = { response_type: 'code', client_id: this.#clientId, redirect_uri: this.#redirectUri }
    const proofs = { state, nonce, code_challenge: challenge, code_challenge_method: 'S256' }
    return `${endpoint}?${new URLSearchParams({ ...client, scope: 'openid email profile', ...proofs })}`
  }

  /** What the provider says of the user, verified. @throws Error when it says nothing that can be trusted */
  async claimsFor(code: string, { verifier, nonce }: Attempt): Promise<JWTPayload> {
    const { token_endpoint: endpoint, jwks_uri: keys } = await this.#discover()
    const basic = Buffer.from(`${encodeURIComponent(this.#clientId)}:${encodeURIComponent(this.#secret)}`)
    const grant = { grant_type: 'authorization_code', code, redirect_uri: this.#redirectUri, code_verifier: verifier }
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { authorization: `Basic ${basic.toString('base64')}` },
      body: new URLSearchParams(grant),
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    const { id_token: token } = (await response.json()) as { id_token?: string }
    this.#keys ??= createRemoteJWKSet(new URL(keys))
    const expected = { issuer: this.issuer, audience: this.#clientId, requiredClaims: ['sub', 'exp'] }
    const { payload } = await jwtVerify(String(token), this.#keys, expected)
    if (payload['nonce'] !== nonce) throw new Error('this id token belongs to another login')
    return payload
  }

  async #discover(): Promise<Endpoints> {
    if (this.#endpoints) return this.#endpoints
    const address = `${this.issuer}/.well-known/openid-configuration`
    const response = await fetch(address, { signal: AbortSignal.timeout(ANSWER_MS) })
    this.#endpoints = (await response.json()) as Endpoints
    return this.#endpoints
  }
}

/** The path, where a browser that follows it stays with us. `/..//evil.example` is a path with two slashes, once resolved. */
export function ownPath(path: unknown, publicUrl: string): string {
  if (typeof path !== 'string' || !path.startsWith('/') || !URL.canParse(path, publicUrl)) return '/'
  const { origin, pathname, search, hash } = new URL(path, publicUrl)
  return origin === publicUrl && !pathname.startsWith('//') ? `${pathname}${search}${hash}` : '/'
}
