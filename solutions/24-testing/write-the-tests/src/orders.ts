/** An order, and what the service behind it needs from the world. */

export interface Line {
  product: string
  quantity: number
}

export interface Order {
  id: string
  retailer: string
  /** The retailer's own number for it. */
  reference: string
  lines: Line[]
  /** In cents, shipping included. */
  total: number
  status: 'placed' | 'cancelled'
  /** Milliseconds since 1970. */
  placedAt: number
  payment: string
}

export interface OrderRepository {
  add(order: Order): Promise<void>
  update(order: Order): Promise<void>
  byId(id: string): Promise<Order | undefined>
  byReference(retailer: string, reference: string): Promise<Order | undefined>
}

export interface Catalog {
  /** What a piece costs; undefined for a product that nobody sells. */
  centsOf(product: string): Promise<number | undefined>
}

export interface Payments {
  /** Gives the id of the payment. @throws PaymentRefused when the bank says no */
  charge(retailer: string, cents: number): Promise<string>
  refund(payment: string): Promise<void>
}

export interface Mailer {
  send(retailer: string, text: string): Promise<void>
}

export class PaymentRefused extends Error {}

export type OrderProblem = 'not_found' | 'unknown_product' | 'payment_refused' | 'too_late' | 'already_cancelled'

/** What a retailer can be told. The code is a promise, the message is not. */
export class OrderError extends Error {
  readonly code: OrderProblem
  constructor(code: OrderProblem, message: string) {
    super(message)
    this.code = code
  }
}
