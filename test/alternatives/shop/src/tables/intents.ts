import { query, type Row } from '../database.ts'
import type { OrderStatus } from '../domain/order-state.ts'

/** What an order knows of its payment intent. */
export interface Payment extends Row {
  orderId: string
  status: OrderStatus
  totalCents: number
  nonce: string
  intentId: string | null
  /** Since when there may be one, though its id is not known. */
  askedAt: Date | null
  cancelAsked: boolean
}

const KNOWN = `id AS "orderId", status, total_cents AS "totalCents", nonce, intent_id AS "intentId",
  intent_asked_at AS "askedAt", cancel_asked AS "cancelAsked"`

export async function paymentOf(orderId: string): Promise<Payment | undefined> {
  return (await query<Payment>(`SELECT ${KNOWN} FROM shop_order WHERE id = $1`, orderId))[0]
}

export async function paymentByIntent(intentId: string): Promise<Payment | undefined> {
  return (await query<Payment>(`SELECT ${KNOWN} FROM shop_order WHERE intent_id = $1`, intentId))[0]
}

/** Before the gateway hears of it. undefined where the order is not pending: nothing may be asked for it. */
export async function noteTry(orderId: string): Promise<Payment | undefined> {
  const sql = `UPDATE shop_order SET tried_at = now(), checked_at = now(),
    intent_asked_at = coalesce(shop_order.intent_asked_at, now())
    FROM (SELECT id AS same, intent_asked_at AS earlier FROM shop_order WHERE id = $1 FOR UPDATE) AS before
    WHERE id = same AND status = 'pending'
    RETURNING ${KNOWN.replace('intent_asked_at', 'before.earlier')}`
  return (await query<Payment>(sql, orderId))[0]
}

/** The first that is saved stays. @returns the one that is saved now */
export async function saveIntent(orderId: string, intentId: string): Promise<string> {
  const sql = 'UPDATE shop_order SET intent_id = coalesce(intent_id, $2) WHERE id = $1 RETURNING intent_id AS id'
  return (await query<{ id: string }>(sql, orderId, intentId))[0]?.id ?? intentId
}

/** @returns whether the order was pending */
export async function noteCancellation(orderId: string, isAsked: boolean): Promise<boolean> {
  const sql = `UPDATE shop_order SET cancel_asked = $2, tried_at = now(), checked_at = now()
    WHERE id = $1 AND status = 'pending' RETURNING id`
  return (await query(sql, orderId, isAsked)).length > 0
}

/** All that wait are due. */
export async function forgetChecks(): Promise<void> {
  await query(`UPDATE shop_order SET checked_at = NULL WHERE status = 'pending' AND intent_asked_at IS NOT NULL`)
}

export async function clock(): Promise<Date> {
  const [row] = await query<{ now: Date }>('SELECT now()')
  return row?.now ?? new Date()
}

/**
 * Orders of which the gateway may know more than we do, each for one instance. What was tried after `start` is left
 * alone for 30 seconds: whoever tries is still there. The longer nothing has happened, the more seldom: 1.5 s to ten
 * minutes.
 */
export async function takeDue(most: number, start: Date): Promise<Payment[]> {
  const sql = `UPDATE shop_order SET checked_at = now() WHERE id IN (
      SELECT id FROM shop_order WHERE status = 'pending' AND intent_asked_at IS NOT NULL
        AND (tried_at < $2 OR tried_at < now() - interval '30 s')
        AND (checked_at IS NULL
          OR checked_at < now() - least(greatest((now() - tried_at) / 100, interval '1.5 s'), interval '10 min'))
      ORDER BY checked_at NULLS FIRST LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING ${KNOWN}`
  return await query<Payment>(sql, most, start)
}
