import { z } from 'zod'
import { AppError, notFound } from './errors.ts'

/** PostgreSQL has no U+0000 in texts. */
const text = z.string().refine((value) => !value.includes('\0'), 'must not contain U+0000')
const email = text.trim().toLowerCase().pipe(z.email().max(254))
const newPassword = text.min(10).max(128)
const name = text.trim().min(1).max(100)

export const registration = z.strictObject({ email, password: newPassword, name })
export const credentials = z.strictObject({ email, password: z.string() })
export const passwordChange = z.strictObject({ password: z.string(), newPassword })
export const profile = z.strictObject({ name })
export const forgotten = z.strictObject({ email })
export const reset = z.strictObject({ token: z.string(), password: newPassword })
export const newOrder = z.strictObject({ note: text.min(1).max(500) })
export const orderQuery = z.object({ search: text.default('') })
export const accountQuery = z.object({ email: text.trim().toLowerCase().optional() })
export const adminChanges = z
  .strictObject({ role: z.enum(['retailer', 'vendor', 'admin']).optional(), suspended: z.boolean().optional() })
  .refine((changes) => Object.keys(changes).length > 0, 'must change something')

/**
 * The only way in: what a client sent comes out as what the schema says.
 * @throws AppError 422
 */
export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const { success, data, error } = schema.safeParse(input)
  if (success) return data
  const what = error.issues.map(({ path, message }) => [...path, message].join(': '))
  throw new AppError(422, 'invalid', `some fields are not right: ${what.join('; ')}`)
}

/** An id of a path. Anything that does not look like one is nobody's, and never reaches the database. */
export function parseId(id: unknown): string {
  const { success, data } = z.uuid().safeParse(id)
  if (!success) throw notFound()
  return data
}
