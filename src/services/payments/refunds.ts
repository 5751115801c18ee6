import type { Account, Cause } from './account.ts'
import { ApiError, invalid, missing } from './api-error.ts'
import { readPositive } from './currencies.ts'
import type { Params } from './form.ts'
import { type Charge, newId, type Refund } from './objects.ts'
import { oneOf, onlyKnown, readMetadata, textOf } from './read.ts'

const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'] as const

/** Gives money back: what is left of a charge, or a part of it. */
export function createRefund(account: Account, params: Params, cause: Cause): Refund {
  onlyKnown(params, ['payment_intent', 'charge', 'amount', 'reason', 'metadata'])
  const charge = chargeToRefund(account, params)
  const left = charge.amount_captured - charge.amount_refunded
  if (left === 0) throw refusedRefund('charge_already_refunded', `Charge ${charge.id} has already been refunded.`)
  const amount = readPositive(textOf(params, 'amount') ?? String(left), 'amount')
  if (amount > left) {
    throw invalid(
      `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`,
      undefined,
      'amount',
    )
  }
  const refund: Refund = {
    id: newId('re'),
    object: 'refund',
    amount,
    charge: charge.id,
    created: account.seconds(),
    currency: charge.currency,
    metadata: readMetadata(params),
    payment_intent: charge.payment_intent,
    reason: oneOf(params, 'reason', REASONS) ?? null,
    status: 'succeeded',
  }
  account.refunds.set(refund.id, refund)
  charge.amount_refunded += amount
  charge.refunded = charge.amount_refunded === charge.amount
  account.emit('refund.created', refund, cause)
  account.emit('charge.refunded', charge, cause)
  return refund
}

function chargeToRefund(account: Account, params: Params): Charge {
  const intentId = textOf(params, 'payment_intent')
  const chargeId = textOf(params, 'charge')
  if ((intentId === undefined) === (chargeId === undefined)) {
    throw invalid('You must provide one of the parameters: charge, payment_intent.', 'parameter_missing')
  }
  const intent = intentId === undefined ? undefined : account.intents.get(intentId)
  if (intentId !== undefined && !intent) throw missing('payment_intent', intentId, 'payment_intent')
  const charge = account.charges.get(chargeId ?? intent?.latest_charge ?? '')
  if (chargeId !== undefined && !charge) throw missing('charge', chargeId, 'charge')
  if (charge?.status === 'succeeded' && charge.captured) return charge
  const message = `This ${intent ? 'PaymentIntent' : 'charge'} does not have a successful charge to refund.`
  throw invalid(message, undefined, intent ? 'payment_intent' : 'charge')
}

function refusedRefund(code: string, message: string): ApiError {
  return new ApiError(400, { type: 'invalid_request_error', code, message })
}
