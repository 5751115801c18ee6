import { Types } from 'mongoose'

/** Mongoose itself takes any twelve characters for an id, so `isValidObjectId` is not what we need. */
export const ID = /^[0-9a-f]{24}$/

/** A text that cannot be an id gives null, which is the id of nothing: a filter with it finds nothing. */
export function toObjectId(text: string): Types.ObjectId | null {
  return ID.test(text) ? new Types.ObjectId(text) : null
}
