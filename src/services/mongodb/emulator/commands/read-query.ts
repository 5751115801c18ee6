import { asksForScore, engine } from '../aggregate/engine.ts'
import type { Request, ServerState } from '../command.ts'
import { badValue, failedToParse, ServerError } from '../errors.ts'
import { type Chosen, choosePlan } from '../plan/choose.ts'
import { plansFor } from '../plan/planner.ts'
import type { Query } from '../plan/query.ts'
import type { Stage } from '../plan/stage.ts'
import { parseFilter } from '../query/parse.ts'
import { compileProjection } from '../query/project.ts'
import { parseSort } from '../query/sort.ts'
import type { Collection } from '../storage/collection.ts'
import { type Doc, isDoc, toNumber, typeName, type Value } from '../values/bson.ts'
import type { Collation } from '../values/collation.ts'

/** The name of the collection that a command is about. @throws ServerError 73 when it has none */
export function collectionName({ body, name, database }: Request): string {
  const value = body[name]
  if (typeof value !== 'string') throw badValue(`collection name has invalid type ${typeName(value)}`)
  if (value === '') throw new ServerError(73, `Invalid namespace specified '${database}.'`)
  return value
}

export function collectionOf(request: Request, { catalog }: ServerState): Collection | undefined {
  return catalog.collection(request.database, collectionName(request), request.transaction)
}

export interface QueryParts {
  filter?: Value
  sort?: Value
  projection?: Value
  skip?: Value
  limit?: Value
  hint?: Value
  variables?: Doc | undefined
  collation?: Collation | undefined
}

/** @throws ServerError for a filter, a sort or a projection that MongoDB refuses */
export function readQuery({
  filter = {},
  sort,
  projection,
  skip,
  limit,
  hint,
  variables,
  collation,
}: QueryParts): Query {
  if (filter !== null && !isDoc(filter))
    throw new ServerError(14, `Expected field filter to be of type object, but found ${typeName(filter)}`)
  const parsed = parseFilter(filter ?? {})
  const compileExpression = (expression: Value) => engine().compileExpression(expression, variables)
  return {
    filter: parsed,
    sort: parseSort(sort),
    skip: wholeNumber('skip', skip),
    limit: Math.abs(wholeNumber('limit', limit, true)),
    ...(isDoc(projection) && {
      projection: compileProjection(projection, { filter: parsed, compileExpression }),
      projectionSpec: projection,
    }),
    collation,
    wantsScore: asksForScore([sort, projection]),
    ...(hint !== undefined && !(isDoc(hint) && Object.keys(hint).length === 0) && { hint }),
    compileExpression,
  }
}

function wholeNumber(name: string, value: Value, negative = false): number {
  if (value === undefined || value === null) return 0
  const number = toNumber(value)
  if (number === undefined)
    throw new ServerError(
      14,
      `BSON field 'find.${name}' is the wrong type '${typeName(value)}', expected types '[long, int, decimal, double]'`,
    )
  if (!Number.isInteger(number)) throw failedToParse(`Expected an integer: ${name}: ${number}`)
  if (number < 0 && !negative)
    throw new ServerError(51024, `BSON field '${name}' value must be >= 0, actual value '${number}'`)
  return number
}

/** Plans the query and lets the plans race; rows come when they are asked for. */
export function runQuery(collection: Collection | undefined, query: Query): Chosen {
  const chosen = choosePlan(plansFor(collection, query), collection?.documents.size ?? 0)
  lastPlan = chosen.plan
  for (const stage of chosen.plan.all()) stage.noteUse()
  return chosen
}

let lastPlan: Stage | undefined

/** The plan of the last query since this was asked, for the profiler. */
export function takeLastPlan(): Stage | undefined {
  const plan = lastPlan
  lastPlan = undefined
  return plan
}

export function documentsOf(chosen: Chosen): Doc[] {
  const docs: Doc[] = []
  for (const { doc } of chosen.rows()) docs.push(doc ?? {})
  return docs
}
