/* mistake
wrong: The cursor holds how many tasks have been seen, and the next page skips as many.
why: skip and limit are all that a page seems to need, and in a test nobody creates or deletes anything between two pages.
fails:
  - skips and repeats nothing while others create and delete
score: 97
*/
import type { Model, QueryFilter, Types } from 'mongoose'

/** Sorted by a field and, where that is equal, by id: so no two documents ever share a place. */
export interface Order {
  field: string
  direction: 1 | -1
}

export interface PageRequest {
  order: Order
  limit: number
  /** How many the client has seen already. */
  skip: number
}

/** One more than asked for is read, which tells whether there is another page. */
export async function findPage<T extends { _id: Types.ObjectId }>(
  model: Model<T>,
  filter: QueryFilter<T>,
  { order, limit, skip }: PageRequest,
): Promise<{ found: T[]; hasMore: boolean }> {
  const { field, direction } = order
  const found = await model
    .find(filter)
    .sort({ [field]: direction, _id: direction })
    .skip(skip)
    .limit(limit + 1)
    .lean<T[]>()
  return { found: found.slice(0, limit), hasMore: found.length > limit }
}
