import { createPublicKey, type JsonWebKey, type KeyObject, verify as verifySignature } from 'node:crypto'
import type { Deps, Partner, Reason, Verified } from '../../solutions/14-jwt-authentication/partner-keys.ts'

export class TokenError extends Error {
  override name = 'TokenError'
  readonly reason: Reason
  constructor(reason: Reason) {
    super(reason)
    this.reason = reason
  }
}

type Json = Record<string, unknown>

/** What each algorithm hashes with, and the keys that fit. */
const ALGORITHMS = {
  EdDSA: { hash: null, curve: undefined },
  ES256: { hash: 'sha256', curve: 'prime256v1' },
  ES384: { hash: 'sha384', curve: 'secp384r1' },
} as const

/** The keys that one fetch brought, by `kid`. */
interface Batch {
  began: number
  keys: Map<unknown, JsonWebKey>
}

/** No library: node:crypto verifies, and each partner has a list of one fetch that succeeded and one that is the last. */
export function buildVerifier(deps: Deps): (token: unknown) => Promise<Verified> {
  const desks = new Map(deps.partners.map((partner) => [partner.issuer, { partner, keyOf: deskOf(partner, deps) }]))

  return async (token) => {
    const parts = typeof token === 'string' ? token.split('.') : []
    const [header, claims] = [read(parts[0]), read(parts[1])]
    const { kid, alg } = header
    const desk = desks.get(claims['iss'] as string)
    if (!desk || parts.length !== 3 || typeof kid !== 'string' || !kid) throw new TokenError('invalid_token')
    const { name, algorithm } = desk.partner
    if (alg !== algorithm || 'crit' in header) throw new TokenError('invalid_token')
    const jwk = await desk.keyOf(kid)
    const isSigned = jwk !== undefined && fits(parts, keyFrom(jwk), algorithm)
    if (!isSigned || !isFor(claims, deps)) throw new TokenError('invalid_token')
    return { partner: name, subject: String(claims['sub']) }
  }
}

function deskOf({ jwksUrl }: Partner, { now, fetchJwks }: Deps) {
  let last = { began: Number.NEGATIVE_INFINITY, done: Promise.resolve(), isOver: true }
  let batch: Batch = { began: Number.NEGATIVE_INFINITY, keys: new Map() }
  const age = () => now() - batch.began

  const start = () => {
    const run = { began: now(), isOver: false, done: Promise.resolve() }
    run.done = (async () => {
      try {
        const { keys } = await fetchJwks(jwksUrl)
        batch = { began: run.began, keys: new Map(keys.map((key) => [key.kid, key as JsonWebKey])) }
      } catch (error) {
        if (!(error instanceof Error)) throw error
      } finally {
        run.isOver = true
      }
    })()
    return run
  }

  return async (kid: string): Promise<JsonWebKey | undefined> => {
    if (age() >= 600_000 || !batch.keys.has(kid)) {
      if (last.isOver && now() - last.began >= 30_000) last = start()
      await last.done
    }
    if (age() >= 3_600_000) throw new TokenError('unavailable')
    return batch.keys.get(kid)
  }
}

function isFor({ aud, exp, nbf, sub }: Json, { audience, now }: Deps): boolean {
  const seconds = now() / 1000
  const isOurs = Array.isArray(aud) ? aud.includes(audience) : aud === audience
  const isTimely = typeof exp === 'number' && seconds < exp && (nbf === undefined || Number(nbf) <= seconds)
  return isOurs && isTimely && typeof sub === 'string' && sub.length > 0
}

function fits(
  [header, payload, signature = '']: string[],
  key: KeyObject | undefined,
  name: Partner['algorithm'],
): boolean {
  const { hash, curve } = ALGORITHMS[name]
  if (key?.asymmetricKeyDetails?.namedCurve !== curve || !/^[\w-]+$/.test(signature)) return false
  if (hash === null && key?.asymmetricKeyType !== 'ed25519') return false
  const text = Buffer.from(`${header}.${payload}`)
  return key
    ? verifySignature(hash, text, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
    : false
}

function keyFrom(key: JsonWebKey): KeyObject | undefined {
  try {
    return createPublicKey({ key, format: 'jwk' })
  } catch {
    return undefined
  }
}

/** The JSON object in a part of a token. */
function read(part = ''): Json {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    if (/^[\w-]+$/.test(part) && typeof value === 'object' && value !== null) return value as Json
  } catch {
    // What is no JSON is no token.
  }
  throw new TokenError('invalid_token')
}
