import type Stripe from 'stripe'
import { query } from './database.ts'
import { fail } from './failure.ts'
import { cancelIntent, confirmIntent, createIntent, type Intent, retrieveIntent, searchIntent } from './gateway.ts'
import { cancelInBooks } from './orders.ts'
import { isId } from './shapes.ts'
import { noteCancellation, noteTry, type Payment, paymentByIntent, paymentOf, saveIntent } from './tables/intents.ts'
import { changeStatus, type Order, orderById } from './tables/orders.ts'

/** @returns the order, and whether the payment is over */
export async function pay(orderId: string, paymentMethod: string): Promise<{ order: Order; isPaid: boolean }> {
  const payment = await noteTry(orderId)
  if (!payment) return { order: await paidOrder(orderId), isPaid: true }
  const intent = (await knownIntent(payment)) ?? (await saved(payment, await createIntent(payment)))
  const isOpen = intent.status === 'requires_payment_method' || intent.status === 'requires_confirmation'
  const { status } = isOpen ? await confirmIntent(intent.id, paymentMethod) : intent
  if (status === 'succeeded') {
    await changeStatus(query, orderId, 'payment_succeeded')
    return { order: await paidOrder(orderId), isPaid: true }
  }
  if (status !== 'processing' && status !== 'requires_action') fail('conflict')
  return { order: await anyOrder(orderId), isPaid: false }
}

const anyOrder = async (id: string) => (await orderById(id)) ?? fail('not_found')

async function paidOrder(id: string): Promise<Order> {
  const order = await anyOrder(id)
  return order.status === 'paid' || order.status === 'shipped' ? order : fail('conflict')
}

/** The intent that there is already. Somebody may have asked for it without hearing of it. */
async function knownIntent(payment: Payment): Promise<Intent | undefined> {
  if (payment.intentId !== null) return await retrieveIntent(payment.intentId)
  if (payment.askedAt === null) return undefined
  const found = await searchIntent(payment)
  return found && (await saved(payment, found))
}

async function saved({ orderId }: Payment, intent: Intent): Promise<Intent> {
  const id = await saveIntent(orderId, intent.id)
  // Somebody else has been quicker, or the intent is as it was when its key was used first.
  return await retrieveIntent(id)
}

/** The gateway first: what it has cancelled cannot be paid any more. */
export async function cancel(orderId: string): Promise<Order> {
  if (await cancelInBooks(orderId, { onlyUnasked: true })) return await anyOrder(orderId)
  if (!(await noteCancellation(orderId, true))) fail('conflict')
  const payment = (await paymentOf(orderId)) ?? fail('not_found')
  // Somebody may be about to make one: it is the same as ours, and then cancelled.
  const intent = (await knownIntent(payment)) ?? (await saved(payment, await createIntent(payment)))
  const { status } = await cancelIntent(intent.id)
  if (status !== 'canceled') {
    await noteCancellation(orderId, false)
    if (status === 'succeeded') await changeStatus(query, orderId, 'payment_succeeded')
    fail('conflict')
  }
  if (!(await cancelInBooks(orderId))) fail('conflict')
  return await anyOrder(orderId)
}

/** Asks the gateway what has become of it, and writes that down. */
export async function lookUp(payment: Payment): Promise<void> {
  const intent = await knownIntent(payment)
  if (intent?.status === 'succeeded') await changeStatus(query, payment.orderId, 'payment_succeeded')
  // Somebody has cancelled the intent, and died before the order was.
  if (intent?.status === 'canceled' && payment.cancelAsked) await cancelInBooks(payment.orderId)
}

/** Repeated, late and overtaken events change nothing: every step names what it may begin from. */
export async function takeEvent(event: Stripe.Event): Promise<void> {
  if (event.type === 'payment_intent.succeeded') {
    const { id, metadata } = event.data.object
    await changeOrderOf(id, metadata, 'payment_succeeded')
  } else if (event.type === 'charge.refunded' && event.data.object.refunded === true) {
    const { payment_intent: intent, metadata } = event.data.object
    const id = typeof intent === 'string' ? intent : intent?.id
    if (id !== undefined) await changeOrderOf(id, metadata, 'refund')
  }
}

async function changeOrderOf(intentId: string, metadata: unknown, event: 'payment_succeeded' | 'refund') {
  const payment = (await paymentByIntent(intentId)) ?? (await adopted(intentId, metadata))
  if (payment) await changeStatus(query, payment.orderId, event)
}

/** An event may come before we have saved which intent the order has. Then the gateway knows, not the event. */
async function adopted(intentId: string, metadata: unknown): Promise<Payment | undefined> {
  const { orderId } = (metadata ?? {}) as { orderId?: unknown }
  if (typeof orderId !== 'string' || !isId(orderId)) return undefined
  const payment = await paymentOf(orderId)
  if (!payment || payment.intentId !== null || payment.askedAt === null) return undefined
  const found = await knownIntent(payment)
  return found?.id === intentId ? payment : undefined
}
