import { z } from 'zod'
import { fail } from './failure.ts'

/** @returns what the schema makes of it, or ends the request with 422 */
export function read<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value)
  return result.success ? result.data : fail('invalid')
}

const text = z.string().refine((value) => !value.includes('\u0000'))
const email = text.trim().toLowerCase()
const isAscii = (value: string) => [...value].every((letter) => letter.charCodeAt(0) < 128)
const isShort = (value: string) => value !== '' && [...value].length <= 100
const line = text.trim().refine(isShort)
const realEmail = email.max(254).regex(z.regexes.email)

export const CREDENTIALS = z.strictObject({ email, password: text })
export const NEW_ACCOUNT = z.strictObject({
  email: realEmail,
  password: text.min(10).max(72).refine(isAscii),
})
export const NEW_MARKET = z.strictObject({ name: line })
export const MEMBER = z.strictObject({ email: realEmail, role: z.enum(['member', 'admin', 'owner']) })
export const NEW_LISTING = z.strictObject({ title: line, cents: z.int().min(1).max(10_000_000) })
export const LISTING_CHANGE = NEW_LISTING.partial().refine((change) => Object.keys(change).length > 0)
export const PLAN = z.strictObject({ paymentMethod: text.min(1).max(255) })

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
export const isId = (id: string) => uuid.test(id)
