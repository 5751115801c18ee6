export interface Line {
  cents: number
  quantity: number
}

export interface Totals {
  subtotalCents: number
  discountCents: number
  shippingCents: number
  taxCents: number
  totalCents: number
}

const DISCOUNT_FROM = 10_000
const FREE_SHIPPING_FROM = 5000
const SHIPPING = 490
const TAX_PERCENT = 7

/** Integers all the way: each share of something is rounded once, where it arises. */
export function priceOf(lines: readonly Line[]): Totals {
  for (const { cents, quantity } of lines) {
    if (!Number.isInteger(quantity) || quantity < 1) throw new RangeError(`not a quantity: ${quantity}`)
    if (!Number.isInteger(cents) || cents < 0) throw new RangeError(`not a price: ${cents}`)
  }
  const subtotalCents = lines.reduce((sum, { cents, quantity }) => sum + cents * quantity, 0)
  const discountCents = subtotalCents >= DISCOUNT_FROM ? Math.floor(subtotalCents / 10) : 0
  const goods = subtotalCents - discountCents
  const shippingCents = lines.length === 0 || goods >= FREE_SHIPPING_FROM ? 0 : SHIPPING
  const taxCents = Math.round(((goods + shippingCents) * TAX_PERCENT) / 100)
  return { subtotalCents, discountCents, shippingCents, taxCents, totalCents: goods + shippingCents + taxCents }
}
