import { expect, test } from 'vitest'
import { nextStatus, type OrderEvent, type OrderStatus } from '../../src/domain/order-state.ts'

const EVENTS: OrderEvent[] = ['payment_succeeded', 'payment_failed', 'cancel', 'ship', 'refund']

/** The table of the brief, a row for each status. */
const TABLE: Record<OrderStatus, (OrderStatus | undefined)[]> = {
  pending: ['paid', 'pending', 'cancelled', undefined, 'refunded'],
  paid: ['paid', 'paid', undefined, 'shipped', 'refunded'],
  shipped: ['shipped', 'shipped', undefined, undefined, 'refunded'],
  cancelled: [undefined, 'cancelled', undefined, undefined, 'cancelled'],
  refunded: ['refunded', 'refunded', undefined, undefined, 'refunded'],
}

test.each(Object.keys(TABLE) as OrderStatus[])('what follows %s', (status) => {
  expect(EVENTS.map((event) => nextStatus(status, event))).toEqual(TABLE[status])
})
