import type { Account, Cause } from './account.ts'
import { ApiError } from './api-error.ts'
import { type Outcome, outcomeOf } from './cards.ts'
import { type Charge, type IntentStatus, newId, type PaymentError, type PaymentIntent } from './objects.ts'

/**
 * Tries the intent's payment method: the money comes, or will come, or the customer is asked first.
 * @throws ApiError 402 when it is declined; the intent then waits for another method
 */
export function tryToPay(account: Account, intent: PaymentIntent, cause: Cause, returnUrl?: string): void {
  Object.assign(intent, { last_payment_error: null, next_action: null })
  const outcome = outcomeOf(intent.payment_method ?? '')
  if (outcome?.kind === 'asks the customer') ask(account, intent, cause, returnUrl)
  else if (outcome) carryOut(account, intent, outcome, cause)
}

/** The customer has proved who they are, or has not: what becomes of an intent that waited for it. */
export function answerOfCustomer(account: Account, intent: PaymentIntent, proved: boolean, cause: Cause): void {
  const outcome = outcomeOf(intent.payment_method ?? '')
  if (intent.status !== 'requires_action' || outcome?.kind !== 'asks the customer') {
    throw new Error(`${intent.id} asks nothing of its customer: its status is ${intent.status}`)
  }
  intent.next_action = null
  if (proved) {
    settleQuietly(() => carryOut(account, intent, outcome.proved, cause))
    return
  }
  const message = 'We are unable to authenticate your payment method. Please choose a different one and try again.'
  refuse(account, intent, { type: 'card_error', code: 'payment_intent_authentication_failure', message }, cause)
}

/** The bank of an intent in `processing` has answered. */
export function settle(account: Account, intent: PaymentIntent, outcome: 'succeeded' | 'failed', cause: Cause): void {
  const charge = account.charges.get(intent.latest_charge ?? '')
  if (intent.status !== 'processing' || !charge) {
    throw new Error(`${intent.id} is not on its way: its status is ${intent.status}`)
  }
  if (outcome === 'succeeded') {
    succeed(account, intent, charge, cause)
    return
  }
  const message = 'The bank could not transfer the money.'
  Object.assign(charge, {
    status: 'failed',
    paid: false,
    failure_code: 'debit_not_authorized',
    failure_message: message,
  })
  refuse(account, intent, { type: 'card_error', code: 'debit_not_authorized', message, charge: charge.id }, cause)
}

function carryOut(account: Account, intent: PaymentIntent, outcome: Outcome, cause: Cause): void {
  if (outcome.kind === 'declined') {
    const { code, decline_code, message } = outcome
    const charge = newCharge(account, intent, 'failed')
    Object.assign(charge, { failure_code: code, failure_message: message })
    account.emit('charge.failed', charge, cause)
    const more = decline_code === undefined ? {} : { decline_code }
    const error: PaymentError = { type: 'card_error', code, message, charge: charge.id, ...more }
    refuse(account, intent, error, cause)
    throw new ApiError(402, { ...error, payment_intent: structuredClone(intent) })
  }
  if (outcome.kind === 'settles later') {
    newCharge(account, intent, 'pending')
    change(account, intent, 'processing', cause)
  } else if (intent.capture_method === 'manual') {
    Object.assign(newCharge(account, intent, 'succeeded'), { captured: false, amount_captured: 0 })
    Object.assign(intent, { status: 'requires_capture', amount_capturable: intent.amount })
    account.emit('payment_intent.amount_capturable_updated', intent, cause)
  } else succeed(account, intent, newCharge(account, intent, 'succeeded'), cause)
}

function ask(account: Account, intent: PaymentIntent, cause: Cause, returnUrl?: string): void {
  const url = `${account.address}/course/authenticate/${intent.id}`
  intent.next_action =
    returnUrl === undefined
      ? { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect' } }
      : { type: 'redirect_to_url', redirect_to_url: { url, return_url: returnUrl } }
  change(account, intent, 'requires_action', cause)
}

function succeed(account: Account, intent: PaymentIntent, charge: Charge, cause: Cause): void {
  Object.assign(charge, { status: 'succeeded', paid: true, captured: true, amount_captured: charge.amount })
  intent.amount_received = intent.amount
  account.emit('charge.succeeded', charge, cause)
  change(account, intent, 'succeeded', cause)
}

function refuse(account: Account, intent: PaymentIntent, error: PaymentError, cause: Cause): void {
  Object.assign(intent, { last_payment_error: error, payment_method: null, status: 'requires_payment_method' })
  account.emit('payment_intent.payment_failed', intent, cause)
}

function change(account: Account, intent: PaymentIntent, status: IntentStatus, cause: Cause): void {
  intent.status = status
  account.emit(`payment_intent.${status}`, intent, cause)
}

function newCharge(account: Account, intent: PaymentIntent, status: Charge['status']): Charge {
  const { amount, currency, metadata, id: payment_intent, payment_method } = intent
  const worked = status === 'succeeded'
  const charge: Charge = {
    id: newId('ch'),
    object: 'charge',
    amount,
    amount_captured: worked ? amount : 0,
    amount_refunded: 0,
    captured: worked,
    created: account.seconds(),
    currency,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: { ...metadata },
    paid: worked,
    payment_intent,
    payment_method: payment_method ?? '',
    refunded: false,
    status,
  }
  account.charges.set(charge.id, charge)
  intent.latest_charge = charge.id
  return charge
}

/** A decline that nobody asked for by a request is in the intent, and there is no answer that could say it. */
function settleQuietly(work: () => void): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
  }
}
