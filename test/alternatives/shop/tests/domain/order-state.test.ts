import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { nextStatus } from '../../src/domain/order-state.ts'

const EVENTS = ['payment_succeeded', 'payment_failed', 'cancel', 'ship', 'refund'] as const

const TABLE = {
  pending: ['paid', 'pending', 'cancelled', undefined, 'refunded'],
  paid: ['paid', 'paid', undefined, 'shipped', 'refunded'],
  shipped: ['shipped', 'shipped', undefined, undefined, 'refunded'],
  cancelled: [undefined, 'cancelled', undefined, undefined, 'cancelled'],
  refunded: ['refunded', 'refunded', undefined, undefined, 'refunded'],
} as const

for (const status of ['pending', 'paid', 'shipped', 'cancelled', 'refunded'] as const) {
  for (const [place, event] of EVENTS.entries()) {
    const next = TABLE[status][place]
    test(`${event} of what is ${status}: ${next ?? 'not possible'}`, () => {
      assert.equal(nextStatus(status, event), next)
    })
  }
}
