/* One statement for all filters, which are null where nobody asked; sums in LATERAL joins; lines as JSON. */
import type { ClientBase } from 'pg'

export interface OrderQuery {
  limit: number
  status?: string
  retailer?: string
  vendor?: string
  after?: string
}

export interface OrderSummary {
  id: number
  retailer: string
  placedAt: Date
  lines: number
  totalCents: number
  paidCents: number
}

export interface OrderPage {
  orders: OrderSummary[]
  next: string | null
}

export interface OrderDetails {
  id: number
  retailer: string
  status: string
  lines: { title: string; vendor: string; quantity: number; priceCents: number }[]
}

const LIST = `
  WITH found AS (
    SELECT o.id, o.placed_at, r.name
      FROM orders AS o
      JOIN retailers AS r ON r.id = o.retailer_id
     WHERE ($1::text IS NULL OR o.status = $1)
       AND ($2::text IS NULL OR r.name ILIKE $2 ESCAPE '!')
       AND ($3::text IS NULL OR o.id IN (
             SELECT order_id FROM order_lines JOIN products ON products.id = product_id WHERE products.vendor = $3))
       AND ($4::bigint IS NULL
            OR o.placed_at < 'epoch'::timestamptz + $4::bigint * interval '1 microsecond'
            OR (o.placed_at = 'epoch'::timestamptz + $4::bigint * interval '1 microsecond' AND o.id < $5::int))
     ORDER BY o.placed_at DESC, o.id DESC
     LIMIT $6
  )
  SELECT found.id, found.name AS retailer, found.placed_at AS "placedAt",
         (extract(epoch FROM found.placed_at) * 1000000)::bigint AS micros,
         bought.lines, bought.cents AS "totalCents", paid.cents AS "paidCents"
    FROM found
   CROSS JOIN LATERAL (
         SELECT count(*)::int AS lines, coalesce(sum(quantity * price_cents), 0)::float8 AS cents
           FROM order_lines WHERE order_id = found.id) AS bought
   CROSS JOIN LATERAL (
         SELECT coalesce(sum(cents), 0)::float8 AS cents FROM payments WHERE order_id = found.id) AS paid
   ORDER BY found.placed_at DESC, found.id DESC`

export async function listOrders(db: ClientBase, query: OrderQuery): Promise<OrderPage> {
  const [micros = null, id = null] = query.after?.split('-') ?? []
  const contains = query.retailer === undefined ? null : `%${query.retailer.replaceAll(/[!%_]/g, '!$&')}%`
  const { rows } = await db.query<OrderSummary & { micros: string }>({
    name: 'list-orders',
    text: LIST,
    values: [query.status ?? null, contains, query.vendor ?? null, micros, id, query.limit + 1],
  })
  const isMore = rows.length > query.limit
  const shown = isMore ? rows.slice(0, -1) : rows
  const last = shown.at(-1)
  return {
    orders: shown.map(({ micros, ...order }) => order),
    next: isMore && last ? `${last.micros}-${last.id}` : null,
  }
}

export async function readOrder(db: ClientBase, id: number): Promise<OrderDetails | null> {
  const { rows } = await db.query<OrderDetails>(
    `SELECT o.id, r.name AS retailer, o.status,
            coalesce(json_agg(json_build_object(
              'title', p.title, 'vendor', p.vendor, 'quantity', l.quantity, 'priceCents', l.price_cents
            ) ORDER BY l.position) FILTER (WHERE l.position IS NOT NULL), '[]') AS lines
       FROM orders o
       JOIN retailers r ON r.id = o.retailer_id
       LEFT JOIN order_lines l ON l.order_id = o.id
       LEFT JOIN products p ON p.id = l.product_id
      WHERE o.id = $1
      GROUP BY o.id, r.name`,
    [id],
  )
  return rows[0] ?? null
}
