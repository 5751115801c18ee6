// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code as text
/** The two modules as the brief has them, and broken versions, each in one way. */

export const PRICING = 'src/domain/pricing.ts'
export const STATE = 'src/domain/order-state.ts'

const PRICING_TEXT = `export function priceOf(lines) {
  for (const { cents, quantity } of lines) {
    if (!Number.isInteger(quantity) || quantity <= 0) throw new RangeError('quantity')
    if (!Number.isInteger(cents) || cents < 0) throw new RangeError('cents')
  }
  let subtotal = 0
  for (const line of lines) subtotal += line.cents * line.quantity
  const discount = subtotal >= 10000 ? Math.floor(subtotal * 10 / 100) : 0
  const goods = subtotal - discount
  const shipping = lines.length > 0 && goods < 5000 ? 490 : 0
  const tax = Math.floor(((goods + shipping) * 7 + 50) / 100)
  const total = goods + shipping + tax
  return { subtotalCents: subtotal, discountCents: discount, shippingCents: shipping, taxCents: tax, totalCents: total }
}
`

const STATE_TEXT = `export function nextStatus(status, event) {
  if (event === 'cancel') return status === 'pending' ? 'cancelled' : undefined
  if (event === 'ship') return status === 'paid' ? 'shipped' : undefined
  if (event === 'payment_failed') return status
  if (event === 'refund') return status === 'cancelled' ? 'cancelled' : 'refunded'
  if (status === 'cancelled') return undefined
  return status === 'pending' ? 'paid' : status
}
`

export const OURS = { [PRICING]: PRICING_TEXT, [STATE]: STATE_TEXT }

export interface Broken {
  says: string
  file: string
  text: string
}

const broken = (file: string, given: string) => (says: string, from: string, to: string) => {
  if (given.split(from).length !== 2) throw new Error(`${from} does not stand once in ${file}`)
  return { says, file, text: given.replace(from, () => to) }
}

const pricing = broken(PRICING, PRICING_TEXT)
const state = broken(STATE, STATE_TEXT)

export const BROKEN_PRICING: Broken[] = [
  pricing('the discount begins above 10,000', '>= 10000', '> 10000'),
  pricing('the discount begins at 9,999', '>= 10000', '>= 9999'),
  pricing('the discount is rounded up', 'Math.floor(subtotal * 10', 'Math.ceil(subtotal * 10'),
  pricing('the discount is 9 %', 'subtotal * 10 /', 'subtotal * 9 /'),
  pricing('5,000 pay for shipping', 'goods < 5000', 'goods <= 5000'),
  pricing('4,999 do not pay for shipping', 'goods < 5000', 'goods < 4999'),
  pricing('nothing pays for shipping', 'lines.length > 0 && ', ''),
  pricing('the tax leaves out shipping', '(goods + shipping) * 7', 'goods * 7'),
  pricing('the tax leaves out the discount', '(goods + shipping) * 7', '(subtotal + shipping) * 7'),
  pricing('the tax is rounded down', '* 7 + 50)', '* 7)'),
  pricing('half a cent of tax is rounded down', '* 7 + 50)', '* 7 + 49)'),
  pricing('the total leaves out shipping', 'goods + shipping + tax', 'goods + tax'),
  pricing('the total leaves out the tax', 'goods + shipping + tax', 'goods + shipping'),
  pricing('only the last line counts', 'subtotal += line', 'subtotal = line'),
  pricing('a quantity of 0 is taken', 'quantity <= 0', 'quantity < 0'),
  pricing('a negative quantity is taken', 'quantity <= 0', 'quantity === 0'),
  pricing('half a piece is taken', '!Number.isInteger(quantity)', 'Number.isNaN(quantity)'),
  pricing('a negative price is taken', ' || cents < 0', ''),
  pricing('half a cent is taken', '!Number.isInteger(cents)', 'Number.isNaN(cents)'),
  pricing('a price of 0 is refused', 'cents < 0', 'cents <= 0'),
  pricing('another error is thrown', "new RangeError('quantity')", "new TypeError('quantity')"),
]

export const BROKEN_STATE: Broken[] = [
  state(
    'what is paid can be cancelled',
    "return status === 'pending' ? 'cancelled'",
    "return status !== 'shipped' ? 'cancelled'",
  ),
  state(
    'what is cancelled can be cancelled',
    "return status === 'pending' ? 'cancelled'",
    "return ['pending', 'cancelled'].includes(status) ? 'cancelled'",
  ),
  state('nothing can be cancelled', "? 'cancelled' : undefined", '? undefined : undefined'),
  state(
    'what is pending can be shipped',
    "status === 'paid' ? 'shipped'",
    "['pending', 'paid'].includes(status) ? 'shipped'",
  ),
  state(
    'what is shipped can be shipped',
    "status === 'paid' ? 'shipped'",
    "['shipped', 'paid'].includes(status) ? 'shipped'",
  ),
  state(
    'what is refunded can be shipped',
    "status === 'paid' ? 'shipped'",
    "['refunded', 'paid'].includes(status) ? 'shipped'",
  ),
  state(
    'a failed payment makes pending what was paid',
    "=== 'payment_failed') return status",
    "=== 'payment_failed') return status === 'paid' ? 'pending' : status",
  ),
  state(
    'a failed payment cancels',
    "=== 'payment_failed') return status",
    "=== 'payment_failed') return status === 'pending' ? 'cancelled' : status",
  ),
  state(
    'a failed payment is impossible when refunded',
    "=== 'payment_failed') return status",
    "=== 'payment_failed') return status === 'refunded' ? undefined : status",
  ),
  state(
    'a refund cannot overtake the payment',
    "if (event === 'refund') return",
    "if (event === 'refund' && status === 'pending') return undefined\n  if (event === 'refund') return",
  ),
  state(
    'what is cancelled becomes refunded',
    "return status === 'cancelled' ? 'cancelled' : 'refunded'",
    "return 'refunded'",
  ),
  state(
    'what is shipped cannot be refunded',
    "return status === 'cancelled' ? 'cancelled'",
    "return status === 'shipped' ? undefined : status === 'cancelled' ? 'cancelled'",
  ),
  state(
    'what is cancelled becomes paid',
    "if (status === 'cancelled') return undefined",
    "if (status === 'cancelled') return 'paid'",
  ),
  state(
    'what is refunded becomes paid again',
    "return status === 'pending' ? 'paid'",
    "return ['refunded', 'pending'].includes(status) ? 'paid'",
  ),
  state(
    'what is shipped becomes paid again',
    "return status === 'pending' ? 'paid'",
    "return ['shipped', 'pending'].includes(status) ? 'paid'",
  ),
  state(
    'a payment that comes twice is impossible',
    "return status === 'pending' ? 'paid' : status",
    "return status === 'pending' ? 'paid' : status === 'paid' ? undefined : status",
  ),
]
