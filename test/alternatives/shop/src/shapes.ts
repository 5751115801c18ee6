import { z } from 'zod'
import { fail } from './failure.ts'

/** @returns what the schema makes of it, or ends the request with 422 */
export function read<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value)
  return result.success ? result.data : fail('invalid')
}

const withoutNul = z.string().refine((text) => !text.includes('\u0000'))
const text = withoutNul.refine((value) => !/\p{Surrogate}/u.test(value))
const email = text.trim().toLowerCase()
const isAscii = (value: string) => [...value].every((letter) => letter.charCodeAt(0) < 128)
const characters = (value: string) => [...value].length

export const CREDENTIALS = z.strictObject({ email, password: withoutNul })
export const NEW_ACCOUNT = z.strictObject({
  email: email.max(254).regex(z.regexes.email),
  password: withoutNul.min(10).max(72).refine(isAscii),
})

const name = text.trim().refine((value) => characters(value) >= 1 && characters(value) <= 100)
export const NEW_PRODUCT = z.strictObject({
  name,
  cents: z.int().min(1).max(10_000_000),
  stock: z.int().min(0).max(1_000_000),
})
export const PRODUCT_CHANGE = NEW_PRODUCT.partial().refine((change) => Object.keys(change).length > 0)
export const PRODUCT_QUERY = z.object({ search: text.default('') })
export const CART_ITEM = z.strictObject({ quantity: z.int().min(1).max(100) })
export const NOTHING = z.strictObject({}).optional()
export const PAY = z.strictObject({ paymentMethod: text.min(1).max(255) })
export const SHIP = z.strictObject({ status: z.literal('shipped') })

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
export const isId = (id: string) => uuid.test(id)
