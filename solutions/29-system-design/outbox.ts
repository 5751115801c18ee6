import type { Pool, PoolClient } from 'pg'

export interface NewOrder {
  id: string
  retailerId: number
  totalCents: number
}

export interface OrderEvent {
  /** The event_id. */
  id: string
  orderId: string
  type: string
  payload: unknown
}

/** Hands an event to the queue. Resolves once the queue has it. */
export type Send = (event: OrderEvent) => Promise<void>

export async function placeOrder(pool: Pool, order: NewOrder): Promise<'placed' | 'repeated'> {
  return inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `INSERT INTO orders (id, retailer_id, total_cents, status) VALUES ($1, $2, $3, 'placed') ON CONFLICT DO NOTHING`,
      [order.id, order.retailerId, order.totalCents],
    )
    if (rowCount === 0) return 'repeated'
    await addEvent(client, order.id, 'order.placed', { status: 'placed', totalCents: order.totalCents })
    return 'placed'
  })
}

export async function moveOrder(pool: Pool, id: string, status: string): Promise<'moved' | 'unchanged' | 'unknown'> {
  return inTransaction(pool, async (client) => {
    // The lock comes before the position of the event: events of an order cannot overtake each other.
    const { rows } = await client.query<{ status: string; totalCents: number }>(
      'SELECT status, total_cents AS "totalCents" FROM orders WHERE id = $1 FOR UPDATE',
      [id],
    )
    const [order] = rows
    if (!order) return 'unknown'
    if (order.status === status) return 'unchanged'
    await client.query('UPDATE orders SET status = $2 WHERE id = $1', [id, status])
    await addEvent(client, id, 'order.moved', { status, totalCents: order.totalCents })
    return 'moved'
  })
}

async function addEvent(client: PoolClient, orderId: string, type: string, payload: object): Promise<void> {
  await client.query('INSERT INTO outbox (order_id, type, payload) VALUES ($1, $2, $3)', [orderId, type, payload])
}

/** The first event of an order that was not sent, if nobody else is sending it. Its later ones wait. */
const NEXT = `
  SELECT event_id AS id, order_id AS "orderId", type, payload
    FROM outbox AS event
   WHERE sent_at IS NULL
     AND order_id <> ALL ($1)
     AND NOT EXISTS (
       SELECT FROM outbox AS earlier
        WHERE earlier.order_id = event.order_id AND earlier.sent_at IS NULL AND earlier.position < event.position)
   ORDER BY position
   LIMIT 1
     FOR UPDATE SKIP LOCKED`

export async function relay(pool: Pool, send: Send, options: { limit?: number } = {}): Promise<number> {
  const { limit = 100 } = options
  const stuck: string[] = []
  let sent = 0
  while (sent < limit) {
    const tried = await inTransaction(pool, (client) => sendNext(client, send, stuck))
    if (!tried) break
    if (tried.isSent) sent += 1
    else stuck.push(tried.orderId)
  }
  return sent
}

async function sendNext(
  client: PoolClient,
  send: Send,
  stuck: readonly string[],
): Promise<{ orderId: string; isSent: boolean } | undefined> {
  const { rows } = await client.query<OrderEvent>(NEXT, [stuck])
  const [event] = rows
  if (!event) return undefined
  try {
    await send(event)
  } catch {
    return { orderId: event.orderId, isSent: false }
  }
  await client.query('UPDATE outbox SET sent_at = now() WHERE event_id = $1', [event.id])
  return { orderId: event.orderId, isSent: true }
}

export async function receive(
  pool: Pool,
  consumer: string,
  event: Pick<OrderEvent, 'id'>,
  effect: (client: PoolClient) => unknown,
): Promise<'done' | 'repeated'> {
  return inTransaction(pool, async (client) => {
    // A second call with the same event waits here until the first has committed or failed.
    const { rowCount } = await client.query(
      'INSERT INTO inbox (consumer, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      [consumer, event.id],
    )
    if (rowCount === 0) return 'repeated'
    await effect(client)
    return 'done'
  })
}

async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  // The pool listens to the clients that it holds, and not to those that it has lent.
  client.on('error', ignore)
  try {
    await client.query('BEGIN')
    const result = await work(client)
    const { command } = await client.query('COMMIT')
    // After a statement that failed, COMMIT rolls back and resolves.
    if (command !== 'COMMIT') throw new Error('The transaction was rolled back: one of its statements had failed')
    return result
  } catch (error) {
    // Fails only when the connection is gone, and then the server has rolled back already.
    await client.query('ROLLBACK').catch(ignore)
    throw error
  } finally {
    client.off('error', ignore)
    client.release()
  }
}

/** A connection that breaks between two statements makes the next one fail, and that is soon enough. */
function ignore(): void {}
