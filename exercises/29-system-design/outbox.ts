/*
 * An order is placed, and other services must hear of it. The tables exist:
 *
 *   CREATE TABLE orders (
 *     id text PRIMARY KEY,                     -- chosen by the client, who repeats it when an answer got lost
 *     retailer_id integer NOT NULL,
 *     total_cents integer NOT NULL,
 *     status text NOT NULL
 *   );
 *   CREATE TABLE outbox (
 *     position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
 *     event_id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
 *     order_id text NOT NULL,
 *     type text NOT NULL,
 *     payload jsonb NOT NULL,
 *     sent_at timestamptz                      -- NULL until it was sent
 *   );
 *   CREATE TABLE inbox (
 *     consumer text,
 *     event_id uuid,
 *     PRIMARY KEY (consumer, event_id)
 *   );
 *
 * The process may die between any two statements, before `send` and after it. Other programs and other processes of yours use the same
 * tables at the same time. A change of an order by anybody locks the row of the order first and inserts its event afterwards.
 */
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

/**
 * Of all four:
 * - If the process dies at any point, what was committed is complete: an order and its event, a change and its event, an effect and its
 *   note in the inbox, or nothing of it.
 * - Every client goes back to the pool, out of its transaction. None of the four uses more than one client at a time.
 * - An error of the database, or a connection that breaks between two statements, makes the call reject, and does no other harm.
 */

/**
 * Inserts the order with status 'placed', and one event: type 'order.placed', payload { status: 'placed', totalCents }. Gives 'placed'.
 * If there is an order with this id it writes nothing and gives 'repeated', whatever the other fields are.
 *
 * @example
 * await placeOrder(pool, { id: 'o-7', retailerId: 3, totalCents: 5997 }) // 'placed'
 * await placeOrder(pool, { id: 'o-7', retailerId: 3, totalCents: 5997 }) // 'repeated'
 */
export async function placeOrder(pool: Pool, order: NewOrder): Promise<'placed' | 'repeated'> {
  return 'repeated'
}

/**
 * Sets the status of an order, and inserts one event: type 'order.moved', payload { status, totalCents } with the new status. Gives
 * 'moved'. An order that has this status already is 'unchanged', one that does not exist is 'unknown', and then nothing is written.
 * The positions of an order's events have the order of its changes, also when several processes change it at once: the last event has the
 * status that the order has.
 */
export async function moveOrder(pool: Pool, id: string, status: string): Promise<'moved' | 'unchanged' | 'unknown'> {
  return 'unknown'
}

/**
 * Sends events that were not sent, whoever wrote them, and gives how many it has sent. `send` is called for one event after the other,
 * the lowest position first. Once it has resolved, `sent_at` of the event is set, and that is committed before the next event is sent.
 * So a process that dies leaves at most one event that will be sent a second time.
 *
 * - It ends when its last look found nothing that it may send, or after `limit` events were sent (default 100, 0 sends none). An event that
 *   was committed late is found by the next call, although its position is lower than those of events that were sent.
 * - If `send` rejects or throws for an event, relay does not reject. The event stays unsent. In the same call, neither it nor a later
 *   event of the same order is tried again; those of other orders are. It does not count for `limit`. The next call tries again.
 * - Several relays may run at once. An event that one of them is sending is not sent by another, and no relay waits for it. An event is
 *   never sent while an earlier one of the same order is unsent, or is being sent by anybody.
 */
export async function relay(pool: Pool, send: Send, options: { limit?: number } = {}): Promise<number> {
  return 0
}

/**
 * The other end. The queue delivers an event at least once; its effect happens once for each consumer. `effect` writes with the client
 * that it is given, which is in a transaction. Gives 'done' once that is committed together with the note in the inbox. If this
 * consumer has the event in its inbox it gives 'repeated', and does not call `effect`. Of several calls at once with the same event,
 * one is 'done'. If `effect` rejects or throws, the call rejects with that error, nothing is kept, and the event can be received again.
 * The same goes for an effect that swallows the error of a statement: nothing of it was kept, and the call rejects.
 *
 * @example
 * await receive(pool, 'receipts', event, (client) => client.query('INSERT INTO receipts VALUES ($1)', [event.orderId]))
 */
export async function receive(
  pool: Pool,
  consumer: string,
  event: Pick<OrderEvent, 'id'>,
  effect: (client: PoolClient) => unknown,
): Promise<'done' | 'repeated'> {
  return 'repeated'
}
