import { decodeJwt, importJWK, type JWK, SignJWT, UnsecuredJWT } from 'jose'

/** How the next id token is to differ from the one that the provider makes: what an attacker, or a broken provider, would send. */
export interface Forgery {
  /** Replace claims; null takes one out. */
  claims?: Record<string, unknown>
  /** `provider`: its own key, so only the claims are wrong. `stranger`: another key with the same id. `none`: no signature. */
  signedBy?: 'provider' | 'stranger' | 'none'
}

/** The provider's key, and one that it does not know. */
export interface Keys {
  own: JWK
  strange: Promise<JWK>
}

/** The same id token, changed. */
export async function forge(token: string, { claims, signedBy }: Forgery, { own, strange }: Keys): Promise<string> {
  const changed = Object.entries({ ...decodeJwt(token), ...claims }).filter(([, value]) => value !== null)
  const payload = Object.fromEntries(changed)
  if (signedBy === 'none') return new UnsecuredJWT(payload).encode()
  const { kid = '' } = own
  const key = await importJWK(signedBy === 'stranger' ? await strange : own, 'RS256')
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid }).sign(key)
}
