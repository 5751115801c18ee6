import { ObjectId } from 'bson'
import { engine } from '../aggregate/engine.ts'
import type { Command } from '../dispatch.ts'
import { failedToParse, ServerError } from '../errors.ts'
import type { Query } from '../plan/planner.ts'
import type { Row } from '../plan/stage.ts'
import { type CompileExpression, compileFilter } from '../query/match.ts'
import { checkDocument, insertOne } from '../storage/insert.ts'
import { put, type Target, untilFree, validate } from '../storage/write.ts'
import { compileUpdate, documentOf, type Update } from '../update/update.ts'
import { type Doc, isDoc, setOwn, toBoolean, toNumber, type Value } from '../values/bson.ts'
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
  const upserted: Upserted[] = []
  const result = await eachStatement(body, listOf(body, 'updates'), async (statement, index) => {
    const { matched, modified, inserted } = await updateStatement(target, statement, body)
    totals.n += matched + (inserted ? 1 : 0)
    totals.nModified += modified
    if (inserted) upserted.push({ index, _id: inserted['_id'] })
  })
  return { ...totals, ...(upserted.length > 0 && { upserted }), ...result }
}

async function updateStatement(
  target: Target,
  statement: Doc,
  body: Doc,
): Promise<{ matched: number; modified: number; inserted?: Doc }> {
  const multi = toBoolean(statement['multi'])
  const variables = letOf(statement['c'] ?? body['let'])
  const query = readQuery({
    filter: statement['q'],
    hint: statement['hint'],
    sort: statement['sort'],
    limit: multi ? 0 : 1,
    variables,
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
  return { matched, modified, inserted: upsertOne(target, query, change, bypass) }
}

function letOf(value: Value): Doc | undefined {
  return isDoc(value) ? value : undefined
}

export interface Change {
  update: Update
  isReplacement: boolean
}

export function updateOf(spec: Value, { filter }: Query, arrayFilters: Value, variables?: Doc): Change {
  const isModifier = isDoc(spec) && (Object.keys(spec)[0] ?? '').startsWith('$')
  const runPipeline = (pipeline: Doc[], doc: Doc) => engine().updateDocument(pipeline, doc, variables)
  return {
    update: compileUpdate(spec, { filter, arrayFilters, runPipeline }),
    isReplacement: !isModifier && !Array.isArray(spec),
  }
}

/** All rows at once, so that a document that moves in an index is not met again. */
export function found({ collection }: Target, query: Query): Row[] {
  return [...runQuery(collection, query).rows()]
}

/** The document as it is when nobody else is writing it; undefined when it no longer matches. */
export async function current(target: Target, { id, doc }: Row, query: Query): Promise<Doc | undefined> {
  await untilFree(target, id)
  const now = target.collection.documents.get(id)
  if (now === doc || !now) return now
  return matches(query, query.compileExpression)(now) ? now : undefined
}

function matches({ filter }: Query, compileExpression: CompileExpression): (doc: Doc) => boolean {
  return compileFilter(filter, compileExpression)
}

export async function changeOne(
  target: Target,
  row: Row,
  query: Query,
  { update: apply, isReplacement }: Change,
  bypass: boolean,
): Promise<{ before: Doc; after: Doc } | undefined> {
  const before = await current(target, row, query)
  if (!before) return undefined
  const after = apply(before)
  if (after !== before) {
    checkDocument(after)
    validate(target.collection, after, bypass)
    put(target, row.id, after, isReplacement)
  }
  return { before, after }
}

/** @returns the document that was made */
export function upsertOne(
  target: Target,
  { filter }: Query,
  { update: apply, isReplacement }: Change,
  bypass: boolean,
): Doc {
  const start = documentOf(filter)
  const made = apply(isReplacement ? pick(start, '_id') : start, { inserting: true })
  const whole: Doc = Object.hasOwn(made, '_id') ? made : { _id: new ObjectId() }
  if (whole !== made) for (const key of Object.keys(made)) setOwn(whole, key, made[key])
  return insertOne(target, whole, bypass)
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
    const query = readQuery({ filter: statement['q'], hint: statement['hint'], limit, variables: letOf(body['let']) })
    for (const row of found(target, query)) {
      if (!(await current(target, row, query))) continue
      put(target, row.id, undefined)
      n++
    }
  })
  return { n, ...result }
}
