import type { Command, Request } from '../command.ts'
import { ServerError } from '../errors.ts'
import { executionStats, explainFrame, type Plans, queryPlanner, type Verbosity } from '../plan/explain.ts'
import { countPlan, distinctPlan, winnerFor } from '../plan/explained.ts'
import type { Query } from '../plan/query.ts'
import { Write } from '../plan/writing.ts'
import type { Collection } from '../storage/collection.ts'
import { type Doc, isDoc, toBoolean, toNumber } from '../values/bson.ts'
import { updateOf } from './change.ts'
import { readCollection } from './environment.ts'
import { explainAggregate } from './explain-aggregate.ts'
import { checkFields } from './fields.ts'
import { countQuery, findQuery } from './read.ts'
import { collectionName, readQuery, runQuery } from './read-query.ts'

const VERBOSITIES = ['queryPlanner', 'executionStats', 'allPlansExecution']

/** How a command would be run, and with executionStats how it was: the plan is run, nothing is written. */
export const explain: Command = (request, state) => {
  const inner = request.body['explain']
  if (!isDoc(inner)) throw new ServerError(14, "BSON field 'explain.explain' is the wrong type, expected type 'object'")
  const verbosity = (request.body['verbosity'] ?? 'allPlansExecution') as Verbosity
  if (!VERBOSITIES.includes(verbosity))
    throw new ServerError(2, `Enumeration value '${verbosity}' for field 'explain.verbosity' is not a valid value.`)
  const { $db: _db, ...command } = inner
  const name = Object.keys(command)[0] ?? ''
  checkFields(name, inner)
  const explained: Request = { ...request, body: command, name }
  if (name.toLowerCase() === 'aggregate') return explainAggregate(explained, state, verbosity)
  const collection = readCollection(explained, state)
  const frame = explainFrame({ ...command, $db: request.database }, state.port)
  return { ...run(explained, collection, verbosity), ...frame }
}

function run(request: Request, collection: Collection | undefined, verbosity: Verbosity): Doc {
  const { query, plans, rows } = planned(request, collection)
  const namespace = `${request.database}.${collectionName(request)}`
  const planner = { queryPlanner: queryPlanner(collection, namespace, query, plans) }
  if (verbosity === 'queryPlanner') return planner
  const started = performance.now()
  let returned = 0
  for (const _row of rows()) returned++
  const ms = Math.round(performance.now() - started)
  return { ...planner, executionStats: executionStats(plans, returned, ms, verbosity) }
}

interface Planned {
  query: Query
  plans: Plans
  rows: () => Iterable<unknown>
}

function planned(request: Request, collection: Collection | undefined): Planned {
  const { body, name } = request
  switch (name.toLowerCase()) {
    case 'find': {
      const query = findQuery(request)
      const chosen = runQuery(collection, query)
      return { query, plans: chosen, rows: chosen.rows }
    }
    case 'count': {
      const query = countQuery(request)
      return withPlans(query, countPlan(collection, query))
    }
    case 'distinct': {
      const query = readQuery({ filter: body['query'] ?? {} })
      return withPlans(query, distinctPlan(collection, query, String(body['key'])))
    }
    case 'update':
      return plannedUpdate(first(body, 'updates'), collection)
    case 'delete':
      return plannedDelete(first(body, 'deletes'), collection)
    case 'findandmodify':
      return plannedFindAndModify(body, collection)
    default:
      throw new ServerError(59, `Explain failed due to unknown command: ${name}`)
  }
}

function withPlans(query: Query, plans: Plans): Planned {
  return { query, plans, rows: () => plans.plan.rows() }
}

function first(body: Doc, field: string): Doc {
  const list = body[field]
  if (!Array.isArray(list) || list.length !== 1)
    throw new ServerError(72, `explained write commands must have exactly one statement in '${field}'`)
  return list[0] as Doc
}

function plannedUpdate(statement: Doc, collection: Collection | undefined): Planned {
  const query = readQuery({ filter: statement['q'], hint: statement['hint'] })
  const { update } = updateOf(statement['u'], query, statement['arrayFilters'])
  const { plan, rejected } = winnerFor(collection, query)
  const multi = toBoolean(statement['multi'])
  const upsert = toBoolean(statement['upsert'])
  const changes = (doc: Doc) => update(doc) !== doc
  return withPlans(query, {
    plan: new Write(plan, { name: 'UPDATE', multi, changes, upsert, returns: false }),
    rejected,
  })
}

function plannedDelete(statement: Doc, collection: Collection | undefined): Planned {
  const query = readQuery({ filter: statement['q'], hint: statement['hint'] })
  const { plan, rejected } = winnerFor(collection, query)
  const multi = toNumber(statement['limit']) === 0
  const name = multi ? 'BATCHED_DELETE' : 'DELETE'
  return withPlans(query, {
    plan: new Write(plan, { name, multi, changes: () => true, upsert: false, returns: false }),
    rejected,
  })
}

function plannedFindAndModify(body: Doc, collection: Collection | undefined): Planned {
  const { query: filter = {}, sort, hint } = body
  const query = readQuery({ filter, sort, hint, limit: sort === undefined ? 0 : 1 })
  const { plan, rejected } = winnerFor(collection, query)
  const isRemove = toBoolean(body['remove'])
  const update = isRemove ? undefined : updateOf(body['update'], query, body['arrayFilters']).update
  const changes = (doc: Doc) => update === undefined || update(doc) !== doc
  const upsert = toBoolean(body['upsert'])
  const name = isRemove ? 'DELETE' : 'UPDATE'
  return withPlans(query, { plan: new Write(plan, { name, multi: false, changes, upsert, returns: true }), rejected })
}
