/* mistake
wrong: The cursor is the number of orders to leave out.
why: OFFSET is made for pages, and the first test has orders that stand still. Newest first means that each new order moves all others by one place.
fails:
  - neither skips nor repeats while orders arrive and go
*/
import type { ClientBase } from 'pg'

export interface OrderQuery {
  /** 1 to 100. */
  limit: number
  /** Exactly this status. */
  status?: string
  /** The retailer's name contains this text, whatever its case; every character stands for itself. */
  retailer?: string
  /** At least one of the lines is a product of this vendor. */
  vendor?: string
  /** `next` of another page. */
  after?: string
}

export interface OrderSummary {
  id: number
  /** Name of the retailer. */
  retailer: string
  placedAt: Date
  /** How many lines the whole order has, what they cost, and what has been paid. */
  lines: number
  totalCents: number
  paidCents: number
}

export interface OrderPage {
  orders: OrderSummary[]
  /** Leads to the next page as `after`; null if nothing follows. */
  next: string | null
}

export interface OrderDetails {
  id: number
  retailer: string
  status: string
  /** In the order of their positions. */
  lines: { title: string; vendor: string; quantity: number; priceCents: number }[]
}

interface OrderRow {
  id: number
  retailer: string
  placedAt: Date
  /** The driver gives bigint and numeric as text, since a number could not hold all of them. */
  lines: string
  totalCents: string
  paidCents: string
}

export async function listOrders(db: ClientBase, query: OrderQuery): Promise<OrderPage> {
  const { where, values } = conditionsOf(query)
  const offset = Number(query.after ?? 0)
  // Lines and payments are added up each by themselves: joined to one another, every line would count once per payment.
  const { rows } = await db.query<OrderRow>(
    `SELECT o.id, r.name AS retailer, o.placed_at AS "placedAt",
            (SELECT count(*) FROM order_lines l WHERE l.order_id = o.id) AS lines,
            (SELECT coalesce(sum(quantity * price_cents), 0) FROM order_lines l WHERE l.order_id = o.id) AS "totalCents",
            (SELECT coalesce(sum(cents), 0) FROM payments p WHERE p.order_id = o.id) AS "paidCents"
       FROM orders o JOIN retailers r ON r.id = o.retailer_id
      WHERE ${where}
      ORDER BY o.placed_at DESC, o.id DESC
      LIMIT $${values.length + 1} OFFSET $${values.length + 2}`,
    // One more than is given tells whether anything follows.
    [...values, query.limit + 1, offset],
  )
  const page = rows.slice(0, query.limit)
  return {
    orders: page.map(summary),
    next: rows.length > query.limit ? String(offset + query.limit) : null,
  }
}

/** The text of the statement is made of our own words and of numbered places; what users typed is in `values`. */
function conditionsOf({ status, retailer, vendor }: OrderQuery): { where: string; values: unknown[] } {
  const values: unknown[] = []
  const place = (value: unknown) => `$${values.push(value)}`
  const conditions = ['true']
  if (status !== undefined) conditions.push(`o.status = ${place(status)}`)
  if (retailer !== undefined) conditions.push(`strpos(lower(r.name), lower(${place(retailer)})) > 0`)
  if (vendor !== undefined) {
    conditions.push(`EXISTS (SELECT FROM order_lines l JOIN products p ON p.id = l.product_id
                              WHERE l.order_id = o.id AND p.vendor = ${place(vendor)})`)
  }
  return { where: conditions.join(' AND '), values }
}

function summary({ id, retailer, placedAt, lines, totalCents, paidCents }: OrderRow): OrderSummary {
  return {
    id,
    retailer,
    placedAt,
    lines: Number(lines),
    totalCents: Number(totalCents),
    paidCents: Number(paidCents),
  }
}

export async function readOrder(db: ClientBase, id: number): Promise<OrderDetails | null> {
  const orders = await db.query<Omit<OrderDetails, 'lines'>>(
    'SELECT o.id, r.name AS retailer, o.status FROM orders o JOIN retailers r ON r.id = o.retailer_id WHERE o.id = $1',
    [id],
  )
  const [order] = orders.rows
  if (!order) return null
  const lines = await db.query<{ title: string; vendor: string; quantity: number; priceCents: string }>(
    `SELECT p.title, p.vendor, l.quantity, l.price_cents AS "priceCents"
       FROM order_lines l JOIN products p ON p.id = l.product_id
      WHERE l.order_id = $1 ORDER BY l.position`,
    [id],
  )
  return { ...order, lines: lines.rows.map((line) => ({ ...line, priceCents: Number(line.priceCents) })) }
}
