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

/** @throws RangeError for a quantity or a price that nothing can have */
export function priceOf(lines: readonly Line[]): Totals {
  for (const { cents, quantity } of lines) {
    if (!Number.isInteger(cents) || cents < 0) throw new RangeError(`no price: ${cents}`)
    if (!Number.isInteger(quantity) || quantity < 1) throw new RangeError(`no quantity: ${quantity}`)
  }
  const subtotalCents = lines.reduce((sum, { cents, quantity }) => sum + cents * quantity, 0)
  const discountCents = subtotalCents >= 10_000 ? Math.floor(subtotalCents / 10) : 0
  const goods = subtotalCents - discountCents
  const shippingCents = lines.length === 0 || goods >= 5000 ? 0 : 490
  const taxCents = Math.floor(((goods + shippingCents) * 7 + 50) / 100)
  return { subtotalCents, discountCents, shippingCents, taxCents, totalCents: goods + shippingCents + taxCents }
}
