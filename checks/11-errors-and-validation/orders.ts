/** What the checks of validate-orders share: a right order, and what a parser says about a wrong one. */
import type { Parsed, Settings } from '../../exercises/11-errors-and-validation/validate-orders.ts'

export const ITEM = { productId: 'prd_00000001', quantity: 12 }

/** Each check has its own, since a wrong answer may write into them. */
export const newSettings = (): Settings => ({ giftWrap: true, notify: { email: true, sms: false } })

/** A right order in which some fields are others. */
export const orderWith = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  retailerId: 'ret_4f9k2m7q',
  items: [ITEM],
  deliverOn: '2026-03-01',
  contact: { email: 'buyer@northmill.example' },
  ...fields,
})

/** Each path once, in alphabetical order; 'accepted' for what was taken. An error without a message is no help. */
export function pathsOf(parsed: Parsed<unknown>): string[] | 'accepted' {
  if (parsed.ok) return 'accepted'
  const paths = parsed.errors.map(({ path, message }) => (message === '' ? `${path}, without a message` : path))
  return [...new Set(paths)].sort()
}

/** The inputs that were taken, as a learner would write them. */
export function acceptedOf<T>(inputs: T[], parse: (input: T) => Parsed<unknown>): T[] {
  return inputs.filter((input) => parse(input).ok)
}

/** As Express 5 gives it: without a prototype. */
export const queryOf = (fields: Record<string, string | string[]>): unknown =>
  Object.assign(Object.create(null), fields)
