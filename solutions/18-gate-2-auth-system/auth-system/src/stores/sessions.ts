import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import type { Config } from '../config.ts'
import type { Presented } from '../tokens.ts'
import type { Account } from './accounts.ts'

/** One login on one device: a family of refresh tokens, of which one at a time may be exchanged. */
export interface Session {
  id: string
  accountId: string
  /** Tells which refresh token may be exchanged now. It is no token: without the secret nobody can make one of it. */
  current: string
  previous: string | null
  rotatedAt: Date
}

export type Exchange = { session: Session } | { reusedBy: string | undefined }

const COLUMNS = 'id, account_id AS "accountId", current, previous, rotated_at AS "rotatedAt"'

export class Sessions {
  readonly #pool: Pool
  readonly #seconds: Config['seconds']

  constructor(pool: Pool, seconds: Config['seconds']) {
    this.#pool = pool
    this.#seconds = seconds
  }

  /**
   * Gives undefined where the account was suspended, or its password changed, since it was read: such a change has ended
   * all sessions, and this one would come after it.
   */
  async begin({ id, passwordChanges }: Account): Promise<Session | undefined> {
    const { rows } = await this.#pool.query<Session>(
      `INSERT INTO sessions (id, account_id, current, rotated_at, expires_at)
       SELECT $1, id, $2, $3, $3::timestamptz + make_interval(secs => $4) FROM accounts
       WHERE id = $5 AND NOT suspended AND password_changes = $6 FOR SHARE RETURNING ${COLUMNS}`,
      [randomUUID(), randomUUID(), new Date(), this.#seconds.refresh, id, passwordChanges],
    )
    return rows[0]
  }

  /** An old token ends the session, unless it is the one before the current and another tab has just exchanged it. */
  async exchange(presented: Presented): Promise<Exchange> {
    const session = await this.#find(presented.sessionId)
    if (!session) return { reusedBy: undefined }
    if (session.current === presented.tokenId) {
      const next = await this.#rotate(session)
      // Where another request was faster, the session is not what was read: look again.
      return next ? { session: next } : this.exchange(presented)
    }
    const isGrace = Date.now() - session.rotatedAt.getTime() < this.#seconds.grace * 1000
    if (session.previous === presented.tokenId && isGrace) return { session }
    await this.end(session.id)
    return { reusedBy: session.accountId }
  }

  /** Gives the id of its account, if there was such a session. */
  async end(id: string): Promise<string | undefined> {
    const sql = 'DELETE FROM sessions WHERE id = $1 RETURNING account_id AS "accountId"'
    return (await this.#pool.query<Session>(sql, [id])).rows[0]?.accountId
  }

  async endAllOf(accountId: string): Promise<void> {
    await this.#pool.query('DELETE FROM sessions WHERE account_id = $1 OR expires_at < now()', [accountId])
  }

  async #find(id: string): Promise<Session | undefined> {
    return (await this.#pool.query<Session>(`SELECT ${COLUMNS} FROM sessions WHERE id = $1`, [id])).rows[0]
  }

  async #rotate({ id, current }: Session): Promise<Session | undefined> {
    const { rows } = await this.#pool.query<Session>(
      `UPDATE sessions SET previous = current, current = $3, rotated_at = $4,
         expires_at = $4::timestamptz + make_interval(secs => $5)
       WHERE id = $1 AND current = $2 RETURNING ${COLUMNS}`,
      [id, current, randomUUID(), new Date(), this.#seconds.refresh],
    )
    return rows[0]
  }
}
