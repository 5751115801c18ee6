import type { Pool } from 'pg'

export interface Order {
  id: string
  accountId: string
  note: string
  createdAt: Date
}

const COLUMNS = 'id, account_id AS "accountId", note, created_at AS "createdAt"'
const MOST = 100

/** `owner` undefined means everybody's. It has to be said each time, so that nobody forgets it. */
export class Orders {
  readonly #pool: Pool

  constructor(pool: Pool) {
    this.#pool = pool
  }

  async add(accountId: string, note: string): Promise<Order | undefined> {
    const sql = `INSERT INTO orders (account_id, note) VALUES ($1, $2) RETURNING ${COLUMNS}`
    return (await this.#pool.query<Order>(sql, [accountId, note])).rows[0]
  }

  async list(owner: string | undefined, search: string): Promise<Order[]> {
    const { rows } = await this.#pool.query<Order>(
      `SELECT ${COLUMNS} FROM orders
       WHERE ($1::uuid IS NULL OR account_id = $1) AND strpos(lower(note), lower($2)) > 0
       ORDER BY created_at DESC, id LIMIT ${MOST}`,
      [owner, search],
    )
    return rows
  }

  async find(owner: string | undefined, id: string): Promise<Order | undefined> {
    const sql = `SELECT ${COLUMNS} FROM orders WHERE ($1::uuid IS NULL OR account_id = $1) AND id = $2`
    return (await this.#pool.query<Order>(sql, [owner, id])).rows[0]
  }

  async remove(owner: string, id: string): Promise<boolean> {
    const sql = 'DELETE FROM orders WHERE account_id = $1 AND id = $2'
    return (await this.#pool.query(sql, [owner, id])).rowCount === 1
  }
}
