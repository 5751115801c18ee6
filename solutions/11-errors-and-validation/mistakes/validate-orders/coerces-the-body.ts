/* mistake
wrong: 'It converts what comes in the body: the text 5 and true become numbers.'
why: Coercion was right for the query, so it is written everywhere. JSON has numbers of its own; a client that sends a text there has a bug that nobody will ever find.
fails:
  - converts nothing in a body
*/
import { z } from 'zod'

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

const MAX_ERRORS = 50
const MAX_INT4 = 2_147_483_647

/** Zod would say it in three ways. Elsewhere its own words will do. */
const QUANTITY = 'must be a whole number from 1 to 1000'

const id = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}_[a-z0-9]{8}$`), `must look like ${prefix}_4f9k2m7q`)
const text = (longest: number) => z.string().trim().max(longest)

/** `strictObject`: a field that we do not know is an error here, since a client that sends it expects it to count. */
const orderSchema = z.strictObject({
  retailerId: id('ret'),
  items: z
    .array(
      z.strictObject({
        productId: id('prd'),
        quantity: z.coerce.number().int(QUANTITY).min(1, QUANTITY).max(1000, QUANTITY),
      }),
    )
    .min(1)
    .max(100),
  deliverOn: z.iso.date(),
  contact: z.strictObject({
    email: z.string().trim().toLowerCase().pipe(z.email().max(254)),
    name: text(100).optional(),
  }),
  note: text(500).optional(),
  options: z
    .strictObject({
      giftWrap: z.boolean().optional(),
      notify: z.strictObject({ email: z.boolean().optional(), sms: z.boolean().optional() }).optional(),
    })
    .optional(),
})

/** Digits first, and then the range: `Number` alone would take '', ' 7', '0x10' and '1e3' as well. */
const digits = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, 'must be a whole number in digits')
    .transform(Number)
    .pipe(z.number().min(least).max(most))

const statuses = z.enum(['placed', 'paid', 'shipped', 'delivered'])

/** `object` leaves out what it does not know: links collect parameters that are none of our business. */
const querySchema = z.object({
  page: digits(1, 1_000_000).default(1),
  limit: digits(1, 100).default(20),
  minTotalCents: digits(0, 1_000_000).optional(),
  urgent: z
    .enum(['true', 'false'])
    .transform((word) => word === 'true')
    .optional(),
  status: z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(statuses).max(4)).default([]),
  sort: z.enum(['placedAt', '-placedAt', 'total', '-total']).default('-placedAt'),
})

const paramsSchema = z.object({ vendorId: id('ven'), number: digits(1, MAX_INT4) })

/** Reads the body of `POST /orders`. What its options leave out is taken from the retailer's settings. */
export function parseOrder(body: unknown, settings: Settings): Parsed<Order> {
  const parsed = parse(orderSchema, body)
  if (!parsed.ok) return parsed
  const { options, ...order } = parsed.value
  // Field by field. A merge that goes through whatever keys there are would go through __proto__ as well.
  const { email = settings.notify.email, sms = settings.notify.sms } = options?.notify ?? {}
  const giftWrap = options?.giftWrap ?? settings.giftWrap
  return { ok: true, value: { ...order, options: { giftWrap, notify: { email, sms } } } }
}

/** Reads the query of `GET /orders`. */
export function parseOrderQuery(query: unknown): Parsed<OrderQuery> {
  return parse(querySchema, query)
}

/** Reads the parameters of `/vendors/:vendorId/orders/:number`. */
export function parseOrderParams(params: unknown): Parsed<OrderParams> {
  return parse(paramsSchema, params)
}

function parse<T>(schema: z.ZodType<T>, input: unknown): Parsed<T> {
  const { success, data, error } = schema.safeParse(input)
  if (success) return { ok: true, value: data }
  return { ok: false, errors: error.issues.flatMap(fieldErrors).slice(0, MAX_ERRORS) }
}

/** Zod reports unknown keys all together, at the object that holds them. Here each is an error at its own path. */
function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path.join('.'), message: issue.message }]
  return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'is not a field of this' }))
}
