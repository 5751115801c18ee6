import type { Pool } from 'pg'

export interface Account {
  id: string
  email: string
  role: 'retailer' | 'admin'
  passwordHash: string
}

const COLUMNS = 'id, email, role, password_hash AS "passwordHash"'

export class Accounts {
  readonly #pool: Pool

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** Gives undefined when the email is taken. Only the unique index can know that. */
  add(email: string, passwordHash: string, role: Account['role'] = 'retailer'): Promise<Account | undefined> {
    const sql = `INSERT INTO accounts (email, password_hash, role) VALUES ($1, $2, $3)
      ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`
    return this.#one(sql, [email, passwordHash, role])
  }

  byId(id: string): Promise<Account | undefined> {
    return this.#one(`SELECT ${COLUMNS} FROM accounts WHERE id = $1`, [id])
  }

  byEmail(email: string): Promise<Account | undefined> {
    return this.#one(`SELECT ${COLUMNS} FROM accounts WHERE email = $1`, [email])
  }

  async #one(sql: string, values: unknown[]): Promise<Account | undefined> {
    return (await this.#pool.query<Account>(sql, values)).rows[0]
  }
}
