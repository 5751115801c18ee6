/** An order of a retailer, in cents. */
export interface Order {
  id: string
  shop: string
  totalCents: number
}

export const orders: Order[] = [
  { id: 'ord_00000001', shop: 'mill', totalCents: 32_000 },
  { id: 'ord_00000002', shop: 'bakery', totalCents: 4_500 },
]
