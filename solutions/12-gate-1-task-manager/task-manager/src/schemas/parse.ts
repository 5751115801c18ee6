import { z } from 'zod'
import { type Detail, InvalidError } from '../errors.ts'

/**
 * The only way in: what a client sent comes out as what the schema says.
 * @throws InvalidError that names all wrong fields
 */
export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const { success, data, error } = schema.safeParse(input)
  if (success) return data
  throw new InvalidError(error.issues.flatMap(toDetails))
}

/** Zod reports unknown keys all together, at the object that holds them. Here each is a detail of its own. */
function toDetails(issue: z.core.$ZodIssue): Detail[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: z.core.toDotPath(issue.path), message: issue.message }]
  return issue.keys.map((path) => ({ path, message: 'is not a field of this' }))
}
