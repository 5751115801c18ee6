import { engine } from '../aggregate/engine.ts'
import { textScores } from '../aggregate/expressions.ts'
import type { Environment } from '../aggregate/stage.ts'
import { listSource } from '../cursors.ts'
import type { Command, Request } from '../dispatch.ts'
import { ServerError, typeMismatch } from '../errors.ts'
import type { ServerState } from '../server.ts'
import { type Doc, isDoc } from '../values/bson.ts'
import { changeStream } from './change-stream.ts'
import { batchSizeOf } from './collections.ts'
import { runQuery } from './read-query.ts'

export const aggregate: Command = async (request, state) => {
  const { body, database, name } = request
  const pipeline = body['pipeline']
  if (!Array.isArray(pipeline)) throw typeMismatch("'pipeline' option must be specified as an array")
  if (!isDoc(body['cursor']) && body['explain'] === undefined)
    throw new ServerError(9, "The 'cursor' option is required, except for aggregate with the explain argument")
  const [first] = pipeline
  if (isDoc(first) && '$changeStream' in first) return { cursor: await changeStream(request, state, pipeline as Doc[]) }
  const collection = typeof body[name] === 'string' ? body[name] : undefined
  const docs = runPipeline(request, state, collection, pipeline as Doc[])
  const namespace = `${database}.${collection ?? '$cmd.aggregate'}`
  return { cursor: await state.cursors.first(namespace, listSource(docs), batchSizeOf(body)) }
}

export function environmentOf({ database, transaction, body }: Request, { catalog }: ServerState): Environment {
  const variables = isDoc(body['let']) ? body['let'] : undefined
  return {
    database,
    variables,
    collection: (name) => catalog.collection(database, name, transaction),
    target: (other, name) => ({
      catalog,
      collection: catalog.collectionToWrite(other, name, transaction),
      transaction,
    }),
    examined: { keys: 0, documents: 0 },
  }
}

function runPipeline(request: Request, state: ServerState, name: string | undefined, pipeline: Doc[]): Doc[] {
  const environment = environmentOf(request, state)
  const { query, rest } = engine().split(pipeline, request.body)
  const run = engine().compilePipeline(rest, environment)
  const collection = name === undefined ? undefined : environment.collection(name)
  const docs: Doc[] = []
  for (const { doc = {}, score } of runQuery(collection, query).rows()) {
    // A copy, because the score belongs to this answer only.
    const found = score > 0 ? { ...doc } : doc
    if (score > 0) textScores.set(found, score)
    docs.push(found)
  }
  return run(docs)
}
