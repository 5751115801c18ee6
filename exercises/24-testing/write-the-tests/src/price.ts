export interface PricedLine {
  quantity: number
  /** What a piece costs. */
  cents: number
}

export interface Price {
  goods: number
  shipping: number
  total: number
}

/**
 * What an order costs, in cents.
 *
 * - A line of 100 pieces or more is 10 % cheaper. A discount that is no whole number of cents is rounded down.
 * - Shipping is 900, and nothing from goods of 50,000 on, discounts taken off.
 * - No lines cost nothing, shipping included.
 *
 * @throws RangeError for a quantity that is not a whole number of at least 1
 */
export function priceOf(lines: readonly PricedLine[]): Price {
  const goods = lines.reduce((sum, line) => sum + centsOf(line), 0)
  const shipping = lines.length === 0 || goods >= 50_000 ? 0 : 900
  return { goods, shipping, total: goods + shipping }
}

function centsOf({ quantity, cents }: PricedLine): number {
  if (!Number.isInteger(quantity) || quantity < 1) throw new RangeError(`not a quantity: ${quantity}`)
  const full = quantity * cents
  return quantity >= 100 ? full - Math.floor(full / 10) : full
}
