import { createHmac, timingSafeEqual } from 'node:crypto'

/** The payload of a token. */
export type Claims = Record<string, unknown>

export type JwtErrorCode =
  | 'weak_secret'
  | 'invalid_claims'
  | 'invalid_lifetime'
  | 'malformed'
  | 'unsupported'
  | 'bad_signature'
  | 'expired'
  | 'not_active'

const MESSAGES: Record<JwtErrorCode, string> = {
  weak_secret: 'a secret is a text of at least 32 bytes',
  invalid_claims: 'the claims are not an object, or not what was asked for',
  invalid_lifetime: 'a token lives for a whole number of seconds, 1 or more',
  malformed: 'a token has three parts of base64url, and a header of JSON',
  unsupported: 'only HS256 is accepted',
  bad_signature: 'the signature does not match',
  expired: 'the token has expired',
  not_active: 'the token is not valid yet',
}

/** The only error that `sign` and `verify` throw. */
export class JwtError extends Error {
  readonly code: JwtErrorCode
  constructor(code: JwtErrorCode) {
    super(MESSAGES[code])
    this.name = 'JwtError'
    this.code = code
  }
}

export interface SignOptions {
  /** How long the token lives. A whole number, 1 or more. */
  expiresInSeconds: number
  /** Milliseconds since 1970, like Date.now, which is the default. */
  now?: () => number
}

export interface VerifyOptions {
  /** Milliseconds since 1970, like Date.now, which is the default. */
  now?: () => number
  /** How far the clocks of two machines may differ. Default 0. */
  clockToleranceSeconds?: number
  /** What `iss` must be. Where it is undefined, `iss` is not looked at. An empty text is asked for like any other. */
  issuer?: string
  /** What `aud` must be, or must contain. The rest is as with `issuer`. */
  audience?: string
}

/** RFC 7518, section 3.2: the key is at least as long as the output of the hash. */
const LEAST_SECRET_BYTES = 32

/** Three parts of base64url without padding. Buffer would skip over whatever else stands in them. */
const THREE_PARTS = /^[\w-]+\.[\w-]+\.[\w-]+$/

/**
 * Makes a JWT with HS256 that expires.
 * @throws JwtError 'weak_secret', 'invalid_claims' or 'invalid_lifetime'
 */
export function sign(claims: Claims, secret: string, { expiresInSeconds, now = Date.now }: SignOptions): string {
  refuseWeak(secret)
  if (!isObject(claims)) throw new JwtError('invalid_claims')
  if (!Number.isInteger(expiresInSeconds) || expiresInSeconds < 1) throw new JwtError('invalid_lifetime')
  const iat = Math.floor(now() / 1000)
  const header = encode({ alg: 'HS256', typ: 'JWT' })
  const payload = encode({ ...claims, iat, exp: iat + expiresInSeconds })
  return `${header}.${payload}.${signatureOf(header, payload, secret)}`
}

/**
 * Gives the claims of a token that is intact, ours, and valid now.
 * @throws JwtError with the code of the first test that the token fails
 */
export function verify(token: unknown, secret: string, options: VerifyOptions = {}): Claims {
  refuseWeak(secret)
  if (typeof token !== 'string' || !THREE_PARTS.test(token)) throw new JwtError('malformed')
  // The pattern has seen to it that there are three.
  const [header, payload, signature] = token.split('.') as [string, string, string]
  const fields = decode(header)
  if (!fields) throw new JwtError('malformed')
  // The token does not choose how it is verified.
  if (fields['alg'] !== 'HS256' || 'crit' in fields) throw new JwtError('unsupported')
  if (!isSame(signature, signatureOf(header, payload, secret))) throw new JwtError('bad_signature')
  const claims = decode(payload)
  if (!claims) throw new JwtError('invalid_claims')
  refuseClaims(claims, options)
  return claims
}

function refuseClaims(claims: Claims, { issuer, audience, ...time }: VerifyOptions): void {
  const { exp, nbf = 0, iss, aud } = claims
  if (!isNumber(exp) || !isNumber(nbf)) throw new JwtError('invalid_claims')
  if (issuer !== undefined && iss !== issuer) throw new JwtError('invalid_claims')
  if (audience !== undefined && ![aud].flat().includes(audience)) throw new JwtError('invalid_claims')
  const { now = Date.now, clockToleranceSeconds = 0 } = time
  const seconds = now() / 1000
  if (seconds >= exp + clockToleranceSeconds) throw new JwtError('expired')
  if (seconds < nbf - clockToleranceSeconds) throw new JwtError('not_active')
}

function refuseWeak(secret: unknown): void {
  if (typeof secret !== 'string' || Buffer.byteLength(secret) < LEAST_SECRET_BYTES) throw new JwtError('weak_secret')
}

function signatureOf(header: string, payload: string, secret: string): string {
  return createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url')
}

/** As text, since several texts decode to the same bytes. timingSafeEqual throws where lengths differ. */
function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function encode(part: Claims): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

/** The JSON object in a part, or undefined where it holds anything else. */
function decode(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** JSON has no NaN, but 1e999 is read as Infinity: a token that never expires. */
function isNumber(value: unknown): value is number {
  return Number.isFinite(value)
}
