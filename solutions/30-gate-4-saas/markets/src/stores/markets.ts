import type { Pool } from 'pg'
import { transaction } from '../database.ts'
import type { Role } from '../roles.ts'

export interface Market {
  id: string
  name: string
  plan: 'free' | 'pro'
  /** Of the account that asks. */
  role: Role
}

export interface Payment {
  payment: 'none' | 'paid' | 'refunded'
  intentId: string | null
}

const COLUMNS = `id, name, CASE payment WHEN 'paid' THEN 'pro' ELSE 'free' END AS plan, role`
const MINE = `SELECT ${COLUMNS} FROM markets JOIN members ON market_id = id WHERE account_id = $1`

export class Markets {
  readonly #pool: Pool

  constructor(pool: Pool) {
    this.#pool = pool
  }

  async add(name: string, owner: string): Promise<Market> {
    return transaction(this.#pool, async (client) => {
      const made = await client.query<{ id: string }>('INSERT INTO markets (name) VALUES ($1) RETURNING id', [name])
      const id = made.rows[0]?.id ?? ''
      await client.query(`INSERT INTO members (market_id, account_id, role) VALUES ($1, $2, 'owner')`, [id, owner])
      return { id, name, plan: 'free', role: 'owner' }
    })
  }

  async of(account: string): Promise<Market[]> {
    return (await this.#pool.query<Market>(`${MINE} ORDER BY name, id`, [account])).rows
  }

  /** As one of its members sees it; undefined for everybody else. */
  async find(id: string, account: string): Promise<Market | undefined> {
    return (await this.#pool.query<Market>(`${MINE} AND id = $2`, [account, id])).rows[0]
  }

  async paymentOf(id: string): Promise<Payment> {
    const sql = 'SELECT payment, intent_id AS "intentId" FROM markets WHERE id = $1'
    return (await this.#pool.query<Payment>(sql, [id])).rows[0] ?? { payment: 'none', intentId: null }
  }

  async setIntent(id: string, intentId: string): Promise<void> {
    await this.#pool.query('UPDATE markets SET intent_id = $2 WHERE id = $1', [id, intentId])
  }

  /** What is refunded stays it. Gives what the payment is then, or undefined where the intent is none of ours. */
  async notePaid(intentId: string): Promise<Payment['payment'] | undefined> {
    const sql = `UPDATE markets SET payment = CASE payment WHEN 'refunded' THEN 'refunded' ELSE 'paid' END
      WHERE intent_id = $1 RETURNING payment`
    return (await this.#pool.query<Payment>(sql, [intentId])).rows[0]?.payment
  }

  async noteRefund(intentId: string): Promise<void> {
    await this.#pool.query(`UPDATE markets SET payment = 'refunded' WHERE intent_id = $1`, [intentId])
  }
}
