import type { Pool } from 'pg'
import { hashOf, randomToken } from '../tokens.ts'

export class Resets {
  readonly #pool: Pool
  readonly #seconds: number

  constructor(pool: Pool, seconds: number) {
    this.#pool = pool
    this.#seconds = seconds
  }

  /** A new token. It takes the place of an older one, since an account has one row at most. */
  async begin(accountId: string): Promise<string> {
    const token = randomToken()
    await this.#pool.query(
      `INSERT INTO resets VALUES ($1, $2, now() + make_interval(secs => $3))
       ON CONFLICT (account_id) DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at`,
      [accountId, hashOf(token), this.#seconds],
    )
    return token
  }

  /** The account whose token it is. No second call with the same token gets it. */
  async redeem(token: string): Promise<string | undefined> {
    const sql = 'DELETE FROM resets WHERE token_hash = $1 RETURNING account_id AS id, expires_at > now() AS "isAlive"'
    const [row] = (await this.#pool.query<{ id: string; isAlive: boolean }>(sql, [hashOf(token)])).rows
    return row?.isAlive ? row.id : undefined
  }
}
