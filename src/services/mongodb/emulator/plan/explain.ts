import type { Collection } from '../storage/collection.ts'
import type { Doc } from '../values/bson.ts'
import { activeCollation } from '../values/collation.ts'
import { parsedQuery } from './parsed-query.ts'
import type { Query } from './query.ts'
import { planCacheKey, queryHash } from './shape.ts'
import type { Stage } from './stage.ts'

export type Verbosity = 'queryPlanner' | 'executionStats' | 'allPlansExecution'

/** A plan, and those that lost against it. */
export interface Plans {
  plan: Stage
  rejected: Stage[]
}

export function queryPlanner(collection: Collection | undefined, namespace: string, query: Query, plans: Plans): Doc {
  return {
    namespace,
    indexFilterSet: false,
    parsedQuery: parsedQuery(query.filter),
    ...(activeCollation() && { collation: activeCollation()?.spec }),
    queryHash: queryHash(query),
    planCacheKey: planCacheKey(query, collection),
    maxIndexedOrSolutionsReached: false,
    maxIndexedAndSolutionsReached: false,
    maxScansToExplodeReached: false,
    winningPlan: planTree(plans.plan),
    rejectedPlans: plans.rejected.map(planTree),
  }
}

/** What the plan did; it must have run. */
export function executionStats({ plan, rejected }: Plans, returned: number, ms: number, verbosity: Verbosity): Doc {
  const stats = {
    executionSuccess: true,
    nReturned: returned,
    executionTimeMillis: ms,
    totalKeysExamined: plan.keysExamined(),
    totalDocsExamined: plan.docsExamined(),
    executionStages: statsTree(plan),
  }
  if (verbosity !== 'allPlansExecution') return stats
  return { ...stats, allPlansExecution: rejected.length === 0 ? [] : [plan, ...rejected].map(trialStats) }
}

export function explainFrame(command: Doc, port: number): Doc {
  return {
    explainVersion: '1',
    command,
    serverInfo: { host: '127.0.0.1', port, version: '7.0.0', gitVersion: 'emulated' },
    serverParameters: {},
    ok: 1,
  }
}

function trialStats(plan: Stage): Doc {
  return {
    nReturned: plan.advanced,
    executionTimeMillisEstimate: 0,
    totalKeysExamined: plan.keysExamined(),
    totalDocsExamined: plan.docsExamined(),
    executionStages: statsTree(plan),
  }
}

function planTree(stage: Stage): Doc {
  return { stage: stage.name, ...stage.details(), ...inputs(stage, planTree) }
}

function statsTree(stage: Stage): Doc {
  const { filter, ...details } = stage.details()
  return {
    stage: stage.name,
    ...(filter !== undefined && { filter }),
    nReturned: stage.advanced,
    executionTimeMillisEstimate: 0,
    works: stage.works,
    advanced: stage.advanced,
    needTime: stage.needTime,
    needYield: 0,
    saveState: 0,
    restoreState: 0,
    isEOF: stage.ended ? 1 : 0,
    ...details,
    ...stage.counters(),
    ...inputs(stage, statsTree),
  }
}

function inputs(stage: Stage, show: (input: Stage) => Doc): Doc {
  const [only] = stage.inputs
  if (['OR', 'SORT_MERGE', 'TEXT_OR'].includes(stage.name)) return { inputStages: stage.inputs.map(show) }
  return only ? { inputStage: show(only) } : {}
}
