import { ServerError } from '../errors.ts'
import type { Value } from './bson.ts'

/** A score that a text search gave a document, for `$meta`. */
export const textScores = new WeakMap<object, number>()

const KINDS = [
  'textScore',
  'searchScore',
  'searchHighlights',
  'indexKey',
  'sortKey',
  'randVal',
  'recordId',
  'geoNearDistance',
  'geoNearPoint',
]

/** What `$meta` gives for the score of a document. @throws ServerError 17307, 17308, and 40218 when there is none */
export function metadata(kind: Value): (score: number | undefined) => Value {
  if (typeof kind !== 'string') throw new ServerError(17307, '$meta only supports string arguments')
  if (!KINDS.includes(kind)) throw new ServerError(17308, `Unsupported argument to $meta: ${kind}`)
  return (score) => {
    if (kind === 'textScore' && score !== undefined) return score
    throw new ServerError(40218, `query requires ${kind} metadata, but it is not available`)
  }
}
