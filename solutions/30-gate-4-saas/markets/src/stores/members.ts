import type { Pool, PoolClient } from 'pg'
import { transaction } from '../database.ts'
import { conflict, forbidden, notFound } from '../errors.ts'
import type { Role } from '../roles.ts'

export interface Member {
  accountId: string
  email: string
  role: Role
}

const SELECT = `SELECT account_id AS "accountId", email, role FROM members JOIN accounts ON account_id = id
  WHERE market_id = $1`
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

export class Members {
  readonly #pool: Pool

  constructor(pool: Pool) {
    this.#pool = pool
  }

  async of(market: string): Promise<Member[]> {
    return (await this.#pool.query<Member>(`${SELECT} ORDER BY email`, [market])).rows
  }

  async find(market: string, account: string): Promise<Member | undefined> {
    if (!UUID.test(market) || !UUID.test(account)) return undefined
    return (await this.#pool.query<Member>(`${SELECT} AND account_id = $2`, [market, account])).rows[0]
  }

  /** @throws AppError 404 where nobody has this email, 403 and 409 as `#change` does */
  async put(market: string, by: Role, email: string, role: Role): Promise<Member> {
    return this.#change(market, by, role, async (client) => {
      const { rows } = await client.query<{ id: string }>('SELECT id FROM accounts WHERE email = $1', [email])
      const [account] = rows
      if (!account) throw notFound()
      const sql = `INSERT INTO members (market_id, account_id, role) VALUES ($1, $2, $3)
        ON CONFLICT (market_id, account_id) DO UPDATE SET role = $3`
      const before = await roleNow(client, market, account.id)
      await client.query(sql, [market, account.id, role])
      return { before, result: { accountId: account.id, email, role } }
    })
  }

  /** @throws AppError 404 where there is no such member, 403 and 409 as `#change` does */
  async remove(market: string, by: Role, account: string): Promise<void> {
    return this.#change(market, by, 'member', async (client) => {
      const before = await roleNow(client, market, account)
      if (!before) throw notFound()
      await client.query('DELETE FROM members WHERE market_id = $1 AND account_id = $2', [market, account])
      return { before, result: undefined }
    })
  }

  /**
   * The row of the market is locked: of two changes at the same moment, the second sees what the first has left.
   * @throws AppError 403 for roles that only an owner may give and take, 409 where no owner would be left
   */
  #change<T>(
    market: string,
    by: Role,
    next: Role,
    work: (client: PoolClient) => Promise<{ before: Role | undefined; result: T }>,
  ): Promise<T> {
    if (by !== 'owner' && next !== 'member') throw forbidden()
    return transaction(this.#pool, async (client) => {
      await client.query('SELECT 1 FROM markets WHERE id = $1 FOR UPDATE', [market])
      const { before, result } = await work(client)
      if (by !== 'owner' && before !== undefined && before !== 'member') throw forbidden()
      const owners = await client.query(`SELECT 1 FROM members WHERE market_id = $1 AND role = 'owner'`, [market])
      if (owners.rows.length === 0) throw conflict('a market needs an owner')
      return result
    })
  }
}

async function roleNow(client: PoolClient, market: string, account: string): Promise<Role | undefined> {
  const sql = 'SELECT role FROM members WHERE market_id = $1 AND account_id = $2'
  return (await client.query<{ role: Role }>(sql, [market, account])).rows[0]?.role
}
