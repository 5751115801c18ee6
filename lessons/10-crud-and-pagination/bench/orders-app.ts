import type { RequestListener } from 'node:http'
import { Pool } from 'pg'

/** Where the page begins: behind this many orders, newest first. Ids are in the order of the times. */
export const SKIPPED = 100_000
const ORDERS = 200_000
const LOCK = 1010

/**
 * A server with one query: ten orders, newest first. The variants differ in what follows FROM.
 *
 * @param placeOf what the statement needs to know of the order before the page
 */
export async function ordersApp(
  connectionString: string | undefined,
  tail: string,
  placeOf: (before: { placed_at: string; id: number }) => unknown[] = () => [],
): Promise<RequestListener> {
  const pool = new Pool({ connectionString, max: 10 })
  await fill(pool)
  const { rows } = await pool.query<{ placed_at: string; id: number }>(
    'SELECT placed_at::text, id FROM orders ORDER BY placed_at DESC, id DESC OFFSET $1 LIMIT 1',
    [SKIPPED - 1],
  )
  const values = rows.flatMap(placeOf)
  const page = async () => (await pool.query(`SELECT id, placed_at, note FROM orders ${tail}`, values)).rows

  return (request, response) => {
    if (request.url === '/ping') {
      response.end('pong')
      return
    }
    page().then(
      (orders) => response.setHeader('content-type', 'application/json').end(JSON.stringify(orders)),
      () => response.writeHead(500).end(),
    )
  }
}

/** The first who comes makes the table; the lock lets the others wait until it is there. */
async function fill(pool: Pool): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
    const { rows } = await client.query<{ found: string | null }>("SELECT to_regclass('orders') AS found")
    if (rows[0]?.found === null) {
      await client.query('CREATE TABLE orders (id integer, placed_at timestamptz NOT NULL, note text NOT NULL)')
      await client.query(
        `INSERT INTO orders SELECT n, timestamptz '2026-01-01' + (n / 4) * interval '1 second', repeat('x', 60)
           FROM generate_series(1, $1::integer) AS n`,
        [ORDERS],
      )
      await client.query('CREATE INDEX ON orders (placed_at, id)')
      await client.query('ANALYZE orders')
    }
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}
