import type { JSONWebKeySet } from 'jose'

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

/** The only error that a verifier throws. Nothing here is yours to change. */
export class TokenError extends Error {
  readonly reason: Reason
  constructor(reason: Reason, options?: ErrorOptions) {
    super(reason === 'unavailable' ? 'the keys of the partner cannot be fetched' : 'the token is not valid', options)
    this.name = 'TokenError'
    this.reason = reason
  }
}

/**
 * Makes the function that verifies tokens of delivery partners. jose does the verifying; you decide with which keys.
 *
 * - A token is valid if one of the partner's own keys has signed it with the partner's algorithm, `iss` is the
 *   partner's issuer, `aud` is or contains ours, `exp` is there and is later than now, `nbf` is not later than now
 *   where it is there, and `sub` is a text with one character or more. At exactly `exp` it has expired. The header's
 *   `kid` says which key; it has to be there, as a text with one character or more.
 * - Everything else is a TokenError 'invalid_token', also what is not a JWT at all. No other error is thrown.
 * - The payload of a token is not believed before it is verified, but for one thing: `iss` chooses among the partners.
 *   Keys, and addresses of keys, that stand in a token are not used. A token of nobody's, or without `kid`, fetches
 *   nothing.
 * - Two partners may use the same `kid` for different keys. The keys of one verify no token of the other.
 * - Keys are fetched when the first token of a partner needs them, and kept. A token whose `kid` is among the kept
 *   keys fetches nothing while they are less than 10 minutes old. After that the next token fetches them anew, and
 *   keys that are no longer published are no longer accepted.
 * - A `kid` that is not among the kept keys fetches at once: the partner may have a new key.
 * - But no partner is asked more often than once in 30 seconds, whatever came of it, and however many tokens come.
 *   Less than 30 seconds after the start of a fetch, and while it is under way, there is no other: tokens are judged by
 *   the keys that are kept. A token that needs the fetch and comes while it is under way waits for it, however long it
 *   takes. One that does not need it does not wait.
 * - Where a fetch fails, tokens go on to be judged by the kept keys, until these are 60 minutes old. An answer that is
 *   no JWKS is a fetch that failed. Where there are no keys, or none so young, the error is 'unavailable': it is our
 *   fault or the partner's, and not the token's. (A token of which you see without keys that it is wrong may be
 *   'invalid_token'.)
 *
 * Ages count from the start of the fetch that brought the keys. You may assume that the keys of one partner have
 * different `kid`s, and that `iat` is a number where it is there.
 *
 * @example
 * const verify = buildVerifier({ partners, audience: 'market', now: Date.now, fetchJwks })
 * await verify(token) // { partner: 'parcels', subject: 'drv_9' }
 */
export function buildVerifier(_deps: Deps): (token: unknown) => Promise<Verified> {
  return async () => ({ partner: '', subject: '' })
}
