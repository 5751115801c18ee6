import { badValue, ServerError } from '../errors.ts'
import type { BtreeIndex } from '../index/btree.ts'
import { TextIndex } from '../index/text.ts'
import { conjuncts, type Filter, textOf } from '../query/filter.ts'
import { type CompileExpression, compileFilter } from '../query/match.ts'
import type { Projection } from '../query/project.ts'
import type { SortField } from '../query/sort.ts'
import type { Collection } from '../storage/collection.ts'
import { type Doc, isDoc, toNumber, type Value } from '../values/bson.ts'
import { identical } from '../values/compare.ts'
import { type IndexPlan, orderOf, planIndex } from './index-plan.ts'
import { IndexScan } from './index-scan.ts'
import { ALL, isPoint } from './intervals.ts'
import { Fetch, Limit, Or, Project, Skip, Sort, Subplan, TextMatch } from './operators.ts'
import { parsedQuery } from './parsed-query.ts'
import { CollectionScan, type Condition, IdLookup, Nothing } from './scan.ts'
import type { Stage } from './stage.ts'

/** What a find, an update or the start of a pipeline asks for. */
export interface Query {
  filter: Filter
  sort: SortField[]
  skip: number
  /** 0 for no limit. */
  limit: number
  projection?: Projection | undefined
  projectionSpec?: Doc | undefined
  /** The name or the keys of the index to take. */
  hint?: Value
  /** For a count: documents are only fetched to test them. */
  countOnly?: boolean
  compileExpression: CompileExpression
}

/** A way into the collection, before skip, limit and projection. */
interface Access {
  stage: Stage
  /** Rows come in the order that is asked for. */
  sorted: boolean
  /** Rows have their documents. */
  fetched: boolean
  /** The scan whose keys can answer, when all conditions have been met by keys. */
  covering?: IndexScan
}

/** All plans worth trying, best guess first. */
export function plansFor(collection: Collection | undefined, query: Query): Stage[] {
  if (!collection) return [new Nothing()]
  const id = idLookup(query)
  if (id) return [finish({ stage: new IdLookup(collection, id.value), sorted: true, fetched: true }, collection, query)]
  return accesses(collection, query).map((access) => finish(access, collection, query))
}

function accesses(collection: Collection, query: Query): Access[] {
  const { filter, sort, hint } = query
  const text = textOf(filter)
  if (text) return [textAccess(collection, query)]
  const natural = sort[0]?.path === '$natural' ? sort[0] : undefined
  if (natural) return [{ ...scanAccess(collection, query, natural.direction === -1), sorted: true }]
  if (hint !== undefined) return [hintedAccess(collection, query, hint)]
  const plans = collection.btrees.map((index) => planIndex(index, filter)).filter((plan) => plan !== undefined)
  const found = plans.map((plan) => indexAccess(collection, query, plan))
  const either = orAccess(collection, query)
  if (either && found.length === 0) found.push(either)
  if (sort.length > 0 && !found.some(({ sorted }) => sorted)) found.push(...orderAccesses(collection, query, plans))
  return found.length > 0 ? found : [scanAccess(collection, query)]
}

/** Indexes that no condition is on, but that have the order asked for. */
function orderAccesses(collection: Collection, query: Query, tried: IndexPlan[]): Access[] {
  return collection.btrees
    .filter((index) => !tried.some((plan) => plan.index === index) && !index.spec.sparse && !index.spec.partial)
    .flatMap((index) => planIndex(index, query.filter, true) ?? [])
    .filter((plan) => orderOf(plan, query.sort))
    .map((plan) => indexAccess(collection, query, plan))
}

function idLookup({ filter, hint, sort }: Query): { value: Value } | undefined {
  const [only, ...others] = conjuncts(filter)
  if (others.length > 0 || hint !== undefined || sort[0]?.path === '$natural') return undefined
  if (only?.kind !== 'leaf' || only.path !== '_id' || only.operator !== 'eq') return undefined
  return only.value === null || Array.isArray(only.value) ? undefined : { value: only.value }
}

function scanAccess(collection: Collection, query: Query, backward = false): Access {
  const condition = conditionOf(conjuncts(query.filter), query)
  return { stage: new CollectionScan(collection, condition, backward), sorted: query.sort.length === 0, fetched: true }
}

function indexAccess(collection: Collection, query: Query, plan: IndexPlan): Access {
  const order = orderOf(plan, query.sort)
  const scan = new IndexScan(plan.index, plan.intervals, order !== 'backward', conditionOf(plan.onKeys, query))
  const sorted = query.sort.length === 0 || order !== undefined
  if (plan.onDocuments.length > 0) {
    return { stage: new Fetch(scan, collection, conditionOf(plan.onDocuments, query)), sorted, fetched: true }
  }
  return { stage: scan, sorted, fetched: false, covering: scan }
}

