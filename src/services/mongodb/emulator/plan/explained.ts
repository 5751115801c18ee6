import { compileProjection } from '../query/project.ts'
import type { Collection } from '../storage/collection.ts'
import type { Doc } from '../values/bson.ts'
import { choosePlan } from './choose.ts'
import { Count, CountScan, DistinctScan, FastCount } from './counting.ts'
import { planIndex } from './index-plan.ts'
import { IndexScan } from './index-scan.ts'
import { Project } from './operators.ts'
import { plansFor } from './planner.ts'
import type { Query } from './query.ts'
import type { Stage } from './stage.ts'

/** The plan that wins the race, as it is before its first turn. */
export function winnerFor(collection: Collection | undefined, query: Query): { plan: Stage; rejected: Stage[] } {
  const plans = plansFor(collection, query)
  const { plan, rejected } = choosePlan(plans, collection?.documents.size ?? 0)
  return { plan: plansFor(collection, query)[plans.indexOf(plan)] as Stage, rejected }
}

/** Docs: "Explain Results": a count reads keys alone when one stretch of an index says all. */
export function countPlan(collection: Collection | undefined, query: Query): { plan: Stage; rejected: Stage[] } {
  const { skip, limit, ...rest } = query
  const isWhole = query.filter.kind === 'and' && query.filter.filters.length === 0 && query.hint === undefined
  if (collection && isWhole && skip === 0 && limit === 0) return { plan: new FastCount(collection), rejected: [] }
  const { plan, rejected } = winnerFor(collection, { ...rest, skip: 0, limit: 0 })
  const scan = plan instanceof IndexScan && plan.isPlainRun ? countScan(plan, query) : plan
  return { plan: new Count(scan, skip, limit), rejected }
}

function countScan({ index }: IndexScan, { filter }: Query): Stage {
  return new CountScan(index, planIndex(index, filter, true)?.intervals ?? [], true)
}

/** One key for each value, when an index begins with the field and says all that the filter does. */
export function distinctPlan(
  collection: Collection | undefined,
  query: Query,
  path: string,
): { plan: Stage; rejected: Stage[] } {
  for (const index of collection?.btrees ?? []) {
    const { fields, sparse, partial } = index.spec
    if (fields[0]?.path !== path || sparse || partial || index.isMultikey) continue
    const plan = planIndex(index, query.filter, true)
    if (!plan || plan.onDocuments.length > 0 || plan.onKeys.length > 0) continue
    const scan = new DistinctScan(index, plan.intervals, true)
    const spec: Doc = { _id: 0, [path]: 1 }
    const projection = compileProjection(spec, query)
    if (projection) return { plan: new Project(scan, projection, spec, scan), rejected: [] }
  }
  return winnerFor(collection, query)
}
