import type { Pool, PoolClient } from 'pg'
import { transaction } from '../database.ts'
import { nextStatus, type OrderEvent, type OrderStatus } from '../domain/order-state.ts'
import { priceOf, type Totals } from '../domain/pricing.ts'
import { cartEmpty, conflict, notFound, outOfStock } from '../errors.ts'
import type { Page } from '../schemas.ts'
import type { CartItem } from './carts.ts'

export interface Order {
  id: string
  serial: string
  accountId: string
  status: OrderStatus
  lines: CartItem[]
  totals: Totals
  history: { status: OrderStatus; at: string }[]
  createdAt: Date
  /** The gateway may have been asked for an intent, and may have made one. */
  paymentBegun: boolean
  intentId: string | null
}

export interface Filter {
  accountId?: string | undefined
  status?: OrderStatus | undefined
}

const COLUMNS = `id, serial, account_id AS "accountId", status, lines, totals, history, created_at AS "createdAt",
  payment_begun AS "paymentBegun", intent_id AS "intentId"`

const entry = (status: OrderStatus) => JSON.stringify([{ status, at: new Date().toISOString() }])

export class Orders {
  readonly #pool: Pool

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** Makes an order of the cart. The first statement takes the cart: whoever comes second finds nothing in it. */
  place(accountId: string): Promise<Order> {
    return transaction(this.#pool, async (client) => {
      const { rows: wanted } = await client.query<{ id: string; quantity: number }>(
        'DELETE FROM cart_items WHERE account_id = $1 RETURNING product_id AS id, quantity',
        [accountId],
      )
      // Everybody locks products in this order, so no two orders wait for each other.
      wanted.sort((a, b) => (a.id < b.id ? -1 : 1))
      const lines: CartItem[] = []
      for (const { id, quantity } of wanted) {
        const line = await takeFromStock(client, id, quantity)
        if (line) lines.push(line)
      }
      if (lines.length === 0) throw cartEmpty()
      const { rows } = await client.query<Order>(
        `INSERT INTO orders (account_id, lines, totals, history) VALUES ($1, $2, $3, $4) RETURNING ${COLUMNS}`,
        [accountId, JSON.stringify(lines), priceOf(lines), entry('pending')],
      )
      return theOne(rows)
    })
  }

  async find(id: string): Promise<Order> {
    return theOne((await this.#pool.query<Order>(`SELECT ${COLUMNS} FROM orders WHERE id = $1`, [id])).rows)
  }

  async byIntent(intentId: string): Promise<Order | undefined> {
    const sql = `SELECT ${COLUMNS} FROM orders WHERE intent_id = $1`
    return (await this.#pool.query<Order>(sql, [intentId])).rows[0]
  }

  async list({ accountId, status }: Filter, { limit, cursor }: Page): Promise<Order[]> {
    const sql = `SELECT ${COLUMNS} FROM orders
      WHERE ($1::uuid IS NULL OR account_id = $1) AND ($2::text IS NULL OR status = $2)
        AND ($3::bigint IS NULL OR serial < $3)
      ORDER BY serial DESC LIMIT $4`
    return (await this.#pool.query<Order>(sql, [accountId, status, cursor, limit])).rows
  }

  /** Of each status: how many, and what they cost together. */
  async sums(): Promise<{ status: OrderStatus; count: number; cents: number }[]> {
    const sql = `SELECT status, count(*)::int AS count, sum((totals->>'totalCents')::bigint)::float8 AS cents
      FROM orders GROUP BY status`
    return (await this.#pool.query<{ status: OrderStatus; count: number; cents: number }>(sql)).rows
  }

  /** Written before the gateway is asked: from now on, only the gateway knows whether there is money. */
  async beginPayment(id: string): Promise<boolean> {
    const sql = "UPDATE orders SET payment_begun = true WHERE id = $1 AND status = 'pending'"
    return (await this.#pool.query(sql, [id])).rowCount === 1
  }

  async setIntent(id: string, intentId: string): Promise<void> {
    await this.#pool.query('UPDATE orders SET intent_id = $2 WHERE id = $1', [id, intentId])
  }

  /** Orders of which only the gateway knows whether they are paid. */
  async unsettled(): Promise<Order[]> {
    const sql = `SELECT ${COLUMNS} FROM orders WHERE payment_begun AND status = 'pending'`
    return (await this.#pool.query<Order>(sql)).rows
  }

  /**
   * The one way to another status. One row is locked and looked at before it changes, so the same news again changes nothing.
   * @throws AppError 409 where the event is not possible, or `allowed` says no
   */
  advance(id: string, event: OrderEvent, allowed: (order: Order) => boolean = () => true): Promise<Order> {
    return transaction(this.#pool, async (client) => {
      const { rows } = await client.query<Order>(`SELECT ${COLUMNS} FROM orders WHERE id = $1 FOR UPDATE`, [id])
      const order = theOne(rows)
      const status = nextStatus(order.status, event)
      if (status === undefined || !allowed(order)) throw conflict(`the order is ${order.status}`)
      if (status === order.status) return order
      if (status === 'cancelled') await putBack(client, order.lines)
      const changed = await client.query<Order>(
        `UPDATE orders SET status = $2, history = history || $3::jsonb WHERE id = $1 RETURNING ${COLUMNS}`,
        [id, status, entry(status)],
      )
      return theOne(changed.rows)
    })
  }
}

/** The condition is part of the write: no two buyers can both have seen the last sack. */
async function takeFromStock(client: PoolClient, id: string, quantity: number): Promise<CartItem | undefined> {
  const { rows } = await client.query<{ name: string; cents: number }>(
    'UPDATE products SET stock = stock - $2 WHERE id = $1 AND stock >= $2 AND NOT deleted RETURNING name, cents',
    [id, quantity],
  )
  if (rows[0]) return { productId: id, ...rows[0], quantity }
  const { rowCount } = await client.query('SELECT FROM products WHERE id = $1 AND NOT deleted', [id])
  if (rowCount === 1) throw outOfStock()
  return undefined
}

/** The lines of an order are in the order in which all lock products. */
async function putBack(client: PoolClient, lines: CartItem[]): Promise<void> {
  for (const { productId, quantity } of lines) {
    await client.query('UPDATE products SET stock = stock + $2 WHERE id = $1', [productId, quantity])
  }
}

function theOne(rows: Order[]): Order {
  const [row] = rows
  if (!row) throw notFound()
  return row
}
