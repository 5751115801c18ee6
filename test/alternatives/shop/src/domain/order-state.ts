export type OrderStatus = 'pending' | 'paid' | 'shipped' | 'cancelled' | 'refunded'
export type OrderEvent = 'payment_succeeded' | 'payment_failed' | 'cancel' | 'ship' | 'refund'

const STEPS: Record<OrderStatus, Partial<Record<OrderEvent, OrderStatus>>> = {
  pending: { payment_succeeded: 'paid', payment_failed: 'pending', cancel: 'cancelled', refund: 'refunded' },
  paid: { payment_succeeded: 'paid', payment_failed: 'paid', ship: 'shipped', refund: 'refunded' },
  shipped: { payment_succeeded: 'shipped', payment_failed: 'shipped', refund: 'refunded' },
  cancelled: { payment_failed: 'cancelled', refund: 'cancelled' },
  refunded: { payment_succeeded: 'refunded', payment_failed: 'refunded', refund: 'refunded' },
}

/** undefined where the event is not possible. */
export function nextStatus(status: OrderStatus, event: OrderEvent): OrderStatus | undefined {
  return STEPS[status][event]
}
