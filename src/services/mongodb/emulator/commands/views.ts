import { engine } from '../aggregate/engine.ts'
import type { Environment } from '../aggregate/stage.ts'
import type { Request, ServerState } from '../command.ts'
import { ServerError } from '../errors.ts'
import { Collection } from '../storage/collection.ts'
import { type Doc, isDoc } from '../values/bson.ts'
import { runQuery } from './read-query.ts'

export function isView(collection: Collection | undefined): collection is Collection {
  return collection !== undefined && typeof collection.options['viewOn'] === 'string'
}

const WRITES = new Set(['insert', 'update', 'delete', 'findandmodify', 'createindexes', 'dropindexes', 'listindexes'])

/** @throws ServerError 166 for a command that a view does not take (docs: "Views") */
export function refuseForView({ body, database, name }: Request, { catalog }: ServerState): void {
  if (!WRITES.has(name.toLowerCase())) return
  const target = body[name]
  if (typeof target === 'string' && isView(catalog.collection(database, target)))
    throw new ServerError(166, `Namespace ${database}.${target} is a view, not a collection`)
}

/** A view as a collection without indexes: its pipeline runs anew with every command that reads it. */
export function withDocuments(view: Collection, environment: Environment, depth = 0): Collection {
  if (depth > 20) throw new ServerError(165, 'View depth limit exceeded; maximum depth is 20')
  const { viewOn, pipeline, collation } = view.options
  const base = environment.collection(String(viewOn))
  const { query, rest } = engine().split(pipelineOf(pipeline), {})
  const docs: Doc[] = []
  for (const { doc = {} } of runQuery(base, query).rows()) docs.push(doc)
  const result = new Collection(view.database, view.name, collation === undefined ? {} : { collation })
  result.indexes = []
  for (const doc of engine().compilePipeline(rest, environment)(docs)) result.documents.set(result.newNumber(), doc)
  return result
}

export function pipelineOf(value: unknown): Doc[] {
  if (value === undefined) return []
  if (!Array.isArray(value) || !value.every(isDoc))
    throw new ServerError(14, "BSON field 'create.pipeline' is the wrong type, expected type 'array'")
  const stray = value
    .flatMap((stage) => Object.keys(stage))
    .find((name) => ['$out', '$merge', '$changeStream'].includes(name))
  if (stray) throw new ServerError(167, `The aggregation stage ${stray} cannot be used in a view definition`)
  return value
}
