import { serviceUrl, vi } from 'backend-workbook/check'
import { Client, type ClientBase } from 'pg'
import { listOrders, type OrderQuery } from '../../exercises/10-crud-and-pagination/orders-sql.ts'

const TABLES = `
  CREATE TABLE retailers (id integer PRIMARY KEY, name text NOT NULL);
  CREATE TABLE products (id integer PRIMARY KEY, vendor text NOT NULL, title text NOT NULL);
  CREATE TABLE orders (
    id integer PRIMARY KEY, retailer_id integer NOT NULL REFERENCES retailers, status text NOT NULL,
    placed_at timestamptz NOT NULL);
  CREATE TABLE order_lines (
    order_id integer NOT NULL REFERENCES orders, position integer NOT NULL, product_id integer NOT NULL REFERENCES products,
    quantity integer NOT NULL, price_cents bigint NOT NULL, PRIMARY KEY (order_id, position));
  CREATE TABLE payments (id integer PRIMARY KEY, order_id integer NOT NULL REFERENCES orders, cents bigint NOT NULL);
  INSERT INTO retailers VALUES
    (1, 'Green Corner'), (2, 'O''Hara & Sons'), (3, '100% Organic'), (4, 'Evergreen_Mills'), (5, 'Back\\slash');
  INSERT INTO products VALUES
    (1, 'North Mills', 'Flour'), (2, 'North Mills', 'Oats'), (3, 'Teahouse', 'Black tea'), (4, 'Dairy ''n'' Co', 'Butter');`

let schemas = 0

/** Gives `use` a connection whose tables are empty but for retailers and products. */
export async function withShop(use: (db: ClientBase) => Promise<void>): Promise<void> {
  schemas += 1
  const schema = `shop_${schemas}`
  const db = new Client({
    connectionString: serviceUrl('postgres'),
    options: `-c search_path=${schema}`,
  })
  await db.connect()
  try {
    // Said once more for PGlite, where all connections share one session.
    await db.query(`CREATE SCHEMA ${schema}; SET search_path TO ${schema}; ${TABLES}`)
    await use(db)
  } finally {
    await db.end()
  }
}

export interface NewOrder {
  id: number
  retailer?: number
  status?: string
  /** As PostgreSQL reads it; without it noon of the day that `id` says, so that higher ids are newer. */
  placedAt?: string
  /** Product, quantity and price in cents of each line. */
  lines?: [product: number, quantity: number, cents: number][]
  paid?: number[]
}

export async function addOrders(db: ClientBase, orders: NewOrder[]): Promise<void> {
  const all = orders.map(
    ({ id, retailer = 1, status = 'open', placedAt = noon(id), lines = [[1, 1, 100]], paid = [] }) => ({
      order: [id, retailer, status, placedAt],
      // Those of later positions are stored first.
      lines: lines.map((line, index) => [id, index + 1, ...line]).reverse(),
      payments: paid.map((cents, index) => [id * 100 + index, id, cents]),
    }),
  )
  await insert(
    db,
    'INSERT INTO orders SELECT (r->>0)::int, (r->>1)::int, r->>2, (r->>3)::timestamptz',
    all.map(({ order }) => order),
  )
  await insert(
    db,
    'INSERT INTO order_lines SELECT (r->>0)::int, (r->>1)::int, (r->>2)::int, (r->>3)::int, (r->>4)::bigint',
    all.flatMap(({ lines }) => lines),
  )
  await insert(
    db,
    'INSERT INTO payments SELECT (r->>0)::int, (r->>1)::int, (r->>2)::bigint',
    all.flatMap(({ payments }) => payments),
  )
}

/** All rows with one statement: a statement for each would take most of the time of a check. */
async function insert(db: ClientBase, statement: string, rows: readonly unknown[][]): Promise<void> {
  if (rows.length > 0) await db.query(`${statement} FROM jsonb_array_elements($1) AS r`, [JSON.stringify(rows)])
}

function noon(day: number): string {
  return `2026-01-${String(day).padStart(2, '0')} 12:00:00+00`
}

/** Ids of the orders that a query finds. */
export async function idsOf(db: ClientBase, query: Partial<OrderQuery>): Promise<number[]> {
  const { orders } = await listOrders(db, { limit: 50, ...query })
  return orders.map(({ id }) => id)
}

/** The ids on each page, `between` them whatever happens meanwhile. */
export async function walk(
  db: ClientBase,
  query: OrderQuery,
  between: (last: number, pages: number) => Promise<unknown> = async () => undefined,
): Promise<number[][]> {
  const pages: number[][] = []
  let after: string | null = null
  do {
    const page = await listOrders(db, after === null ? query : { ...query, after })
    pages.push(page.orders.map(({ id }) => id))
    after = page.next
    if (after !== null) await between(page.orders.at(-1)?.id ?? 0, pages.length)
  } while (after !== null && pages.length < 40)
  return pages
}

/** How many queries some work sends. */
export async function queriesOf(db: ClientBase, work: () => Promise<unknown>): Promise<number> {
  const spy = vi.spyOn(db, 'query')
  try {
    await work()
    return spy.mock.calls.length
  } finally {
    spy.mockRestore()
  }
}
