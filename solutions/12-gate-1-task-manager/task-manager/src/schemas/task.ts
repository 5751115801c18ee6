import { z } from 'zod'
import { STATUSES } from '../models/task.ts'

const fields = {
  title: z.string().trim().min(1, 'must not be empty').max(200, 'must have at most 200 characters'),
  description: z.string().max(2000, 'must have at most 2000 characters'),
  status: z.enum(STATUSES),
  priority: z.int('must be a whole number from 1 to 5').min(1, 'must be at least 1').max(5, 'must be at most 5'),
  dueOn: z.iso.date('must be a day such as 2026-03-01').nullable(),
}

/** `strictObject`: whoever sends a field that we do not know believes that it counts. */
export const taskFields = z.strictObject({
  ...fields,
  description: fields.description.default(''),
  status: fields.status.default('todo'),
  priority: fields.priority.default(3),
  dueOn: fields.dueOn.default(null),
})

export const taskChanges = z
  .strictObject({ ...fields, version: z.int().min(1) })
  .partial()
  .refine(({ version, ...changes }) => Object.keys(changes).length > 0, 'must change something')
