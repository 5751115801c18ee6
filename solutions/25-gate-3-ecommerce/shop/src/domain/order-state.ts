export const STATUSES = ['pending', 'paid', 'shipped', 'cancelled', 'refunded'] as const

export type OrderStatus = (typeof STATUSES)[number]
export type OrderEvent = 'payment_succeeded' | 'payment_failed' | 'cancel' | 'ship' | 'refund'

/** What each event makes of each status. What is not here is not possible. */
const NEXT: Record<OrderStatus, Partial<Record<OrderEvent, OrderStatus>>> = {
  pending: { payment_succeeded: 'paid', payment_failed: 'pending', cancel: 'cancelled', refund: 'refunded' },
  paid: { payment_succeeded: 'paid', payment_failed: 'paid', ship: 'shipped', refund: 'refunded' },
  shipped: { payment_succeeded: 'shipped', payment_failed: 'shipped', refund: 'refunded' },
  cancelled: { payment_failed: 'cancelled', refund: 'cancelled' },
  refunded: { payment_succeeded: 'refunded', payment_failed: 'refunded', refund: 'refunded' },
}

export function nextStatus(status: OrderStatus, event: OrderEvent): OrderStatus | undefined {
  return NEXT[status][event]
}