function hintedAccess(collection: Collection, query: Query, hint: Value): Access {
  if (isDoc(hint) && '$natural' in hint) return scanAccess(collection, query, toNumber(hint['$natural']) === -1)
  const index = collection.btrees.find(({ spec }) => (isDoc(hint) ? identical(spec.key, hint) : spec.name === hint))
  if (!index)
    throw badValue(
      `error processing query: ns=${collection.namespace}: planner returned error :: caused by :: hint provided does not correspond to an existing index`,
    )
  const plan = planIndex(index, query.filter, true) ?? wholeIndex(index, query.filter)
  return indexAccess(collection, query, plan)
}

/** A hint is obeyed even where the index lacks documents. */
function wholeIndex(index: BtreeIndex, filter: Filter): IndexPlan {
  return {
    index,
    intervals: index.spec.fields.map(() => ALL),
    onKeys: [],
    onDocuments: conjuncts(filter),
    isBounded: false,
  }
}

/** An `$or` uses an index for each of its branches, or none at all. */
function orAccess(collection: Collection, query: Query): Access | undefined {
  const parts = conjuncts(query.filter)
  const either = parts.find((part) => part.kind === 'or')
  if (either?.kind !== 'or') return undefined
  const branches = either.filters.map((branch) => bestIndex(collection, branch))
  if (branches.some((plan) => plan === undefined)) return undefined
  const inputs = branches.flatMap((plan) => (plan ? [branchStage(collection, query, plan)] : []))
  const rest = parts.filter((part) => part !== either)
  const fetch = new Fetch(new Or(inputs), collection, conditionOf(rest, query))
  return { stage: parts.length === 1 ? new Subplan(fetch) : fetch, sorted: query.sort.length === 0, fetched: true }
}

function branchStage(collection: Collection, query: Query, plan: IndexPlan): Stage {
  const scan = new IndexScan(plan.index, plan.intervals, true, conditionOf(plan.onKeys, query))
  return plan.onDocuments.length === 0 ? scan : new Fetch(scan, collection, conditionOf(plan.onDocuments, query))
}

/** The index with the most equalities, then the fewest conditions left over. */
function bestIndex(collection: Collection, filter: Filter): IndexPlan | undefined {
  const plans = collection.btrees.map((index) => planIndex(index, filter)).filter((plan) => plan !== undefined)
  const score = ({ intervals, onDocuments }: IndexPlan) =>
    intervals.filter((list) => list.length > 0 && list.every(isPoint)).length * 100 - onDocuments.length
  return plans.sort((a, b) => score(b) - score(a))[0]
}

function textAccess(collection: Collection, query: Query): Access {
  const index = collection.indexes.find((candidate) => candidate instanceof TextIndex)
  const text = textOf(query.filter)
  if (!(index instanceof TextIndex) || !text) throw new ServerError(27, 'text index required for $text query')
  const rest = conjuncts(query.filter).filter((part) => part.kind !== 'text')
  const fetch = new Fetch(new TextMatch(collection, index, text), collection, conditionOf(rest, query))
  return { stage: fetch, sorted: query.sort.length === 0, fetched: true }
}

function conditionOf(filters: Filter[], query: Query): Condition | undefined {
  const [only] = filters
  if (!only) return undefined
  const filter: Filter = filters.length === 1 ? only : { kind: 'and', filters }
  return { test: compileFilter(filter, query.compileExpression), parsed: parsedQuery(filter) }
}

/** Sort, skip, fetch, project and limit, in the order in which MongoDB puts them. */
function finish(access: Access, collection: Collection, query: Query): Stage {
  const { projection, projectionSpec = {}, skip, limit, countOnly } = query
  const covering =
    access.covering && projection && covers(access.covering, projection, access.sorted) ? access.covering : undefined
  let { stage, fetched } = access
  if (!access.sorted) {
    if (!fetched) stage = new Fetch(stage, collection)
    fetched = true
    stage = new Sort(stage, query.sort, limit > 0 ? limit + skip : 0)
  }
  if (skip > 0) stage = new Skip(stage, skip)
  if (!fetched && !covering && !countOnly) stage = new Fetch(stage, collection)
  if (projection) stage = new Project(stage, projection, projectionSpec, covering)
  return limit > 0 && access.sorted ? new Limit(stage, limit) : stage
}

/** Whether the keys of the index hold all that is asked for; those of an array do not tell what the array is. */
function covers({ index }: IndexScan, { plainPaths }: Projection, sorted: boolean): boolean {
  if (!sorted || !plainPaths) return false
  const isHeld = (path: string) =>
    index.spec.fields.some((field, i) => field.path === path && (index.arrays[i]?.size ?? 0) === 0)
  return plainPaths.every(isHeld)
}
