import { type Model, type QueryFilter, Types } from 'mongoose'

/** Sorted by a field and, where that is equal, by id: so no two documents ever share a place. */
export interface Order {
  field: string
  direction: 1 | -1
}

/** The place of a document in an order. */
export interface Position {
  value: Date | number
  id: string
}

export interface PageRequest {
  order: Order
  limit: number
  /** The last one that the client has; from the beginning when it has none. */
  after?: Position | undefined
}

/**
 * The documents that come after a place, not after a count: what is added or removed before that place moves nothing.
 * One more than asked for is read, which tells whether there is another page.
 */
export async function findPage<T extends { _id: Types.ObjectId }>(
  model: Model<T>,
  filter: QueryFilter<T>,
  { order, limit, after }: PageRequest,
): Promise<{ found: T[]; hasMore: boolean }> {
  const { field, direction } = order
  const found = await model
    .find({ $and: [filter, after ? beyond(order, after) : {}] } as QueryFilter<T>)
    .sort({ [field]: direction, _id: direction })
    .limit(limit + 1)
    .lean<T[]>()
  return { found: found.slice(0, limit), hasMore: found.length > limit }
}

function beyond({ field, direction }: Order, { value, id }: Position) {
  const operator = direction === 1 ? '$gt' : '$lt'
  return {
    $or: [{ [field]: { [operator]: value } }, { [field]: value, _id: { [operator]: new Types.ObjectId(id) } }],
  }
}
