import { ServerError } from '../errors.ts'
import type { BtreeIndex } from '../index/btree.ts'
import type { Collection } from '../storage/collection.ts'
import { type Doc, toBoolean, toNumber } from '../values/bson.ts'
import { identical } from '../values/compare.ts'

const FIELDS = ['name', 'keyPattern', 'expireAfterSeconds', 'hidden', 'prepareUnique', 'unique']

/** What `collMod` changes of an index (docs: "collMod"). @throws ServerError 27, 72, 359 */
export function changeIndex(collection: Collection, change: Doc): Doc {
  const unknown = Object.keys(change).find((name) => !FIELDS.includes(name))
  if (unknown) throw new ServerError(40415, `BSON field 'collMod.index.${unknown}' is an unknown field.`)
  const index = collection.indexes.find(
    ({ spec }) => spec.name === change['name'] || identical(spec.key, change['keyPattern']),
  )
  if (!index) throw new ServerError(27, `cannot find index ${String(change['name'])} for ns ${collection.namespace}`)
  const { spec } = index
  const reply: Doc = {}
  const seconds = toNumber(change['expireAfterSeconds'])
  if (seconds !== undefined) {
    Object.assign(reply, { expireAfterSeconds_old: spec.expireAfterSeconds, expireAfterSeconds_new: seconds })
    spec.expireAfterSeconds = seconds
    spec.listed['expireAfterSeconds'] = seconds
  }
  for (const name of ['hidden', 'prepareUnique'] as const) {
    if (change[name] === undefined) continue
    Object.assign(reply, { [`${name}_old`]: spec[name], [`${name}_new`]: toBoolean(change[name]) })
    spec[name] = toBoolean(change[name])
    if (spec[name]) spec.listed[name] = true
    else delete spec.listed[name]
  }
  if (toBoolean(change['unique'])) Object.assign(reply, makeUnique(collection, index as BtreeIndex))
  return reply
}

/** Docs: "collMod", Convert an Existing Index to a Unique Index. */
function makeUnique({ documents }: Collection, index: BtreeIndex): Doc {
  const { spec } = index
  if (spec.unique) return {}
  if (!spec.prepareUnique)
    throw new ServerError(72, "Cannot make index unique with 'prepareUnique=false'. Run collMod to set it first.")
  const violations = index.duplicates().map(({ ids }) => ({ ids: ids.map((id) => documents.get(id)?.['_id']) }))
  if (violations.length > 0)
    throw new ServerError(
      359,
      'Cannot convert the index to unique. Please resolve conflicting documents before running collMod again.',
      { violations },
    )
  spec.unique = true
  spec.prepareUnique = false
  spec.listed['unique'] = true
  delete spec.listed['prepareUnique']
  return { unique_new: true }
}
