import type { Account, Cause } from './account.ts'
import { ApiError, invalid, missing } from './api-error.ts'
import { kindOf, outcomeOf } from './cards.ts'
import { tryToPay } from './charging.ts'
import { readAmount, readCurrency, readPositive } from './currencies.ts'
import type { Params } from './form.ts'
import { type IntentStatus, newId, type PaymentIntent } from './objects.ts'
import { oneOf, onlyKnown, readMetadata, required, textOf } from './read.ts'

const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned'] as const
const ABOUT = [
  'amount',
  'currency',
  'description',
  'metadata',
  'payment_method',
  'receipt_email',
  'payment_method_types',
]
const HOW = [
  'automatic_payment_methods',
  'capture_method',
  'confirm',
  'return_url',
  'off_session',
  'confirmation_method',
]
const BEFORE_PAYMENT: IntentStatus[] = ['requires_payment_method', 'requires_confirmation', 'requires_action']

export function createIntent(account: Account, params: Params, cause: Cause): PaymentIntent {
  onlyKnown(params, [...ABOUT, ...HOW])
  const currency = readCurrency(required(params, 'currency'))
  const amount = readAmount(required(params, 'amount'), currency)
  const method = readMethod(params)
  const confirms = textOf(params, 'confirm') === 'true'
  const id = newId('pi')
  const intent: PaymentIntent = {
    id,
    object: 'payment_intent',
    amount,
    amount_capturable: 0,
    amount_received: 0,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: oneOf(params, 'capture_method', ['automatic', 'manual']) ?? 'automatic',
    client_secret: `${id}_secret_${newId('s').slice(2)}`,
    confirmation_method: 'automatic',
    created: account.seconds(),
    currency,
    customer: null,
    description: textOf(params, 'description') ?? null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata: readMetadata(params),
    next_action: null,
    payment_method: method ?? null,
    payment_method_types: [method === undefined ? 'card' : kindOf(method)],
    receipt_email: textOf(params, 'receipt_email') ?? null,
    status: method === undefined ? 'requires_payment_method' : 'requires_confirmation',
  }
  if (confirms && method === undefined) throw noMethod(intent)
  account.intents.set(id, intent)
  account.emit('payment_intent.created', intent, cause)
  if (confirms) tryToPay(account, intent, cause, textOf(params, 'return_url'))
  return intent
}

export function findIntent(account: Account, id: string): PaymentIntent {
  const intent = account.intents.get(id)
  if (!intent) throw missing('payment_intent', id, 'intent')
  return intent
}

export function updateIntent(account: Account, id: string, params: Params): PaymentIntent {
  onlyKnown(params, ABOUT)
  const intent = findIntent(account, id)
  const isAboutMoney = ['amount', 'currency', 'payment_method'].some((name) => name in params)
  if (isAboutMoney) demand(intent, BEFORE_PAYMENT, 'updated')
  const currency = readCurrency(textOf(params, 'currency') ?? intent.currency)
  const amount = readAmount(textOf(params, 'amount') ?? String(intent.amount), currency)
  const metadata = readMetadata(params, intent.metadata)
  const method = readMethod(params)
  Object.assign(intent, {
    amount,
    currency,
    metadata,
    description: textOf(params, 'description') ?? intent.description,
  })
  if (method !== undefined) Object.assign(intent, { payment_method: method, status: 'requires_confirmation' })
  return intent
}

export function confirmIntent(account: Account, id: string, params: Params, cause: Cause): PaymentIntent {
  onlyKnown(params, ['payment_method', 'return_url', 'off_session', 'receipt_email', 'capture_method'])
  const intent = findIntent(account, id)
  const method = readMethod(params) ?? intent.payment_method ?? undefined
  demand(intent, BEFORE_PAYMENT, 'confirmed')
  if (method === undefined) throw noMethod(intent)
  intent.payment_method = method
  intent.payment_method_types = [kindOf(method)]
  tryToPay(account, intent, cause, textOf(params, 'return_url'))
  return intent
}

export function captureIntent(account: Account, id: string, params: Params, cause: Cause): PaymentIntent {
  onlyKnown(params, ['amount_to_capture', 'metadata'])
  const intent = findIntent(account, id)
  demand(intent, ['requires_capture'], 'captured')
  const amount = readPositive(textOf(params, 'amount_to_capture') ?? String(intent.amount), 'amount_to_capture')
  if (amount > intent.amount_capturable) {
    throw invalid('The amount to capture is larger than the amount that can be captured.', 'amount_too_large')
  }
  const charge = account.charges.get(intent.latest_charge ?? '')
  if (charge) Object.assign(charge, { captured: true, amount_captured: amount })
  Object.assign(intent, { status: 'succeeded', amount_capturable: 0, amount_received: amount })
  account.emit('payment_intent.succeeded', intent, cause)
  return intent
}

export function cancelIntent(account: Account, id: string, params: Params, cause: Cause): PaymentIntent {
  onlyKnown(params, ['cancellation_reason'])
  const intent = findIntent(account, id)
  const reason = oneOf(params, 'cancellation_reason', REASONS) ?? null
  demand(intent, [...BEFORE_PAYMENT, 'requires_capture'], 'canceled')
  Object.assign(intent, { status: 'canceled', canceled_at: account.seconds(), cancellation_reason: reason })
  Object.assign(intent, { amount_capturable: 0, next_action: null })
  account.emit('payment_intent.canceled', intent, cause)
  return intent
}

/** What a step may begin from. */
function demand(intent: PaymentIntent, allowed: IntentStatus[], done: string): void {
  if (allowed.includes(intent.status)) return
  throw new ApiError(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message: `This PaymentIntent could not be ${done} because it has a status of ${intent.status}.`,
    payment_intent: structuredClone(intent),
  })
}

function readMethod(params: Params): string | undefined {
  const method = textOf(params, 'payment_method')
  if (method === undefined || outcomeOf(method)) return method
  throw missing('PaymentMethod', method, 'payment_method')
}

function noMethod(intent: PaymentIntent): ApiError {
  return new ApiError(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message: 'You cannot confirm this PaymentIntent because it is missing a payment method.',
    payment_intent: structuredClone(intent),
  })
}
