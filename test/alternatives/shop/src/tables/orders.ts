import { type Db, query, type Row } from '../database.ts'
import { nextStatus, type OrderEvent, type OrderStatus } from '../domain/order-state.ts'
import type { Totals } from '../domain/pricing.ts'
import type { Page } from '../lists.ts'

export interface OrderLine {
  productId: string
  name: string
  cents: number
  quantity: number
}

export const STATUSES = ['pending', 'paid', 'shipped', 'cancelled', 'refunded'] as const

/** As it is shown. */
export interface Order extends Row {
  id: string
  accountId: string
  status: OrderStatus
  lines: OrderLine[]
  totals: Totals
  history: { status: OrderStatus; at: string }[]
  createdAt: string
}

const time = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const SHOWN = `id, account_id AS "accountId", status, totals, ${time('created_at')} AS "createdAt",
  (SELECT json_agg(json_build_object('productId', product_id, 'name', name, 'cents', cents, 'quantity', quantity)
    ORDER BY place) FROM order_line WHERE order_id = shop_order.id) AS lines,
  (SELECT json_agg(json_build_object('status', c.status, 'at', ${time('c.at')}) ORDER BY c.seq)
    FROM order_change AS c WHERE order_id = shop_order.id) AS history`

export async function addOrder(db: Db, accountId: string, lines: OrderLine[], totals: Totals): Promise<Order> {
  const sql = 'INSERT INTO shop_order (account_id, totals, total_cents) VALUES ($1, $2, $3) RETURNING id'
  const [row] = await db<{ id: string }>(sql, accountId, JSON.stringify(totals), totals.totalCents)
  const id = row?.id
  await db(
    `INSERT INTO order_line (order_id, place, product_id, name, cents, quantity)
     SELECT $1, place, (line->>'productId')::uuid, line->>'name', (line->>'cents')::int, (line->>'quantity')::int
     FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS all_lines (line, place)`,
    id,
    JSON.stringify(lines),
  )
  await db(`INSERT INTO order_change (order_id, status) VALUES ($1, 'pending')`, id)
  const [order] = await db<Order>(`SELECT ${SHOWN} FROM shop_order WHERE id = $1`, id)
  if (!order) throw new Error('an order that is not there')
  return order
}

/** Of this account, or of anybody. */
export async function orderById(id: string, accountId?: string): Promise<Order | undefined> {
  const sql = `SELECT ${SHOWN} FROM shop_order WHERE id = $1 AND ($2::uuid IS NULL OR account_id = $2)`
  return (await query<Order>(sql, id, accountId))[0]
}

/** One more than the page holds, where there are more. */
export async function ordersBefore(
  { before, limit }: Page,
  only: { accountId?: string | undefined; status?: OrderStatus | undefined },
): Promise<(Order & { seq: number })[]> {
  const sql = `SELECT seq, ${SHOWN} FROM shop_order WHERE ($1::bigint IS NULL OR seq < $1)
    AND ($2::uuid IS NULL OR account_id = $2) AND ($3::text IS NULL OR status = $3) ORDER BY seq DESC LIMIT $4`
  return await query(sql, before, only.accountId, only.status, limit + 1)
}

/**
 * Changes the status and writes it down, in one statement: of two at the same moment one changes it.
 * @param onlyUnasked only while no intent can have been made for it
 * @returns whether it did
 */
export async function changeStatus(
  db: Db,
  id: string,
  event: OrderEvent,
  { onlyUnasked = false } = {},
): Promise<boolean> {
  const from = STATUSES.filter((status) => ![undefined, status].includes(nextStatus(status, event)))
  const to = from[0] && nextStatus(from[0], event)
  const sql = `WITH changed AS (UPDATE shop_order SET status = $3
      WHERE id = $1 AND status = ANY($2) AND NOT ($4 AND intent_asked_at IS NOT NULL) RETURNING id)
    INSERT INTO order_change (order_id, status) SELECT id, $3 FROM changed RETURNING order_id`
  return (await db(sql, id, from, to, onlyUnasked)).length > 0
}

export async function linesOf(db: Db, id: string): Promise<{ productId: string; quantity: number }[]> {
  const sql = `SELECT product_id AS "productId", quantity FROM order_line WHERE order_id = $1 ORDER BY product_id`
  return await db(sql, id)
}

export async function summary(): Promise<{ orders: Record<OrderStatus, number>; revenueCents: number }> {
  const sql = 'SELECT status, count(*) AS number, sum(total_cents)::bigint AS cents FROM shop_order GROUP BY status'
  const rows = await query<{ status: OrderStatus; number: number; cents: number }>(sql)
  const orders = { pending: 0, paid: 0, shipped: 0, cancelled: 0, refunded: 0 }
  for (const { status, number } of rows) orders[status] = number
  const earned = rows.filter(({ status }) => status === 'paid' || status === 'shipped')
  return { orders, revenueCents: earned.reduce((sum, { cents }) => sum + cents, 0) }
}
