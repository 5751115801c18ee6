import type { z } from 'zod'
import { type Detail, InvalidError } from '../errors.ts'

const MAX_DETAILS = 50

/**
 * The only way in: what a client sent comes out as what the schema says.
 * @throws InvalidError that names all wrong fields
 */
export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const { success, data, error } = schema.safeParse(input)
  if (success) return data
  throw new InvalidError(error.issues.flatMap(toDetails).slice(0, MAX_DETAILS))
}

/** Zod reports unknown keys all together, at the object that holds them. Here each is a detail of its own. */
function toDetails(issue: z.core.$ZodIssue): Detail[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path.join('.'), message: issue.message }]
  return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'is not a field of this' }))
}
