import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose'

/** A delivery partner whose tokens the marketplace accepts. */
export interface Partner {
  name: string
  /** What `iss` is in its tokens. */
  issuer: string
  /** The one algorithm that it signs with. */
  algorithm: 'EdDSA' | 'ES256' | 'ES384'
  /** Where it publishes its public keys. */
  jwksUrl: string
}

export interface Deps {
  partners: Partner[]
  /** Our own name: what `aud` has to be, or to contain. */
  audience: string
  /** Milliseconds since 1970. The only clock that you read. */
  now: () => number
  /** Fetches the keys that stand at this address now. Rejects where it cannot. */
  fetchJwks: (url: string) => Promise<JSONWebKeySet>
}

/** Which partner a token is of, and about whom it is: its `sub`. */
export interface Verified {
  partner: string
  subject: string
}

export type Reason = 'invalid_token' | 'unavailable'

/** The only error that a verifier throws. */
export class TokenError extends Error {
  readonly reason: Reason
  constructor(reason: Reason, options?: ErrorOptions) {
    super(reason === 'unavailable' ? 'the keys of the partner cannot be fetched' : 'the token is not valid', options)
    this.name = 'TokenError'
    this.reason = reason
  }
}

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const FRESH_MS = 10 * MINUTE_MS
const USABLE_MS = 60 * MINUTE_MS
const BETWEEN_FETCHES_MS = 30 * SECOND_MS

/** Makes the function that verifies tokens of delivery partners: with the partner's algorithm, and its own keys. */
export function buildVerifier({ partners, audience, now, fetchJwks }: Deps): (token: unknown) => Promise<Verified> {
  const known = new Map(
    partners.map((partner) => [partner.issuer, { partner, keysFor: keyRing(() => fetchJwks(partner.jwksUrl), now) }]),
  )

  return async (token) => {
    const { issuer, kid } = claimed(token)
    const sender = known.get(issuer)
    if (!sender) throw new TokenError('invalid_token')
    const { name, algorithm } = sender.partner
    const keys = await sender.keysFor(kid)
    try {
      const { payload } = await jwtVerify(String(token), keys, {
        ...{ issuer, audience, algorithms: [algorithm], currentDate: new Date(now()), requiredClaims: ['exp'] },
      })
      return { partner: name, subject: text(payload.sub) }
    } catch (cause) {
      throw new TokenError('invalid_token', { cause })
    }
  }
}

/** What a token says of itself. Nobody has verified it: it is good for choosing whom to ask, and for nothing else. */
function claimed(token: unknown): { issuer: string; kid: string } {
  try {
    return { issuer: text(decodeJwt(String(token)).iss), kid: text(decodeProtectedHeader(String(token)).kid) }
  } catch (cause) {
    throw new TokenError('invalid_token', { cause })
  }
}

/** Types say what should be in a token. It may hold anything. */
function text(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new TypeError('a text is missing')
  return value
}

type Keys = ReturnType<typeof createLocalJWKSet>

interface Kept {
  keys: Keys
  kids: Set<unknown>
  /** When the fetch began. */
  at: number
}

/** The keys of one partner. The function gives those by which a token with this `kid` is to be judged. */
function keyRing(fetchKeys: () => Promise<JSONWebKeySet>, now: () => number) {
  let kept: Kept | undefined
  let askedAt = Number.NEGATIVE_INFINITY
  let fetching: Promise<void> | undefined

  async function fetchAnew(): Promise<void> {
    const at = now()
    askedAt = at
    try {
      const jwks = await fetchKeys()
      kept = { keys: createLocalJWKSet(jwks), kids: new Set(jwks.keys.map(({ kid }) => kid)), at }
    } catch {
      // The kept keys go on, and askedAt says when to try again.
    }
    fetching = undefined
  }

  return async (kid: string): Promise<Keys> => {
    const isKnown = kept?.kids.has(kid) && now() - kept.at < FRESH_MS
    if (!isKnown && now() - askedAt >= BETWEEN_FETCHES_MS) fetching ??= fetchAnew()
    if (!isKnown) await fetching
    if (!kept || now() - kept.at >= USABLE_MS) throw new TokenError('unavailable')
    return kept.keys
  }
}
