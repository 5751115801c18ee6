import { checkDeadline } from '../deadline.ts'
import { ServerError } from '../errors.ts'
import { compileExpression, variablesOf } from '../expressions/compile.ts'
import type { Query } from '../plan/query.ts'
import { parseFilter } from '../query/parse.ts'
import { parseSort } from '../query/sort.ts'
import { type Doc, isDoc, toNumber, type Value } from '../values/bson.ts'
import { checkPipeline } from './check.ts'
import { optimize } from './optimize.ts'
import { refuseStage } from './refused.ts'
import { type Environment, nothingExamined, type PipelineStage } from './stage.ts'
import { STAGES } from './stages.ts'

/** What the rest of the server uses of aggregation. */
export interface Engine {
  compileExpression: typeof compileExpression
  compileUpdate: typeof compileUpdate
  split: typeof split
  compilePipeline: typeof compilePipeline
  compileStage: typeof compileStage
}

const UPDATE_STAGES = new Set(['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith'])

export function engine(): Engine {
  return { compileExpression, compileUpdate, split, compilePipeline, compileStage }
}

/** @throws ServerError 40323, 40324 for stages that are none */
function compilePipeline(pipeline: Doc[], environment: Environment): PipelineStage {
  checkPipeline(pipeline)
  const stages = pipeline.map((stage) => compileStage(stage, environment))
  return (docs) =>
    stages.reduce((rest, stage) => {
      checkDeadline()
      return stage(rest)
    }, docs)
}

function compileStage(stage: Doc, environment: Environment): PipelineStage {
  const names = isDoc(stage) ? Object.keys(stage) : []
  const [name = ''] = names
  if (names.length !== 1)
    throw new ServerError(40323, 'A pipeline stage specification object must contain exactly one field.')
  refuseStage(name)
  const compile = Object.hasOwn(STAGES, name) ? STAGES[name] : undefined
  if (!compile) throw new ServerError(40324, `Unrecognized pipeline stage name: '${name}'`)
  return compile(stage[name], environment, compilePipeline)
}

/** A pipeline as the update of a document (docs: "Updates with Aggregation Pipeline"). */
function compileUpdate(pipeline: Doc[], variables?: Doc): (doc: Doc) => Doc {
  const stray = pipeline.map((stage) => Object.keys(stage)[0] ?? '').find((name) => !UPDATE_STAGES.has(name))
  if (stray !== undefined) throw new ServerError(72, `${stray} is not allowed to be used within an update`)
  const environment: Environment = {
    database: '',
    variables,
    collection: () => undefined,
    target: () => {
      throw new ServerError(72, 'An update cannot write elsewhere')
    },
    examined: nothingExamined(),
  }
  const run = compilePipeline(pipeline, environment)
  return (doc) => run([doc])[0] ?? doc
}

/** What the beginning of a pipeline asks of the collection, so that indexes serve it, and the stages that are left. */
function split(given: Doc[], body: Doc): { query: Query; rest: Doc[] } {
  checkPipeline(given)
  const pipeline = optimize(given)
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
  const variables = variablesOf(body)
  const query: Query = {
    filter: parseFilter(matches.length > 1 ? { $and: matches } : only),
    sort: parseSort(sort),
    skip: toNumber(skip) ?? 0,
    limit: toNumber(limit) ?? 0,
    ...(body['hint'] !== undefined && { hint: body['hint'] }),
    wantsScore: asksForScore(given),
    ...(onlyCounts(pipeline[at]) && { countOnly: true }),
    compileExpression: (expression) => compileExpression(expression, variables),
  }
  return { query, rest: pipeline.slice(at) }
}

/** Whether a stage looks at no field of its documents, as what drivers send for `countDocuments`: an index alone can serve it. */
function onlyCounts(stage: Value): boolean {
  if (!isDoc(stage)) return false
  if ('$count' in stage) return true
  const group = stage['$group']
  if (!isDoc(group)) return false
  const { _id, ...sums } = group
  const isPlain = (value: Value) => value === null || typeof value === 'number'
  return isPlain(_id) && Object.values(sums).every((sum) => isDoc(sum) && '$sum' in sum && isPlain(sum['$sum']))
}

/** Whether `{ $meta: 'textScore' }` is anywhere in it. */
export function asksForScore(value: Value): boolean {
  if (Array.isArray(value)) return value.some(asksForScore)
  if (!isDoc(value)) return false
  return value['$meta'] === 'textScore' || Object.values(value).some(asksForScore)
}
