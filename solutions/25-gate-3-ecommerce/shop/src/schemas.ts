import { z } from 'zod'
import { STATUSES } from './domain/order-state.ts'
import { invalid, notFound } from './errors.ts'

/** PostgreSQL has no U+0000 in texts. */
const text = z.string().refine((value) => !value.includes('\0'), 'must not contain U+0000')
const email = text.trim().toLowerCase().pipe(z.email().max(254))
const newPassword = text.regex(/^\p{ASCII}{10,72}$/u)

export const registration = z.strictObject({ email, password: newPassword })
export const credentials = z.strictObject({ email: text.trim().toLowerCase(), password: text })

const fields = {
  name: text.trim().min(1).max(100),
  cents: z.int().min(1).max(10_000_000),
  stock: z.int().min(0).max(1_000_000),
}
export const newProduct = z.strictObject(fields)
export const productChanges = z
  .strictObject(fields)
  .partial()
  .refine((changes) => Object.keys(changes).length > 0, 'must change something')

export const cartItem = z.strictObject({ quantity: z.int().min(1).max(100) })
export const nothing = z.strictObject({})
export const payment = z.strictObject({ paymentMethod: text.min(1) })
export const shipping = z.strictObject({ status: z.literal('shipped') })

const limit = z
  .string()
  .regex(/^\d{1,3}$/)
  .transform(Number)
  .pipe(z.int().min(1).max(100))
const page = { limit: limit.default(20), cursor: z.string().transform(serialOf).optional() }
export const productQuery = z.object({ ...page, search: text.default('') })
export const orderQuery = z.object(page)
export const adminOrderQuery = z.object({ ...page, status: z.enum(STATUSES).optional() })

export interface Page {
  limit: number
  /** Only what is older than this. */
  cursor?: string | undefined
}

export const cursorOf = (serial: string) => Buffer.from(serial).toString('base64url')

function serialOf(cursor: string, context: z.RefinementCtx): string {
  const serial = Buffer.from(cursor, 'base64url').toString()
  if (!/^\d{1,18}$/.test(serial)) context.addIssue('not a cursor of ours')
  return serial
}

/**
 * The only way in: what a client sent comes out as what the schema says.
 * @throws AppError 422
 */
export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const { success, data, error } = schema.safeParse(input)
  if (success) return data
  const paths = new Set(error.issues.map(({ path }) => path.join('.')).filter(Boolean))
  throw invalid(paths.size > 0 ? [...paths].join(', ') : 'the fields')
}

/** An id of a path. Anything that does not look like one is nobody's, and never reaches the database. */
export function parseId(id: unknown): string {
  const { success, data } = z.uuid().safeParse(id)
  if (!success) throw notFound()
  return data
}
