import { ObjectId } from 'bson'
import { engine } from '../aggregate/engine.ts'
import type { Command } from '../command.ts'
import { failedToParse, ServerError } from '../errors.ts'
import { variablesOf } from '../expressions/compile.ts'
import type { Query } from '../plan/query.ts'
import type { Row } from '../plan/stage.ts'
import { compileFilter } from '../query/match.ts'
import { checkDocument, insertOne } from '../storage/insert.ts'
import { keyHolder, put, type Target, untilEnded, untilFree, validate } from '../storage/write.ts'
import { compileUpdate, documentOf, type Update } from '../update/update.ts'
import { type Doc, isDoc, setOwn, toBoolean, toNumber, type Value } from '../values/bson.ts'
import { collated, parseCollation } from '../values/collation.ts'
import { eachStatement, listOf, targetOf } from './insert.ts'
import { readQuery, runQuery } from './read-query.ts'

interface Upserted extends Doc {
  index: number
  _id: Value
}

export const update: Command = async (request, state) => {
  const { body } = request
  const target = targetOf(request, state)
  const totals = { n: 0, nModified: 0 }
  const made: Upserted[] = []
  const result = await eachStatement(body, listOf(body, 'updates'), async (statement, index) => {
    const { matched, modified, inserted } = await updateStatement(target, statement, body)
    totals.n += matched + (inserted ? 1 : 0)
    totals.nModified += modified
    if (inserted) made.push({ index, _id: inserted['_id'] })
  })
  return { ...totals, ...(made.length > 0 && { upserted: made }), ...result }
}

async function updateStatement(
  target: Target,
  statement: Doc,
  body: Doc,
): Promise<{ matched: number; modified: number; inserted?: Doc }> {
  const multi = toBoolean(statement['multi'])
  const variables = variablesOf(statement['c'] === undefined ? body : statement)
  const query = readQuery({
    filter: statement['q'],
    hint: statement['hint'],
    sort: statement['sort'],
    limit: multi ? 0 : 1,
    variables,
    collation: parseCollation(statement['collation']) ?? target.collection.collation,
  })
  const change = updateOf(statement['u'], query, statement['arrayFilters'], variables)
  if (multi && isDoc(statement['u']) && !(Object.keys(statement['u'])[0] ?? '').startsWith('$')) {
    throw failedToParse('multi update is not supported for replacement-style update')
  }
  const bypass = toBoolean(body['bypassDocumentValidation'])
  let [matched, modified] = [0, 0]
  for (const row of found(target, query)) {
    const result = await changeOne(target, row, query, change, bypass)
    if (!result && !multi) return updateStatement(target, statement, body)
    if (!result) continue
    matched++
    if (result.after !== result.before) modified++
  }
  if (matched > 0 || !toBoolean(statement['upsert'])) return { matched, modified }
  const made = upserted(query, change)
  const holder = keyHolder(target, made)
  // Somebody may be inserting the document that is to be updated.
  if (holder) return untilEnded(target, holder).then(() => updateStatement(target, statement, body))
  return { matched, modified, inserted: insertOne(target, made, bypass) }
}

export interface Change {
  update: Update
  isReplacement: boolean
}

export function updateOf(spec: Value, { filter, collation }: Query, arrayFilters: Value, variables?: Doc): Change {
  const isModifier = isDoc(spec) && (Object.keys(spec)[0] ?? '').startsWith('$')
  let run: ((doc: Doc) => Doc) | undefined
  const runPipeline = (pipeline: Doc[], doc: Doc) => {
    run ??= engine().compileUpdate(pipeline, variables)
    return run(doc)
  }
  const apply = collated(collation, () => compileUpdate(spec, { filter, arrayFilters, runPipeline }))
  return {
    update: (doc, options) => collated(collation, () => apply(doc, options)),
    isReplacement: !isModifier && !Array.isArray(spec),
  }
}

/** All rows at once, so that a document that moves in an index is not met again. */
export function found({ collection }: Target, query: Query): Row[] {
  return collated(query.collation, () => [...runQuery(collection, query).rows()])
}

/** The document as it is when nobody else is writing it; undefined when it no longer matches. */
export async function current(target: Target, { id, doc }: Row, query: Query): Promise<Doc | undefined> {
  await untilFree(target, id)
  const now = target.collection.documents.get(id)
  if (now === doc || !now) return now
  const { filter, compileExpression, collation } = query
  return collated(collation, () => compileFilter(filter, compileExpression)(now)) ? now : undefined
}

export async function changeOne(
  target: Target,
  row: Row,
  query: Query,
  { update: apply, isReplacement }: Change,
  bypass: boolean,
): Promise<{ before: Doc; after: Doc } | undefined> {
  for (;;) {
    const before = await current(target, row, query)
    if (!before) return undefined
    const after = apply(before)
    if (after === before) return { before, after }
    const holder = keyHolder(target, after, before)
    if (!holder) {
      checkDocument(after)
      validate(target.collection, after, bypass, before)
      put(target, row.id, after, isReplacement)
      return { before, after }
    }
    await untilEnded(target, holder)
  }
}

/** The document that an upsert makes. */
export function upserted({ filter }: Query, { update: apply, isReplacement }: Change): Doc {
  const start = documentOf(filter)
  const made = apply(isReplacement ? pick(start, '_id') : start, { inserting: true })
  const whole: Doc = Object.hasOwn(made, '_id') ? made : { _id: new ObjectId() }
  if (whole !== made) for (const key of Object.keys(made)) setOwn(whole, key, made[key])
  return whole
}

function pick(doc: Doc, key: string): Doc {
  return Object.hasOwn(doc, key) ? { [key]: doc[key] } : {}
}

export const remove: Command = async (request, state) => {
  const { body } = request
  const target = targetOf(request, state)
  let n = 0
  const result = await eachStatement(body, listOf(body, 'deletes'), async (statement) => {
    const limit = toNumber(statement['limit'])
    if (limit !== 0 && limit !== 1)
      throw new ServerError(9, `The limit field in delete objects must be 0 or 1. Got ${String(limit)}`)
    const query = readQuery({
      filter: statement['q'],
      hint: statement['hint'],
      limit,
      variables: variablesOf(body),
      collation: parseCollation(statement['collation']) ?? target.collection.collation,
    })
    for (const row of found(target, query)) {
      if (!(await current(target, row, query))) continue
      put(target, row.id, undefined)
      n++
    }
  })
  return { n, ...result }
}
