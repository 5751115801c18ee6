/** What becomes of a payment by this method. */
export type Outcome =
  | { kind: 'succeeds' }
  | { kind: 'settles later' }
  | { kind: 'asks the customer'; proved: Outcome }
  | { kind: 'declined'; code: string; decline_code?: string; message: string }

const declined = (decline_code: string, message = 'Your card was declined.'): Outcome => ({
  ...{ kind: 'declined', code: 'card_declined', decline_code, message },
})
const NO_FUNDS = declined('insufficient_funds', 'Your card has insufficient funds.')
const SUCCEEDS: Outcome = { kind: 'succeeds' }

/** Test payment methods by the names that Stripe documents, of each kind one or two. */
const METHODS: Record<string, Outcome> = {
  pm_card_visa: SUCCEEDS,
  pm_card_mastercard: SUCCEEDS,
  pm_card_visa_chargeDeclined: declined('generic_decline'),
  pm_card_visa_chargeDeclinedInsufficientFunds: NO_FUNDS,
  pm_card_visa_chargeDeclinedLostCard: declined('lost_card'),
  pm_card_visa_chargeDeclinedStolenCard: declined('stolen_card'),
  pm_card_chargeDeclinedExpiredCard: { kind: 'declined', code: 'expired_card', message: 'Your card has expired.' },
  pm_card_chargeDeclinedIncorrectCvc: {
    ...{ kind: 'declined', code: 'incorrect_cvc', message: "Your card's security code is incorrect." },
  },
  pm_card_authenticationRequired: { kind: 'asks the customer', proved: SUCCEEDS },
  pm_card_authenticationRequiredChargeDeclinedInsufficientFunds: { kind: 'asks the customer', proved: NO_FUNDS },
  pm_usBankAccount_success: { kind: 'settles later' },
}

/** undefined for a method that nobody has. */
export function outcomeOf(method: string): Outcome | undefined {
  return Object.hasOwn(METHODS, method) ? METHODS[method] : undefined
}

/** For `payment_method_types`, and for people. */
export function kindOf(method: string): string {
  return method.startsWith('pm_usBankAccount') ? 'us_bank_account' : 'card'
}
