import { z } from 'zod'
import { STATUSES } from '../models/task.ts'

const fields = {
  title: z.string().trim().min(1).max(200),
  description: z.string().max(2000),
  status: z.enum(STATUSES),
  priority: z.int().min(1).max(5),
  dueOn: z.iso.date().nullable(),
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
  .refine(({ version, ...changes }) => Object.keys(changes).length > 0)
