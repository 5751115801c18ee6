import { conjuncts, type Filter } from '../query/filter.ts'
import type { SortField } from '../query/sort.ts'
import type { Collection } from '../storage/collection.ts'
import { Or, type SortedBranch, SortMerge } from './combine.ts'
import { type IndexPlan, orderOf, planIndex } from './index-plan.ts'
import { IndexScan } from './index-scan.ts'
import { type Interval, isPoint } from './intervals.ts'
import { Fetch } from './operators.ts'
import { type Access, conditionOf, type Query } from './query.ts'

/** An `$or` uses an index for each of its branches, or none at all. */
export function orAccess(collection: Collection, query: Query): Access | undefined {
  const parts = conjuncts(query.filter)
  const either = parts.find((part) => part.kind === 'or')
  if (either?.kind !== 'or') return undefined
  const rest = conditionOf(
    parts.filter((part) => part !== either),
    query,
  )
  const subplan = parts.length === 1
  const inOrder = either.filters.map((branch) => sortedBranch(collection, query, branch))
  if (query.sort.length > 0 && inOrder.every((branch) => branch !== undefined)) {
    const merged = new SortMerge(inOrder.map(branchOf), query.sort)
    return { stage: new Fetch(merged, collection, rest), sorted: true, fetched: true, subplan }
  }
  const branches = either.filters.map((branch) => bestIndex(collection, branch))
  if (branches.some((plan) => plan === undefined)) return undefined
  const inputs = branches.flatMap((plan) => (plan ? [branchOf(branch(collection, query, plan))] : []))
  const fetch = new Fetch(new Or(inputs.map(({ stage }) => stage)), collection, rest)
  return { stage: fetch, sorted: query.sort.length === 0, fetched: true, subplan }
}

/** Its rows come in the order that is asked for, by whichever index gives that. */
function sortedBranch(collection: Collection, query: Query, filter: Filter): Branch | undefined {
  const plans = collection.btrees.map((index) => planIndex(index, filter)).filter((plan) => plan !== undefined)
  const plan = plans.find((candidate) => orderOf(candidate, query.sort) && holdsOrder(candidate, query.sort))
  return plan && branch(collection, query, plan, orderOf(plan, query.sort) !== 'backward')
}

/** Rows can be merged by their keys alone. */
function holdsOrder({ index }: IndexPlan, sort: SortField[]): boolean {
  return sort.every(({ path }) => index.spec.fields.some((field) => field.path === path))
}

interface Branch extends SortedBranch {
  plan: IndexPlan
}

function branchOf(branch: Branch | undefined): Branch {
  if (!branch) throw new TypeError('a branch without a plan')
  return branch
}

function branch(collection: Collection, query: Query, plan: IndexPlan, forward = true): Branch {
  const scan = new IndexScan(plan.index, plan.intervals, forward, conditionOf(plan.onKeys, query))
  const condition = conditionOf(plan.onDocuments, query)
  return { plan, scan, stage: condition ? new Fetch(scan, collection, condition) : scan }
}

const MOST_SCANS = 200

/**
 * `{ a: { $in: [1, 2] } }` in the order of b, with an index on a and b: one scan for each value of a, merged
 * (docs: "The ESR Rule"). Undefined where the index does not give the order that way.
 */
export function explodedAccess(collection: Collection, query: Query, plan: IndexPlan): Access | undefined {
  if (query.sort.length === 0 || orderOf(plan, query.sort) || plan.index.isMultikey) return undefined
  const open = plan.intervals.findIndex((list) => list.length === 0 || !list.every(isPoint))
  const points = open < 0 ? plan.intervals : plan.intervals.slice(0, open)
  const combinations = points.reduce<Interval[][]>(
    (all, list) => (all.length > MOST_SCANS ? all : all.flatMap((before) => list.map((each) => [...before, each]))),
    [[]],
  )
  if (points.length === 0 || combinations.length > MOST_SCANS) return undefined
  const plans = combinations.map((fixed) => ({
    ...plan,
    onDocuments: [],
    intervals: [...fixed.map((each) => [each]), ...plan.intervals.slice(points.length)],
  }))
  const [first] = plans
  if (!first || !orderOf(first, query.sort) || !holdsOrder(first, query.sort)) return undefined
  const branches = plans.map((each) => branch(collection, query, each, orderOf(each, query.sort) !== 'backward'))
  const merged = new SortMerge(branches, query.sort)
  const condition = conditionOf(plan.onDocuments, query)
  if (condition) return { stage: new Fetch(merged, collection, condition), sorted: true, fetched: true }
  return { stage: merged, sorted: true, fetched: false }
}

/** The index with the most equalities, then the fewest conditions left over. */
function bestIndex(collection: Collection, filter: Filter): IndexPlan | undefined {
  const plans = collection.btrees.map((index) => planIndex(index, filter)).filter((plan) => plan !== undefined)
  const score = ({ intervals, onDocuments }: IndexPlan) =>
    intervals.filter((list) => list.length > 0 && list.every(isPoint)).length * 100 - onDocuments.length
  return plans.sort((a, b) => score(b) - score(a))[0]
}
