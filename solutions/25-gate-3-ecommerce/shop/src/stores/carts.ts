import type { Pool } from 'pg'

export interface CartItem {
  productId: string
  name: string
  cents: number
  quantity: number
}

export class Carts {
  readonly #pool: Pool

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** With the prices of now; what is not sold any more is not in it. */
  async items(accountId: string): Promise<CartItem[]> {
    const sql = `SELECT p.id AS "productId", p.name, p.cents, c.quantity
      FROM cart_items c JOIN products p ON p.id = c.product_id
      WHERE c.account_id = $1 AND NOT p.deleted ORDER BY c.serial`
    return (await this.#pool.query<CartItem>(sql, [accountId])).rows
  }

  /** Gives false where there is no such product. */
  async put(accountId: string, productId: string, quantity: number): Promise<boolean> {
    const sql = `INSERT INTO cart_items (account_id, product_id, quantity)
      SELECT $1, id, $3 FROM products WHERE id = $2 AND NOT deleted
      ON CONFLICT (account_id, product_id) DO UPDATE SET quantity = $3`
    return (await this.#pool.query(sql, [accountId, productId, quantity])).rowCount === 1
  }

  async take(accountId: string, productId: string): Promise<void> {
    const sql = 'DELETE FROM cart_items WHERE account_id = $1 AND product_id = $2'
    await this.#pool.query(sql, [accountId, productId])
  }
}
