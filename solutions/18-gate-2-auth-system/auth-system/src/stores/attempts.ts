import type { Pool } from 'pg'
import { hashOf, randomToken } from '../tokens.ts'

/** A login at the provider that a browser has begun. The browser holds a key to it, and the provider sees only the state. */
export interface Attempt {
  state: string
  nonce: string
  verifier: string
  returnTo: string
}

export const ATTEMPT_SECONDS = 600

/** In the database, since the way back may lead to another instance. */
export class Attempts {
  readonly #pool: Pool

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** Gives the browser's key to it. */
  async begin({ state, nonce, verifier, returnTo }: Attempt): Promise<string> {
    const key = randomToken()
    await this.#pool.query('DELETE FROM attempts WHERE expires_at < now()')
    await this.#pool.query('INSERT INTO attempts VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))', [
      hashOf(key),
      state,
      nonce,
      verifier,
      returnTo,
      ATTEMPT_SECONDS,
    ])
    return key
  }

  /** Used up, whatever comes of it. */
  async take(key: string): Promise<Attempt | undefined> {
    const sql = `DELETE FROM attempts WHERE id_hash = $1 AND expires_at > now()
      RETURNING state, nonce, verifier, return_to AS "returnTo"`
    return (await this.#pool.query<Attempt>(sql, [hashOf(key)])).rows[0]
  }
}
