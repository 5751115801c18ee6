import type Stripe from 'stripe'
import type { Account } from './accounts.ts'
import { query } from './database.ts'
import { fail } from './failure.ts'
import { confirmIntent, createIntent, retrieveIntent } from './gateway.ts'
import { entered, type Market } from './members.ts'

interface Paid extends Record<string, unknown> {
  plan: 'free' | 'pro'
  refunded: boolean
  intentId: string | null
}

async function paidOf(market: string): Promise<Paid> {
  const sql = 'SELECT plan, refunded, intent_id AS "intentId" FROM market WHERE id = $1'
  return (await query<Paid>(sql, market))[0] ?? fail('not_found')
}

/** @returns the market, and whether the payment is over */
export async function buy(market: string, asker: Account, method: string): Promise<{ shown: Market; isOver: boolean }> {
  const { plan, refunded, intentId } = await paidOf(market)
  if (refunded) fail('conflict')
  if (plan === 'pro') return { shown: await entered(market, asker, 'member'), isOver: true }
  const intent = await retrieveIntent(intentId ?? (await newIntent(market)))
  const isOpen = intent.status === 'requires_payment_method' || intent.status === 'requires_confirmation'
  const { status } = isOpen ? await confirmIntent(intent.id, method) : intent
  if (status === 'requires_payment_method') fail('payment_failed')
  if (status === 'succeeded') {
    await notePayment(intent.id)
    if ((await paidOf(market)).refunded) fail('conflict')
  } else if (status !== 'processing' && status !== 'requires_action') fail('conflict')
  return { shown: await entered(market, asker, 'member'), isOver: status === 'succeeded' }
}

/** It is the same for all that ask, and saved before anybody can pay it. */
async function newIntent(market: string): Promise<string> {
  const { id } = await createIntent(market)
  const sql = 'UPDATE market SET intent_id = coalesce(intent_id, $2) WHERE id = $1 RETURNING intent_id AS id'
  return (await query<{ id: string }>(sql, market, id))[0]?.id ?? fail('not_found')
}

const notePayment = (intent: string) =>
  query(`UPDATE market SET plan = 'pro' WHERE intent_id = $1 AND NOT refunded`, intent)

/** Repeated, late and overtaken events change nothing. */
export async function takeEvent(event: Stripe.Event): Promise<void> {
  if (event.type === 'payment_intent.succeeded') {
    await notePayment(event.data.object.id)
  } else if (event.type === 'charge.refunded' && event.data.object.refunded === true) {
    const { payment_intent: intent } = event.data.object
    const id = typeof intent === 'string' ? intent : intent?.id
    await query(`UPDATE market SET plan = 'free', refunded = true WHERE intent_id = $1`, id ?? '')
  }
}
