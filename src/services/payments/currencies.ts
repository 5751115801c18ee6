import { invalid } from './api-error.ts'

/** As Stripe lists them: an amount of 500 is 500 of these. */
const ZERO_DECIMAL = 'bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf'.split(' ')
/** An amount is a thousandth here, and its last digit must be 0. */
const THREE_DECIMAL = 'bhd jod kwd omr tnd'.split(' ')
const TWO_DECIMAL = 'aud brl cad chf czk dkk eur gbp hkd inr mxn nok nzd pln sek sgd thb usd zar'.split(' ')

/** Below these a card payment costs more than it brings. Ours for all that are not named. */
const SMALLEST: Record<string, number> = { usd: 50, eur: 50, gbp: 30, inr: 50, jpy: 50, chf: 50, kwd: 150 }
const LARGEST = 99_999_999

const KNOWN = new Set([...ZERO_DECIMAL, ...THREE_DECIMAL, ...TWO_DECIMAL])

/** The code in small letters. */
export function readCurrency(text: string): string {
  const currency = text.toLowerCase()
  if (!KNOWN.has(currency)) throw invalid(`Invalid currency: ${currency}.`, undefined, 'currency')
  return currency
}

/** An integer that may be charged in this currency. */
export function readAmount(text: string, currency: string): number {
  const amount = readPositive(text, 'amount')
  const smallest = SMALLEST[currency] ?? 1
  const least = `Amount must be at least ${smallest} in the smallest unit of ${currency}.`
  if (amount < smallest) throw invalid(least, 'amount_too_small', 'amount')
  if (amount > LARGEST) {
    throw invalid(`Amount must be no more than ${LARGEST}.`, 'amount_too_large', 'amount')
  }
  if (THREE_DECIMAL.includes(currency) && amount % 10 !== 0) {
    throw invalid(`Invalid amount for ${currency}: the last digit must be 0.`, undefined, 'amount')
  }
  return amount
}

export function readPositive(text: string, param: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw invalid(`Invalid integer: ${text}`, 'parameter_invalid_integer', param)
  const number = Number(text)
  if (number < 1) throw invalid('This value must be greater than or equal to 1.', 'parameter_invalid_integer', param)
  return number
}
