import { z } from 'zod'
import { invalid, notFound } from './errors.ts'
import { ROLES } from './roles.ts'

/** PostgreSQL has no U+0000 in texts. */
const text = z.string().refine((value) => !value.includes('\0'), 'must not contain U+0000')
const email = text.trim().toLowerCase().pipe(z.email().max(254))
const anyEmail = text.trim().toLowerCase()
const line = text.trim().min(1).max(100)
const cents = z.int().min(1).max(10_000_000)

/** What clients send. */
export const bodies = {
  registration: z.strictObject({ email, password: text.regex(/^\p{ASCII}{10,72}$/u) }),
  login: z.strictObject({ email: anyEmail, password: text }),
  newMarket: z.strictObject({ name: line }),
  membership: z.strictObject({ email: anyEmail, role: z.enum(ROLES) }),
  newListing: z.strictObject({ title: line, cents }),
  listingChanges: z
    .strictObject({ title: line, cents })
    .partial()
    .refine((changes) => Object.keys(changes).length > 0, 'must change something'),
  purchase: z.strictObject({ paymentMethod: text.min(1) }),
}

const account = z.object({ id: z.string(), email: z.string() })
const listing = z.object({ id: z.string(), title: z.string(), cents: z.int(), contract: z.boolean() })

/** What they get, below `data`. */
export const answers = {
  account,
  admission: z.object({ token: z.string(), account }),
  market: z.object({ id: z.string(), name: z.string(), plan: z.enum(['free', 'pro']), role: z.enum(ROLES) }),
  member: z.object({ accountId: z.string(), email: z.string(), role: z.enum(ROLES) }),
  listing,
  window: z.object({
    market: z.object({ id: z.string(), name: z.string() }),
    listings: z.array(listing.omit({ contract: true })),
  }),
  received: z.object({ received: z.literal(true) }),
}

const limit = z
  .string()
  .regex(/^\d{1,3}$/)
  .transform(Number)
  .pipe(z.int().min(1).max(100))
export const pageQuery = z.object({ limit: limit.default(20), cursor: z.string().transform(serialOf).optional() })

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
  const { success, data } = z.guid().safeParse(id)
  if (!success) throw notFound()
  return data
}
