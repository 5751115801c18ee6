import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK, type JWK } from 'jose'
import type { Deps, Partner, Reason, Verified } from '../../solutions/14-jwt-authentication/partner-keys.ts'

/* From the lesson and the starter alone: a key ring for each partner, and jose for one key and one signature. */

/** The only error that a verifier throws. */
export class TokenError extends Error {
  readonly reason: Reason
  constructor(reason: Reason, options?: ErrorOptions) {
    super(reason === 'unavailable' ? 'the keys of the partner cannot be fetched' : 'the token is not valid', options)
    this.name = 'TokenError'
    this.reason = reason
  }
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const FRESH_MS = 10 * MINUTE
const LONGEST_MS = 60 * MINUTE
const PAUSE_MS = 30 * SECOND

interface Kept {
  keys: Map<string, JWK>
  /** The start of the fetch that brought them. */
  since: number
}

/** The keys of one partner: what is kept of them, and when they may be fetched. */
class Keyring {
  #kept: Kept | undefined
  #lastStart = Number.NEGATIVE_INFINITY
  #underWay: Promise<void> | undefined
  readonly #url: string
  readonly #deps: Deps

  constructor(url: string, deps: Deps) {
    this.#url = url
    this.#deps = deps
  }

  #keptUntil(age: number): Kept | undefined {
    return this.#kept !== undefined && this.#deps.now() - this.#kept.since < age ? this.#kept : undefined
  }

  async #fetch(): Promise<void> {
    const since = this.#deps.now()
    this.#lastStart = since
    try {
      const { keys } = await this.#deps.fetchJwks(this.#url)
      const byId = keys.flatMap((key): [string, JWK][] => (typeof key?.kid === 'string' ? [[key.kid, key]] : []))
      this.#kept = { keys: new Map(byId), since }
    } catch {
      // The kept keys stay.
    }
  }

  /** The key with this id, undefined where there is none. Rejects with 'unavailable' where no keys can judge. */
  async find(kid: string): Promise<JWK | undefined> {
    const fresh = this.#keptUntil(FRESH_MS)?.keys.get(kid)
    if (fresh !== undefined) return fresh

    if (this.#underWay === undefined && this.#deps.now() - this.#lastStart >= PAUSE_MS) {
      this.#underWay = this.#fetch().finally(() => {
        this.#underWay = undefined
      })
    }
    await this.#underWay

    const kept = this.#keptUntil(LONGEST_MS)
    if (kept === undefined) throw new TokenError('unavailable')
    return kept.keys.get(kid)
  }
}

const invalid = (cause?: unknown) => new TokenError('invalid_token', { cause })

export function buildVerifier(deps: Deps): (token: unknown) => Promise<Verified> {
  const known = deps.partners.map((partner) => ({ partner, ring: new Keyring(partner.jwksUrl, deps) }))

  /** Whose token this says it is, and which key it asks for. Nothing of it is proved yet. */
  function route(token: string) {
    const header = decodeProtectedHeader(token)
    const { iss } = decodeJwt(token)
    const found = known.find(({ partner }) => partner.issuer === iss)
    if (found === undefined || header.alg !== found.partner.algorithm || header.crit !== undefined) throw invalid()
    if (typeof header.kid !== 'string' || header.kid === '') throw invalid()
    return { ...found, kid: header.kid }
  }

  async function check(token: string, partner: Partner, jwk: JWK): Promise<Verified> {
    const key = await importJWK(jwk, partner.algorithm)
    const { payload } = await compactVerify(token, key, { algorithms: [partner.algorithm] })
    const claims = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)) as Record<string, unknown>
    const { iss, aud, exp, nbf, sub } = claims
    const now = deps.now()

    const audiences: unknown[] = Array.isArray(aud) ? aud : [aud]
    const isTimely =
      typeof exp === 'number' &&
      exp * SECOND > now &&
      (nbf === undefined || (typeof nbf === 'number' && nbf * SECOND <= now))
    if (iss !== partner.issuer || !audiences.includes(deps.audience) || !isTimely) throw invalid()
    if (typeof sub !== 'string' || sub.length === 0) throw invalid()
    return { partner: partner.name, subject: sub }
  }

  return async (token) => {
    try {
      if (typeof token !== 'string') throw invalid()
      const { partner, ring, kid } = route(token)
      const jwk = await ring.find(kid)
      if (jwk === undefined) throw invalid()
      return await check(token, partner, jwk)
    } catch (error) {
      throw error instanceof TokenError ? error : invalid(error)
    }
  }
}
