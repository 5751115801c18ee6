import { type Db, query, type Row } from '../database.ts'

export interface CartItem extends Row {
  productId: string
  name: string
  cents: number
  quantity: number
}

export async function cartOf(accountId: string): Promise<CartItem[]> {
  const sql = `SELECT product_id AS "productId", name, cents, quantity
    FROM cart_item JOIN product ON product.id = product_id
    WHERE account_id = $1 AND NOT deleted ORDER BY cart_item.seq`
  return await query<CartItem>(sql, accountId)
}

export async function putInCart(accountId: string, productId: string, quantity: number): Promise<boolean> {
  const sql = `INSERT INTO cart_item (account_id, product_id, quantity)
    SELECT $1, id, $3 FROM product WHERE id = $2 AND NOT deleted
    ON CONFLICT (account_id, product_id) DO UPDATE SET quantity = excluded.quantity RETURNING product_id`
  return (await query(sql, accountId, productId, quantity)).length > 0
}

export async function takeFromCart(accountId: string, productId: string): Promise<void> {
  await query('DELETE FROM cart_item WHERE account_id = $1 AND product_id = $2', accountId, productId)
}

export interface Wanted extends Row {
  productId: string
  quantity: number
}

/** Empties the cart. Of several at the same moment, one gets what is in it. */
export async function emptyCart(db: Db, accountId: string): Promise<Wanted[]> {
  // Without this two of them could wait for each other's rows.
  await db('SELECT pg_advisory_xact_lock(2501, hashtext($1))', accountId)
  const sql = `WITH gone AS (DELETE FROM cart_item WHERE account_id = $1 RETURNING *)
    SELECT product_id AS "productId", quantity FROM gone ORDER BY seq`
  return await db<Wanted>(sql, accountId)
}
