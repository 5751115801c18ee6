import { z } from 'zod'

/** `strictObject`: whoever sends a field that we do not know believes that it counts. */
export const userFields = z.strictObject({
  name: z.string().trim().min(1).max(100),
  email: z.string().trim().toLowerCase().pipe(z.email().max(254)),
})

export const userChanges = userFields.partial().refine((changes) => Object.keys(changes).length > 0)
