import { z } from 'zod'
import type { PageRequest } from '../models/page.ts'
import { STATUSES } from '../models/task.ts'
import { orderOf, readCursor, SORTS, type Sort } from './cursor.ts'

const NEWEST_FIRST = '-createdAt'

/** Digits first, and then the range: `Number` alone would take '', ' 7', '0x10' and '1e1' as well. */
const digits = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most))

const paging = { limit: digits(1, 100).default(20), cursor: z.string().optional() }

/** `object` leaves out what it does not know: links collect parameters that are none of our business. */
export const userQuery = z.object(paging).transform((query, context) => ({
  sort: NEWEST_FIRST as Sort,
  page: pageOf({ ...query, sort: NEWEST_FIRST }, context),
}))

export const taskQuery = z
  .object({
    ...paging,
    sort: z.enum(SORTS).default(NEWEST_FIRST),
    status: z.enum(STATUSES).optional(),
    priority: digits(1, 5).optional(),
    dueBefore: z.iso.date().optional(),
    search: z.string().min(1).max(100).optional(),
  })
  .transform(({ limit, cursor, sort, ...filter }, context) => ({
    sort,
    filter,
    page: pageOf({ limit, cursor, sort }, context),
  }))

interface Paging {
  limit: number
  cursor?: string | undefined
  sort: Sort
}

function pageOf({ limit, cursor: text, sort }: Paging, context: z.RefinementCtx): PageRequest {
  const cursor = text === undefined ? undefined : readCursor(text)
  if (text !== undefined && cursor?.sort !== sort) {
    context.addIssue({
      code: 'custom',
      path: ['cursor'],
    })
  }
  return { order: orderOf(sort), limit, skip: cursor?.skip ?? 0 }
}
