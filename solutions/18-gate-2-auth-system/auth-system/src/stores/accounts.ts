import type { Pool } from 'pg'
import { transaction } from '../database.ts'

export type Role = 'retailer' | 'vendor' | 'admin'

export interface Account {
  id: string
  email: string
  name: string
  role: Role
  suspended: boolean
  /** null where somebody logs in at the provider only. */
  passwordHash: string | null
  /** How often the password was changed. */
  passwordChanges: number
}

/** Who somebody is at a provider. */
export interface Identity {
  issuer: string
  sub: string
}

export interface AdminChanges {
  role?: Role | undefined
  suspended?: boolean | undefined
}

const COLUMNS =
  'id, email, name, role, suspended, password_hash AS "passwordHash", password_changes AS "passwordChanges"'
const MOST = 100

export class Accounts {
  readonly #pool: Pool

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** Gives undefined when the email, or the identity, is taken. Only the unique index can know that. */
  add(fields: Pick<Account, 'email' | 'name'> & Partial<Account & Identity>): Promise<Account | undefined> {
    const { email, name, role = 'retailer', passwordHash = null, issuer = null, sub = null } = fields
    return this.#one(
      `INSERT INTO accounts (email, name, role, password_hash, issuer, sub)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
      [email, name, role, passwordHash, issuer, sub],
    )
  }

  byId(id: string): Promise<Account | undefined> {
    return this.#one(`SELECT ${COLUMNS} FROM accounts WHERE id = $1`, [id])
  }

  byEmail(email: string): Promise<Account | undefined> {
    return this.#one(`SELECT ${COLUMNS} FROM accounts WHERE email = $1`, [email])
  }

  byIdentity({ issuer, sub }: Identity): Promise<Account | undefined> {
    return this.#one(`SELECT ${COLUMNS} FROM accounts WHERE issuer = $1 AND sub = $2`, [issuer, sub])
  }

  async list(email: string | undefined): Promise<Account[]> {
    const sql = `SELECT ${COLUMNS} FROM accounts WHERE $1::text IS NULL OR email = $1 ORDER BY email LIMIT ${MOST}`
    return (await this.#pool.query<Account>(sql, [email])).rows
  }

  rename(id: string, name: string): Promise<Account | undefined> {
    return this.#one(`UPDATE accounts SET name = $2 WHERE id = $1 RETURNING ${COLUMNS}`, [id, name])
  }

  /** A suspended account has no sessions any more. */
  change(id: string, { role, suspended }: AdminChanges): Promise<Account | undefined> {
    return transaction(this.#pool, async (client) => {
      const { rows } = await client.query<Account>(
        `UPDATE accounts SET role = coalesce($2, role), suspended = coalesce($3, suspended)
         WHERE id = $1 RETURNING ${COLUMNS}`,
        [id, role, suspended],
      )
      if (suspended) await client.query('DELETE FROM sessions WHERE account_id = $1', [id])
      return rows[0]
    })
  }

  /**
   * Ends all sessions and links with the old password. The account comes first: a login that reads it meanwhile waits,
   * and one that has read it before has its session ended.
   */
  async setPassword(id: string, hash: string): Promise<void> {
    await transaction(this.#pool, async (client) => {
      const sql = 'UPDATE accounts SET password_hash = $2, password_changes = password_changes + 1 WHERE id = $1'
      await client.query(sql, [id, hash])
      await client.query('DELETE FROM sessions WHERE account_id = $1', [id])
      await client.query('DELETE FROM resets WHERE account_id = $1', [id])
    })
  }

  /** Only if the hash is still the one that was read: a new hash must not undo a change of the password. */
  async replaceHash(id: string, from: string, to: string): Promise<void> {
    const sql = 'UPDATE accounts SET password_hash = $3 WHERE id = $1 AND password_hash = $2'
    await this.#pool.query(sql, [id, from, to])
  }

  async #one(sql: string, values: unknown[]): Promise<Account | undefined> {
    return (await this.#pool.query<Account>(sql, values)).rows[0]
  }
}
