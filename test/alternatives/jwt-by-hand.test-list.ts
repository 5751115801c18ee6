import { createHmac, timingSafeEqual } from 'node:crypto'
import jwt from 'jsonwebtoken'
import type {
  Claims,
  JwtErrorCode,
  SignOptions,
  VerifyOptions,
} from '../../solutions/14-jwt-authentication/jwt-by-hand.ts'

export class JwtError extends Error {
  override name = 'JwtError'
  readonly code: JwtErrorCode
  constructor(code: JwtErrorCode) {
    super(code)
    this.code = code
  }
}

/** jsonwebtoken signs. To verify, a list of tests is walked through, and the first one that fails names the code. */
export function sign(claims: Claims, secret: string, { expiresInSeconds: life, now = Date.now }: SignOptions): string {
  walk([
    ['weak_secret', () => isStrong(secret)],
    ['invalid_claims', () => isRecord(claims)],
    ['invalid_lifetime', () => Number.isSafeInteger(life) && life > 0],
  ])
  const iat = Math.floor(now() / 1000)
  return jwt.sign({ ...claims, iat, exp: iat + life }, secret, { algorithm: 'HS256' })
}

export function verify(token: unknown, secret: string, options: VerifyOptions = {}): Claims {
  const { now = Date.now, clockToleranceSeconds: slack = 0 } = options
  const [head = '', body = '', mac = '', ...more] = typeof token === 'string' ? token.split('.') : []
  const header = parsed(head)
  const claims = parsed(body) as Claims
  const mayBe = (name: string, wanted: unknown) => wanted === undefined || isIn(claims[name], wanted)
  const ms = now()
  walk([
    ['weak_secret', () => isStrong(secret)],
    ['malformed', () => more.length === 0 && [head, body, mac].every((part) => /^[A-Za-z0-9_-]+$/.test(part))],
    ['malformed', () => isRecord(header)],
    ['unsupported', () => isRecord(header) && header['alg'] === 'HS256' && !Object.hasOwn(header, 'crit')],
    ['bad_signature', () => isMac(mac, `${head}.${body}`, secret)],
    ['invalid_claims', () => isRecord(claims) && typeof claims['exp'] === 'number' && Number.isFinite(claims['exp'])],
    ['invalid_claims', () => !Object.hasOwn(claims, 'nbf') || Number.isFinite(claims['nbf'])],
    ['invalid_claims', () => !Array.isArray(claims['iss']) && mayBe('iss', options.issuer)],
    ['invalid_claims', () => mayBe('aud', options.audience)],
    ['expired', () => ms < (Number(claims['exp']) + slack) * 1000],
    ['not_active', () => ms >= (Number(claims['nbf'] ?? 0) - slack) * 1000],
  ])
  return claims
}

function walk(tests: [code: JwtErrorCode, passes: () => boolean][]): void {
  const failed = tests.find(([, passes]) => !passes())
  if (failed) throw new JwtError(failed[0])
}

const isStrong = (secret: unknown) => typeof secret === 'string' && new TextEncoder().encode(secret).length >= 32

const isRecord = (value: unknown): value is Claims => Object.prototype.toString.call(value) === '[object Object]'

const isIn = (value: unknown, wanted: unknown) => (Array.isArray(value) ? value.includes(wanted) : value === wanted)

function isMac(mac: string, text: string, secret: string): boolean {
  const right = createHmac('sha256', secret).update(text).digest('base64url')
  // Of one length, whatever was given.
  const pad = (part: string) => Buffer.from(part.padEnd(100).slice(0, 100))
  return timingSafeEqual(pad(mac), pad(right)) && mac.length === right.length
}

function parsed(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
