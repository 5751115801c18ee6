import { ServerError } from '../errors.ts'
import type { Query } from '../plan/planner.ts'
import { parseFilter } from '../query/parse.ts'
import { parseSort } from '../query/sort.ts'
import { type Doc, isDoc, toNumber, type Value } from '../values/bson.ts'
import { compileExpression } from './expressions.ts'
import { mingoStage } from './mingo-stages.ts'
import type { Environment, PipelineStage } from './stage.ts'
import { STAGES } from './stages.ts'

/** What the rest of the server uses of aggregation. */
export interface Engine {
  compileExpression: typeof compileExpression
  updateDocument: (pipeline: Doc[], doc: Doc, variables?: Doc) => Doc
  split: typeof split
  compilePipeline: typeof compilePipeline
}

const UPDATE_STAGES = new Set(['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith'])

export function engine(): Engine {
  return { compileExpression, updateDocument, split, compilePipeline }
}

/** @throws ServerError 40323, 40324 for stages that are none */
function compilePipeline(pipeline: Doc[], environment: Environment): PipelineStage {
  const stages = pipeline.map((stage) => compileStage(stage, environment))
  return (docs) => stages.reduce((rest, stage) => stage(rest), docs)
}

function compileStage(stage: Doc, environment: Environment): PipelineStage {
  const names = isDoc(stage) ? Object.keys(stage) : []
  const [name = ''] = names
  if (names.length !== 1)
    throw new ServerError(40323, 'A pipeline stage specification object must contain exactly one field.')
  const compile = STAGES[name] ?? mingoStage(name)
  if (!compile) throw new ServerError(40324, `Unrecognized pipeline stage name: '${name}'`)
  return compile(stage[name], environment, compilePipeline)
}

/** A pipeline as the update of one document (docs: "Updates with Aggregation Pipeline"). */
function updateDocument(pipeline: Doc[], doc: Doc, variables?: Doc): Doc {
  const stray = pipeline.map((stage) => Object.keys(stage)[0] ?? '').find((name) => !UPDATE_STAGES.has(name))
  if (stray !== undefined) throw new ServerError(72, `${stray} is not allowed to be used within an update`)
  const environment: Environment = {
    database: '',
    variables,
    collection: () => undefined,
    target: () => {
      throw new ServerError(72, 'An update cannot write elsewhere')
    },
    examined: { keys: 0, documents: 0 },
  }
  return compilePipeline(pipeline, environment)([doc])[0] ?? doc
}

/** What the beginning of a pipeline asks of the collection, so that indexes serve it, and the stages that are left. */
function split(pipeline: Doc[], body: Doc): { query: Query; rest: Doc[] } {
  let at = 0
  const stageAt = (name: string): Value => {
    const stage = pipeline[at]
    if (!isDoc(stage) || !(name in stage) || Object.keys(stage).length !== 1) return undefined
    at++
    return stage[name]
  }
  const matches: Doc[] = []
  for (let match = stageAt('$match'); match !== undefined; match = stageAt('$match')) {
    if (!isDoc(match)) throw new ServerError(15959, 'the match filter must be an expression in an object')
    matches.push(match)
  }
  const sort = stageAt('$sort')
  const skip = stageAt('$skip')
  const limit = stageAt('$limit')
  if (limit !== undefined && !((toNumber(limit) ?? 0) > 0)) throw new ServerError(15958, 'the limit must be positive')
  const [only = {}] = matches
  const variables = isDoc(body['let']) ? body['let'] : undefined
  const query: Query = {
    filter: parseFilter(matches.length > 1 ? { $and: matches } : only),
    sort: parseSort(sort),
    skip: toNumber(skip) ?? 0,
    limit: toNumber(limit) ?? 0,
    ...(body['hint'] !== undefined && { hint: body['hint'] }),
    compileExpression: (expression) => compileExpression(expression, variables),
  }
  return { query, rest: pipeline.slice(at) }
}
