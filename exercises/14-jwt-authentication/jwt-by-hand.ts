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

/** The only error that `sign` and `verify` throw. Nothing here is yours to change. */
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
  /** What `aud` must be, or what must be in it where it is a list. The rest is as with `issuer`. */
  audience?: string
}

/**
 * Makes a JWT with HS256. You need nothing but node:crypto.
 *
 * - The token has three parts with dots between them: header, payload, signature. Each is base64url as RFC 7515 wants
 *   it, without padding. The header is `{ "alg": "HS256", "typ": "JWT" }` and nothing else. Text in claims is UTF-8.
 *   The signature is the HMAC with SHA-256 of the first two parts, with the dot between them. Its key is the secret as
 *   UTF-8.
 * - The payload holds the claims, and `iat` and `exp` in whole seconds: `iat` is `now()` rounded down, and `exp` is
 *   `iat + expiresInSeconds`. These two win over an `iat` or `exp` among the claims. The object `claims` is not
 *   changed.
 * - It throws JwtError 'invalid_claims' where `claims` is not an object (null and arrays are not), and
 *   'invalid_lifetime' where `expiresInSeconds` is not a whole number of 1 or more. You may assume that claims hold
 *   only what JSON can say.
 * - A secret is a string of at least 32 bytes in UTF-8. Anything else is JwtError 'weak_secret', here and in `verify`,
 *   whatever else is wrong: also undefined, which is what a forgotten environment variable gives.
 *
 * @example
 * const token = sign({ sub: 'ret_7' }, secret, { expiresInSeconds: 900, now: () => 1_800_000_000_500 })
 * // its payload: { sub: 'ret_7', iat: 1800000000, exp: 1800000900 }
 */
export function sign(_claims: Claims, _secret: string, _options: SignOptions): string {
  return ''
}

/**
 * Gives the claims of a token, `iat` and `exp` included, or throws a JwtError. A token has to pass these tests, in
 * this order. The first one that it fails decides about the code.
 *
 * 1. 'malformed': it is a string of exactly three parts with dots between them. Each part has one character or more,
 *    and only A-Z, a-z, 0-9, - and _. The first part is the base64url of a JSON object.
 * 2. 'unsupported': the header's `alg` is exactly 'HS256', and the header has no `crit`, not even one that is null.
 *    Other headers are not looked at; `typ` may be missing.
 * 3. 'bad_signature': the third part is, character by character, what `sign` would write there. The comparison takes
 *    the same time wherever the first difference is (no check can measure that reliably; see the lesson).
 * 4. 'invalid_claims': the payload is a JSON object. `exp` is there and is a finite number. `nbf` is a finite number
 *    where it is there. `iss` and `aud` are as the options ask; `aud` is that text, or a list of texts that
 *    contains it. `iat` is not looked at.
 * 5. 'expired': `now()` is before `exp`. At exactly `exp` the token has expired. The tolerance is added to `exp`.
 * 6. 'not_active': `now()` is `nbf` or later, where there is an `nbf`. The tolerance is subtracted from `nbf`.
 *
 * So nothing of the payload is believed, or answered, before the signature is right. You may assume that `exp`, `nbf`
 * and the tolerance are whole numbers where they are finite numbers.
 *
 * @example
 * verify(token, secret, { now: () => 1_800_000_899_999 }) // { sub: 'ret_7', iat: 1800000000, exp: 1800000900 }
 * verify(token, secret, { now: () => 1_800_000_900_000 }) // throws JwtError with the code 'expired'
 */
export function verify(_token: unknown, _secret: string, _options: VerifyOptions = {}): Claims {
  return {}
}
