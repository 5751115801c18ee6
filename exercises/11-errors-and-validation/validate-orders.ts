export interface Order {
  retailerId: string
  items: { productId: string; quantity: number }[]
  /** Year, month, day: '2026-03-01'. */
  deliverOn: string
  contact: { email: string; name?: string | undefined }
  note?: string | undefined
  options: Settings
}

/** What a retailer has chosen once, for all orders. An order may say otherwise. */
export interface Settings {
  giftWrap: boolean
  notify: { email: boolean; sms: boolean }
}

export interface OrderQuery {
  page: number
  limit: number
  minTotalCents?: number | undefined
  urgent?: boolean | undefined
  status: Status[]
  sort: Sort
}

export type Status = 'placed' | 'paid' | 'shipped' | 'delivered'
export type Sort = 'placedAt' | '-placedAt' | 'total' | '-total'

export interface OrderParams {
  vendorId: string
  number: number
}

/** What is wrong, and where: 'items.2.quantity'. The path of the whole is ''. */
export interface FieldError {
  path: string
  message: string
}

export type Parsed<T> = { ok: true; value: T } | { ok: false; errors: FieldError[] }

/**
 * Reads the body of `POST /orders`, which has been parsed as JSON and may be anything.
 *
 * - `retailerId` is 'ret_' and 8 small letters or digits, `productId` the same with 'prd_'.
 * - `items`: 1 to 100 of them, each with a `quantity`, a whole number from 1 to 1,000.
 * - `deliverOn`: a day that the calendar has, written '2026-03-01'.
 * - `contact.email`: an email address of at most 254 characters; it comes back trimmed and in small letters.
 *   `contact.name` and `note` are optional texts, trimmed, of at most 100 and 500 characters after that; they may be
 *   empty. An emoji may count as one character or as two.
 * - `options` is optional, and so is everything in it. It comes back complete: what it leaves out is taken from
 *   `settings`, which stay as they are.
 * - Nothing is converted: '5' is no number, 1 is no boolean, null is not the same as leaving out.
 * - A field that an order does not have is an error, at its own path, wherever it stands.
 * - All errors are reported at once; of more than 50, any 50.
 *
 * It gives a new value made of what is named above and nothing else, leaves the body as it is, and never throws.
 *
 * @example
 * parseOrder({ retailerId: 'ret_4f9k2m7q', items: [{ productId: 'prd_00000001', quantity: -1000 }], … }, settings)
 * // { ok: false, errors: [{ path: 'items.0.quantity', message: 'must be a whole number from 1 to 1000' }] }
 */
export function parseOrder(body: unknown, settings: Settings): Parsed<Order> {
  const order = body as Order
  if (!order?.retailerId) return { ok: false, errors: [{ path: 'retailerId', message: 'is missing' }] }
  return { ok: true, value: { ...order, options: Object.assign(settings, order.options) } }
}

/**
 * Reads the query of `GET /orders`, as Express gives it: texts, and lists of texts where a parameter is repeated.
 *
 * - `page` is 1 or more and 1 by default, `limit` 1 to 100 and 20 by default, `minTotalCents` 0 or more and optional;
 *   none above 1,000,000. They are written in digits and nothing but digits; '007' is 7.
 * - `urgent` is optional, and written true or false.
 * - `status` may come up to 4 times, also with the same word; all of them come back as a list in their order, empty by
 *   default. Words are written exactly as in the types above. `sort` is '-placedAt' by default.
 * - Everything else may not be repeated. A parameter that there is not is left out of the result; it is no error.
 * - An empty text is no number and no word, so it is an error. Like the next function, this one never throws.
 *
 * @example
 * parseOrderQuery({ limit: '50', status: 'paid', utm_source: 'mail' })
 * // { ok: true, value: { page: 1, limit: 50, status: ['paid'], sort: '-placedAt' } }
 */
export function parseOrderQuery(query: unknown): Parsed<OrderQuery> {
  const { page = 1, limit = 20, status = [], sort = '-placedAt' } = query as Record<string, never>
  return { ok: true, value: { page: Number(page), limit: Number(limit), status, sort } }
}

/**
 * Reads the parameters of `/vendors/:vendorId/orders/:number`: 'ven_' and 8 small letters or digits, and a number from
 * 1 to 2,147,483,647, the largest that the column can hold, in digits.
 *
 * @example
 * parseOrderParams({ vendorId: 'ven_northmil', number: '17' })
 * // { ok: true, value: { vendorId: 'ven_northmil', number: 17 } }
 */
export function parseOrderParams(params: unknown): Parsed<OrderParams> {
  const { vendorId, number } = params as Record<string, string>
  return { ok: true, value: { vendorId: String(vendorId), number: Number(number) } }
}
