import type { Command } from '../command.ts'
import { failedToParse } from '../errors.ts'
import { variablesOf } from '../expressions/compile.ts'
import { compileProjection } from '../query/project.ts'
import { insertOne } from '../storage/insert.ts'
import { keyHolder, put, untilEnded } from '../storage/write.ts'
import { type Doc, toBoolean } from '../values/bson.ts'
import { parseCollation } from '../values/collation.ts'
import { changeOne, current, found, updateOf, upserted } from './change.ts'
import { targetOf } from './insert.ts'
import { readQuery } from './read-query.ts'

/** Changes or removes one document and gives it, as it was or as it is now. */
export const findAndModify: Command = async (request, state) => {
  const { body } = request
  const isRemove = toBoolean(body['remove'])
  const wantsNew = toBoolean(body['new'])
  if (isRemove === (body['update'] !== undefined && body['update'] !== null)) {
    throw failedToParse(
      isRemove ? 'Cannot specify both an update and remove=true' : 'Either an update or remove=true must be specified',
    )
  }
  if (isRemove && wantsNew)
    throw failedToParse("Cannot specify both new=true and remove=true; 'remove' always returns the deleted document")
  const target = targetOf(request, state)
  const variables = variablesOf(body)
  const { query: filter = {}, sort, hint } = body
  const collation = parseCollation(body['collation']) ?? target.collection.collation
  const query = readQuery({ filter, sort, hint, limit: 1, variables, collation })
  const shaped = compileProjection(body['fields'] ?? body['projection'], query)
  const shape = (doc: Doc | null) => (doc && shaped ? shaped.project(doc) : doc)
  const bypass = toBoolean(body['bypassDocumentValidation'])
  const change = isRemove ? undefined : updateOf(body['update'], query, body['arrayFilters'], variables)

  for (let [row] = found(target, query); row; [row] = found(target, query)) {
    if (!change) {
      const doc = await current(target, row, query)
      if (!doc) continue
      put(target, row.id, undefined)
      return { lastErrorObject: { n: 1 }, value: shape(doc) }
    }
    const result = await changeOne(target, row, query, change, bypass)
    if (result)
      return { lastErrorObject: { n: 1, updatedExisting: true }, value: shape(wantsNew ? result.after : result.before) }
  }
  if (!change) return { lastErrorObject: { n: 0 }, value: null }
  if (!toBoolean(body['upsert'])) return { lastErrorObject: { n: 0, updatedExisting: false }, value: null }
  const made = upserted(query, change)
  const holder = keyHolder(target, made)
  // Somebody may be inserting the document that is to be changed.
  if (holder) return untilEnded(target, holder).then(() => findAndModify(request, state))
  insertOne(target, made, bypass)
  return {
    lastErrorObject: { n: 1, updatedExisting: false, upserted: made['_id'] },
    value: wantsNew ? shape(made) : null,
  }
}
