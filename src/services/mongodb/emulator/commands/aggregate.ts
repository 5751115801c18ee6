import { engine } from '../aggregate/engine.ts'
import type { Command, Request, ServerState } from '../command.ts'
import { listSource } from '../cursors.ts'
import { ServerError, typeMismatch } from '../errors.ts'
import { type Doc, isDoc, toBoolean } from '../values/bson.ts'
import { textScores } from '../values/text-scores.ts'
import { changeStream } from './change-stream.ts'
import { batchSizeOf } from './collections.ts'
import { environmentOf } from './environment.ts'
import { explainAggregate } from './explain-aggregate.ts'
import { runQuery } from './read-query.ts'
import { sourceOf } from './sources.ts'

export const aggregate: Command = async (request, state) => {
  const { body, database, name } = request
  const pipeline = body['pipeline']
  if (!Array.isArray(pipeline)) throw typeMismatch("'pipeline' option must be specified as an array")
  if (!isDoc(body['cursor']) && body['explain'] === undefined)
    throw new ServerError(9, "The 'cursor' option is required, except for aggregate with the explain argument")
  if (toBoolean(body['explain'])) return explainAggregate(request, state, 'queryPlanner')
  const [first] = pipeline
  if (isDoc(first) && '$changeStream' in first) return { cursor: await changeStream(request, state, pipeline as Doc[]) }
  const collection = typeof body[name] === 'string' ? body[name] : undefined
  const docs = runPipeline(request, state, collection, pipeline as Doc[])
  const namespace = `${database}.${collection ?? '$cmd.aggregate'}`
  return { cursor: await state.cursors.first(namespace, listSource(docs), batchSizeOf(body)) }
}

function runPipeline(request: Request, state: ServerState, name: string | undefined, pipeline: Doc[]): Doc[] {
  const environment = environmentOf(request, state)
  const source = sourceOf(pipeline, request, state)
  if (source) return engine().compilePipeline(pipeline.slice(1), environment)(source)
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
