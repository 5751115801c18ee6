import { badValue } from '../errors.ts'
import type { BtreeIndex } from '../index/btree.ts'
import { conjuncts, type Filter, textOf } from '../query/filter.ts'
import type { Projection } from '../query/project.ts'
import type { Collection } from '../storage/collection.ts'
import { isDoc, tagOf, toNumber, type Value } from '../values/bson.ts'
import { activeCollation } from '../values/collation.ts'
import { identical } from '../values/compare.ts'
import { explodedAccess, orAccess } from './branches.ts'
import { type IndexPlan, orderOf, planIndex } from './index-plan.ts'
import { IndexScan } from './index-scan.ts'
import { ALL } from './intervals.ts'
import { Fetch, Limit, Project, Skip, Sort, Subplan } from './operators.ts'
import { type Access, conditionOf, type Query } from './query.ts'
import { CollectionScan, IdLookup, Nothing } from './scan.ts'
import type { Stage } from './stage.ts'
import { textAccess } from './text-access.ts'

/** All plans worth trying, best guess first. */
export function plansFor(collection: Collection | undefined, query: Query): Stage[] {
  if (!collection) return [new Nothing()]
  const id = collection.indexes.length > 0 ? idLookup(collection, query) : undefined
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
  found.push(...plans.flatMap((plan) => explodedAccess(collection, query, plan) ?? []))
  const either = orAccess(collection, query)
  if (either && plans.length === 0) found.push(either)
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

function idLookup({ idIndex }: Collection, { filter, hint, sort }: Query): { value: Value } | undefined {
  const [only, ...others] = conjuncts(filter)
  if (others.length > 0 || hint !== undefined || sort[0]?.path === '$natural') return undefined
  if (only?.kind !== 'leaf' || only.path !== '_id' || only.operator !== 'eq') return undefined
  const isOtherOrder =
    idIndex.spec.collation !== activeCollation() && typeof only.value !== 'number' && !isObjectId(only.value)
  return only.value === null || Array.isArray(only.value) || isOtherOrder ? undefined : { value: only.value }
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
  if (limit > 0 && access.sorted) stage = new Limit(stage, limit)
  return access.subplan ? new Subplan(stage) : stage
}

/** Whether the keys of the index hold all that is asked for; those of an array do not tell what the array is. */
function covers({ index }: IndexScan, { plainPaths }: Projection, sorted: boolean): boolean {
  // The keys of a collation do not give the texts back.
  if (!sorted || !plainPaths || index.spec.collation) return false
  const isHeld = (path: string) =>
    index.spec.fields.some((field, i) => field.path === path && (index.arrays[i]?.size ?? 0) === 0)
  return plainPaths.every(isHeld)
}

function isObjectId(value: Value): boolean {
  return typeof value === 'object' && value !== null && tagOf(value) === 'ObjectId'
}
