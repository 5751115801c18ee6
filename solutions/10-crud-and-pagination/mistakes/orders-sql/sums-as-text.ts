/* mistake
wrong: It gives counts and sums as they come from the driver, and they come as text.
why: "The type says number, and printed they look like numbers. count() and sum() are bigint or numeric, which the driver gives as text, and \"1\" + 1 is \"11\"."
fails:
  - adds up lines and payments, each of them once
  - lists orders that have no lines, or no payments
  - gives numbers of the whole order when it filters by vendor
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
  /** The same time in microseconds, which a Date cannot hold. */
  moment: string
  lines: number
  totalCents: number
  paidCents: number
}

export async function listOrders(db: ClientBase, query: OrderQuery): Promise<OrderPage> {
  const { where, values } = conditionsOf(query)
  // Lines and payments are added up each by themselves: joined to one another, every line would count once per payment.
  const { rows } = await db.query<OrderRow>(
    `SELECT o.id, r.name AS retailer, o.placed_at AS "placedAt", o.placed_at::text AS moment,
            (SELECT count(*) FROM order_lines l WHERE l.order_id = o.id) AS lines,
            (SELECT coalesce(sum(quantity * price_cents), 0) FROM order_lines l WHERE l.order_id = o.id) AS "totalCents",
            (SELECT coalesce(sum(cents), 0) FROM payments p WHERE p.order_id = o.id) AS "paidCents"
       FROM orders o JOIN retailers r ON r.id = o.retailer_id
      WHERE ${where}
      ORDER BY o.placed_at DESC, o.id DESC
      LIMIT $${values.length + 1}`,
    // One more than is given tells whether anything follows.
    [...values, query.limit + 1],
  )
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    orders: page.map(summary),
    next: last && rows.length > query.limit ? `${last.moment},${last.id}` : null,
  }
}

/** The text of the statement is made of our own words and of numbered places; what users typed is in `values`. */
function conditionsOf({ status, retailer, vendor, after }: OrderQuery): { where: string; values: unknown[] } {
  const values: unknown[] = []
  const place = (value: unknown) => `$${values.push(value)}`
  const conditions = ['true']
  if (status !== undefined) conditions.push(`o.status = ${place(status)}`)
  if (retailer !== undefined) conditions.push(`strpos(lower(r.name), lower(${place(retailer)})) > 0`)
  if (vendor !== undefined) {
    conditions.push(`EXISTS (SELECT FROM order_lines l JOIN products p ON p.id = l.product_id
                              WHERE l.order_id = o.id AND p.vendor = ${place(vendor)})`)
  }
  if (after !== undefined) {
    const [moment, id] = after.split(',')
    conditions.push(`(o.placed_at, o.id) < (${place(moment)}, ${place(id)})`)
  }
  return { where: conditions.join(' AND '), values }
}

function summary({ id, retailer, placedAt, lines, totalCents, paidCents }: OrderRow): OrderSummary {
  return { id, retailer, placedAt, lines, totalCents, paidCents }
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
