import { z } from 'zod'

/** `strictObject`: whoever sends a field that we do not know believes that it counts. */
export const userFields = z.strictObject({
  name: z.string().trim().min(1, 'must not be empty').max(100, 'must have at most 100 characters'),
  email: z
    .string()
    .trim()
    .toLowerCase()
    .pipe(z.email('must be an email address').max(254, 'must have at most 254 characters')),
})

export const userChanges = userFields
  .partial()
  .refine((changes) => Object.keys(changes).length > 0, 'must change something')
