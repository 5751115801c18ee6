import { Long } from 'bson'
import { engine } from '../aggregate/engine.ts'
import { type Environment, type Examined, nothingExamined } from '../aggregate/stage.ts'
import type { Request, ServerState } from '../command.ts'
import type { Chosen } from '../plan/choose.ts'
import { executionStats, explainFrame, queryPlanner, type Verbosity } from '../plan/explain.ts'
import type { Query } from '../plan/query.ts'
import { type Doc, isDoc } from '../values/bson.ts'
import { environmentOf, readCollection } from './environment.ts'
import { collectionName, runQuery } from './read-query.ts'

/** A pipeline that a find could do is explained as one; any other has its first part as the `$cursor` stage. */
export function explainAggregate(request: Request, state: ServerState, verbosity: Verbosity): Doc {
  const { $db: _db, explain: _explain, ...command } = request.body
  const frame = explainFrame({ ...command, $db: request.database }, state.port)
  const { query, rest } = engine().split(request.body['pipeline'] as Doc[], request.body)
  const chosen = runQuery(readCollection(request, state), query)
  const started = performance.now()
  const docs: Doc[] = []
  if (verbosity !== 'queryPlanner') for (const { doc = {} } of chosen.rows()) docs.push(doc)
  const cursor = cursorStage(request, state, query, chosen, { docs, verbosity, ms: performance.now() - started })
  if (rest.length === 0) {
    const { queryPlanner: planner, ...stats } = cursor
    return { queryPlanner: { ...(planner as Doc), optimizedPipeline: true }, ...stats, ...frame }
  }
  if (verbosity === 'queryPlanner') return { stages: [{ $cursor: cursor }, ...rest], ...frame }
  const stages = explainStages(rest, docs, environmentOf(request, state))
  return { stages: [{ $cursor: cursor, ...counted(docs) }, ...stages], ...frame }
}

function cursorStage(
  request: Request,
  state: ServerState,
  query: Query,
  chosen: Chosen,
  { docs, verbosity, ms }: { docs: Doc[]; verbosity: Verbosity; ms: number },
): Doc {
  const collection = readCollection(request, state)
  const namespace = `${request.database}.${collectionName(request)}`
  const planner = { queryPlanner: queryPlanner(collection, namespace, query, chosen) }
  if (verbosity === 'queryPlanner') return planner
  return { ...planner, executionStats: executionStats(chosen, docs.length, Math.round(ms), verbosity) }
}

/** Each stage with how many documents came out of it (docs: "Explain Results", stages). */
function explainStages(pipeline: Doc[], input: Doc[], environment: Environment): Doc[] {
  let docs = input
  return joined(pipeline).map(({ shown, stages }) => {
    const examined = nothingExamined()
    for (const stage of stages)
      if (!writes(stage)) docs = engine().compileStage(stage, { ...environment, examined })(docs)
    return { ...shown, ...read(shown, examined), ...counted(docs) }
  })
}

/** Explaining a pipeline writes nothing. */
function writes(stage: Doc): boolean {
  return '$out' in stage || '$merge' in stage
}

function counted(docs: Doc[]): Doc {
  return { nReturned: Long.fromNumber(docs.length), executionTimeMillisEstimate: Long.ZERO }
}

/** Docs: "Explain Results", Execution Plan Statistics for Query with $lookup Pipeline Stage. */
function read(stage: Doc, { keys, documents, collectionScans, indexes }: Examined): Doc {
  if (!('$lookup' in stage)) return {}
  return {
    totalDocsExamined: Long.fromNumber(documents),
    totalKeysExamined: Long.fromNumber(keys),
    collectionScans: Long.fromNumber(collectionScans),
    indexesUsed: [...indexes],
  }
}

interface Shown {
  shown: Doc
  stages: Doc[]
}

/** An `$unwind` of what `$lookup` has found is shown as a part of it (docs: "Aggregation Pipeline Optimization"). */
function joined(pipeline: Doc[]): Shown[] {
  const result: Shown[] = []
  for (const stage of pipeline) {
    const last = result.at(-1)
    const lookup = last?.stages.length === 1 ? last.shown['$lookup'] : undefined
    const unwind = isDoc(stage['$unwind']) ? stage['$unwind'] : { path: stage['$unwind'] }
    if (last && isDoc(lookup) && unwind['path'] === `$${String(lookup['as'])}`) {
      const unwinding = { preserveNullAndEmptyArrays: unwind['preserveNullAndEmptyArrays'] ?? false }
      result[result.length - 1] = { shown: { $lookup: { ...lookup, unwinding } }, stages: [...last.stages, stage] }
    } else {
      result.push({ shown: stage, stages: [stage] })
    }
  }
  return result
}
