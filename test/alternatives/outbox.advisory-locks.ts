/** One statement where the solution has several, advisory locks in place of row locks, and an inbox that lets the key complain. */
import { DatabaseError, type Pool, type PoolClient } from 'pg'

interface OrderEvent {
  id: string
  orderId: string
  type: string
  payload: unknown
}

type Send = (event: OrderEvent) => Promise<void>

const EVENT = `INSERT INTO outbox (order_id, type, payload)
  SELECT id, $3, jsonb_build_object('status', status, 'totalCents', total_cents) FROM changed`

export async function placeOrder(pool: Pool, order: { id: string; retailerId: number; totalCents: number }) {
  const { rowCount } = await pool.query(
    `WITH changed AS (
       INSERT INTO orders (id, retailer_id, total_cents, status) VALUES ($1, $2, $4, 'placed')
       ON CONFLICT DO NOTHING RETURNING *)
     ${EVENT}`,
    [order.id, order.retailerId, 'order.placed', order.totalCents],
  )
  return rowCount === 1 ? 'placed' : 'repeated'
}

export async function moveOrder(pool: Pool, id: string, status: string) {
  const { rowCount } = await pool.query(
    `WITH changed AS (UPDATE orders SET status = $2 WHERE id = $1 AND status <> $2 RETURNING *) ${EVENT}`,
    [id, status, 'order.moved'],
  )
  if (rowCount === 1) return 'moved'
  const found = await pool.query('SELECT FROM orders WHERE id = $1', [id])
  return found.rowCount === 1 ? 'unchanged' : 'unknown'
}

export async function relay(pool: Pool, send: Send, { limit = 100 }: { limit?: number } = {}): Promise<number> {
  const failed = new Set<string>()
  let sent = 0
  for (let goesOn = true; goesOn && sent < limit; ) {
    goesOn = await transaction(pool, async (client) => {
      for (const orderId of await ordersWithNews(client)) {
        if (failed.has(orderId) || !(await isOurs(client, orderId))) continue
        const event = await firstOf(client, orderId)
        if (!event) continue
        const arrived = await Promise.resolve(event)
          .then(send)
          .then(
            () => true,
            () => false,
          )
        if (!arrived) failed.add(orderId)
        else {
          await client.query('UPDATE outbox SET sent_at = now() WHERE event_id = $1', [event.id])
          sent += 1
        }
        return true
      }
      return false
    })
  }
  return sent
}

async function ordersWithNews(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ order_id: string }>(
    'SELECT order_id FROM outbox WHERE sent_at IS NULL GROUP BY order_id ORDER BY min(position)',
  )
  return rows.map((row) => row.order_id)
}

async function isOurs(client: PoolClient, orderId: string): Promise<boolean> {
  const { rows } = await client.query<{ got: boolean }>(
    'SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || $1, 0)) AS got',
    [orderId],
  )
  return rows[0]?.got === true
}

async function firstOf(client: PoolClient, orderId: string): Promise<OrderEvent | undefined> {
  const { rows } = await client.query<OrderEvent>(
    `SELECT event_id AS id, order_id AS "orderId", type, payload FROM outbox
      WHERE order_id = $1 AND sent_at IS NULL ORDER BY position LIMIT 1`,
    [orderId],
  )
  return rows[0]
}

export async function receive(
  pool: Pool,
  consumer: string,
  { id }: { id: string },
  effect: (client: PoolClient) => unknown,
): Promise<'done' | 'repeated'> {
  let noted = false
  try {
    return await transaction(pool, async (client) => {
      await client.query('INSERT INTO inbox VALUES ($1, $2)', [consumer, id])
      noted = true
      await effect(client)
      return 'done' as const
    })
  } catch (error) {
    if (!noted && error instanceof DatabaseError && error.code === '23505') return 'repeated'
    throw error
  }
}

async function transaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  const note = (error: Error) => {
    broken = error
  }
  client.on('error', note)
  try {
    await client.query('BEGIN')
    const result = await work(client)
    const { command } = await client.query('COMMIT')
    if (command === 'ROLLBACK') throw new Error('nothing was kept')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch(note)
    throw error
  } finally {
    client.off('error', note)
    client.release(broken)
  }
}
