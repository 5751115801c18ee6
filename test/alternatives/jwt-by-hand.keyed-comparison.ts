import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type {
  Claims,
  JwtErrorCode,
  SignOptions,
  VerifyOptions,
} from '../../solutions/14-jwt-authentication/jwt-by-hand.ts'

/* From the lesson and the starter alone: signatures are compared by an HMAC with a key of the moment. */

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

type JsonObject = Record<string, unknown>

const FORM = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/
const LEAST_BYTES = 32
const HEADER = base64url({ alg: 'HS256', typ: 'JWT' })
/** Signatures are hashed with this key before they are compared, so that all have one length. */
const COMPARING = randomBytes(32)

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url')
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The JSON object that a part of a token is, or undefined where it is none. */
function objectIn(part: string): JsonObject | undefined {
  const bytes = Buffer.from(part, 'base64url')
  if (bytes.toString('base64url') !== part) return undefined
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function needSecret(secret: unknown): asserts secret is string {
  if (typeof secret !== 'string' || Buffer.byteLength(secret, 'utf8') < LEAST_BYTES) throw new JwtError('weak_secret')
}

function signatureOf(text: string, secret: string): string {
  return createHmac('sha256', Buffer.from(secret, 'utf8')).update(text, 'utf8').digest('base64url')
}

function sameText(left: string, right: string): boolean {
  const blind = (text: string) => createHmac('sha256', COMPARING).update(text, 'utf8').digest()
  return timingSafeEqual(blind(left), blind(right))
}

export function sign(claims: Claims, secret: string, options: SignOptions): string {
  needSecret(secret)
  if (!isObject(claims)) throw new JwtError('invalid_claims')
  const lifetime: unknown = options?.expiresInSeconds
  if (typeof lifetime !== 'number' || !Number.isInteger(lifetime) || lifetime < 1) {
    throw new JwtError('invalid_lifetime')
  }
  const iat = Math.floor((options.now ?? Date.now)() / 1000)
  const text = `${HEADER}.${base64url({ ...claims, iat, exp: iat + lifetime })}`
  return `${text}.${signatureOf(text, secret)}`
}

/** The `exp` and `nbf` of a payload, if it is as the options ask. */
function judge(payload: JsonObject | undefined, options: VerifyOptions): { exp: number; nbf: number } | undefined {
  if (payload === undefined) return undefined
  const { exp, nbf = -Infinity } = payload
  if (typeof exp !== 'number' || !Number.isFinite(exp)) return undefined
  if (typeof nbf !== 'number' || (Object.hasOwn(payload, 'nbf') && !Number.isFinite(nbf))) return undefined
  if (options.issuer !== undefined && payload.iss !== options.issuer) return undefined
  if (options.audience !== undefined) {
    const list: unknown[] = Array.isArray(payload.aud) ? payload.aud : [payload.aud]
    if (!list.every((one) => typeof one === 'string') || !list.includes(options.audience)) return undefined
  }
  return { exp, nbf }
}

export function verify(token: unknown, secret: string, options: VerifyOptions = {}): Claims {
  needSecret(secret)
  const match = typeof token === 'string' ? FORM.exec(token) : null
  if (match === null) throw new JwtError('malformed')
  const [, first, second, third] = match as unknown as [string, string, string, string]

  const header = objectIn(first)
  if (header === undefined) throw new JwtError('malformed')
  if (header.alg !== 'HS256' || Object.hasOwn(header, 'crit')) throw new JwtError('unsupported')
  if (!sameText(third, signatureOf(`${first}.${second}`, secret))) throw new JwtError('bad_signature')

  const payload = objectIn(second)
  const times = judge(payload, options)
  if (payload === undefined || times === undefined) throw new JwtError('invalid_claims')

  const now = (options.now ?? Date.now)()
  const tolerance = options.clockToleranceSeconds ?? 0
  if (now >= (times.exp + tolerance) * 1000) throw new JwtError('expired')
  if (now < (times.nbf - tolerance) * 1000) throw new JwtError('not_active')
  return payload
}
