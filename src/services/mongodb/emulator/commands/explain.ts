import { engine } from '../aggregate/engine.ts'
import type { Command, Request } from '../dispatch.ts'
import { ServerError } from '../errors.ts'
import { executionStats, explainFrame, queryPlanner, type Verbosity } from '../plan/explain.ts'
import type { Query } from '../plan/planner.ts'
import type { ServerState } from '../server.ts'
import { type Doc, isDoc, toBoolean } from '../values/bson.ts'
import { countQuery, findQuery } from './read.ts'
import { collectionName, collectionOf, readQuery, runQuery } from './read-query.ts'

/** How a command would be run, and with executionStats how it was: the plan is run, nothing is written. */
export const explain: Command = (request, state) => {
  const inner = request.body['explain']
  if (!isDoc(inner)) throw new ServerError(14, "BSON field 'explain.explain' is the wrong type, expected type 'object'")
  const verbosity = (request.body['verbosity'] ?? 'allPlansExecution') as Verbosity
  const { $db: _db, ...command } = inner
  const name = Object.keys(command)[0] ?? ''
  const explained: Request = { ...request, body: command, name }
  const frame = explainFrame({ ...command, $db: request.database }, state.port)
  if (name === 'aggregate') return explainPipeline(explained, state, verbosity, frame)
  return { ...explainQuery(explained, state, queryOf(explained), verbosity), ...frame }
}

function queryOf(request: Request): Query {
  const { body, name } = request
  switch (name.toLowerCase()) {
    case 'find':
      return findQuery(request)
    case 'count':
      return countQuery(request)
    case 'distinct':
      return readQuery({ filter: body['query'] ?? {} })
    case 'findandmodify':
      return readQuery({ filter: body['query'] ?? {}, sort: body['sort'], limit: 1 })
    case 'update':
    case 'delete': {
      const [first] = body[name === 'update' ? 'updates' : 'deletes'] as Doc[]
      return readQuery({
        filter: first?.['q'],
        hint: first?.['hint'],
        limit: toBoolean(first?.['multi']) || name === 'delete' ? 0 : 1,
      })
    }
    default:
      throw new ServerError(59, `Explain failed due to unknown command: ${name}`)
  }
}

export function explainQuery(request: Request, state: ServerState, query: Query, verbosity: Verbosity): Doc {
  const started = performance.now()
  const chosen = runQuery(collectionOf(request, state), query)
  const planner = { queryPlanner: queryPlanner(`${request.database}.${collectionName(request)}`, query, chosen) }
  if (verbosity === 'queryPlanner') return planner
  let returned = 0
  for (const _row of chosen.rows()) returned++
  return {
    ...planner,
    executionStats: executionStats(chosen, returned, Math.round(performance.now() - started), verbosity),
  }
}

/** A pipeline that a find could do is explained as one; any other has its first part as the `$cursor` stage. */
function explainPipeline(request: Request, state: ServerState, verbosity: Verbosity, frame: Doc): Doc {
  const pipeline = request.body['pipeline'] as Doc[]
  const { query, rest } = engine().split(pipeline, request.body)
  const cursor = explainQuery(request, state, query, verbosity)
  if (rest.length === 0) return { ...cursor, ...frame }
  return { stages: [{ $cursor: cursor }, ...rest], ...frame }
}
