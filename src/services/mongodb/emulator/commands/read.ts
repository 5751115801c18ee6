import { Long } from 'bson'
import { engine } from '../aggregate/engine.ts'
import type { Command, Request } from '../command.ts'
import { listSource } from '../cursors.ts'
import { notEmulated, ServerError } from '../errors.ts'
import { variablesOf } from '../expressions/compile.ts'
import type { Query } from '../plan/query.ts'
import { compileFilter } from '../query/match.ts'
import { type Doc, isDoc, toBoolean, toNumber, type Value } from '../values/bson.ts'
import { compareValues, keyOf } from '../values/compare.ts'
import { reach } from '../values/paths.ts'
import { readCollection } from './environment.ts'
import { collectionName, documentsOf, readQuery, runQuery } from './read-query.ts'

export const find: Command = async (request, state) => {
  const { body, database } = request
  if (toBoolean(body['tailable']))
    throw new ServerError(2, 'error processing query: tailable cursor requested on non capped collection')
  for (const option of ['min', 'max', 'returnKey', 'showRecordId'])
    if (body[option] !== undefined && body[option] !== false) throw notEmulated(`the option ${option} of find`)
  const docs = documentsOf(runQuery(readCollection(request, state), findQuery(request)))
  const isSingle = toBoolean(body['singleBatch']) || (toNumber(body['limit']) ?? 0) < 0
  const batchSize = isSingle ? Math.max(1, docs.length) : toNumber(body['batchSize'])
  return { cursor: await state.cursors.first(`${database}.${collectionName(request)}`, listSource(docs), batchSize) }
}

export function findQuery({ body }: Request): Query {
  const { filter, sort, projection, skip, limit, hint } = body
  return readQuery({
    filter,
    sort,
    projection,
    skip,
    limit,
    hint,
    ...(isDoc(body['let']) && { variables: variablesOf(body) }),
  })
}

export const getMore: Command = async ({ body }, { cursors }) => {
  const id = body['getMore']
  if (!Long.isLong(id))
    throw new ServerError(14, "BSON field 'getMore.getMore' is the wrong type, expected type 'long'")
  return { cursor: await cursors.next(id, toNumber(body['batchSize']) ?? 0, toNumber(body['maxTimeMS']) ?? 1000) }
}

export const killCursors: Command = ({ body }, { cursors }) => {
  const ids = (body['cursors'] as Value[]).filter(Long.isLong)
  const killed = ids.filter((id) => cursors.kill(id))
  return {
    cursorsKilled: killed,
    cursorsNotFound: ids.filter((id) => !killed.includes(id)),
    cursorsAlive: [],
    cursorsUnknown: [],
  }
}

export const count: Command = (request, state) => {
  let n = 0
  const rows = runQuery(readCollection(request, state), countQuery(request)).rows()
  while (!rows.next().done) n++
  return { n }
}

export function countQuery({ body }: Request): Query {
  const { query: filter = {}, skip, limit, hint } = body
  return { ...readQuery({ filter, skip, limit, hint }), countOnly: true }
}

/** The different values of a field; those of an array count each (docs: "distinct"). */
export const distinct: Command = (request, state) => {
  const { body } = request
  const path = body['key']
  if (typeof path !== 'string')
    throw new ServerError(14, "BSON field 'distinct.key' is the wrong type, expected type 'string'")
  const docs = documentsOf(runQuery(readCollection(request, state), readQuery({ filter: body['query'] ?? {} })))
  const found = new Map<string, Value>()
  for (const doc of docs) {
    for (const value of reach(doc, path.split('.')).flatMap((item) =>
      Array.isArray(item) ? (item as Value[]) : [item],
    )) {
      if (value !== undefined) found.set(keyOf(value), value)
    }
  }
  return { values: [...found.values()].sort(compareValues) }
}

/** Whether a document matches a filter of a command such as listCollections. */
export function matcherOf(filter: Value): (doc: Doc) => boolean {
  const { filter: parsed } = readQuery({ filter: filter ?? {} })
  return compileFilter(parsed, (expression) => engine().compileExpression(expression))
}
