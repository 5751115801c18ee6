import type { Filter } from '../query/filter.ts'
import { type CompileExpression, compileFilter } from '../query/match.ts'
import type { Projection } from '../query/project.ts'
import type { SortField } from '../query/sort.ts'
import type { Doc, Value } from '../values/bson.ts'
import type { Collation } from '../values/collation.ts'
import type { IndexScan } from './index-scan.ts'
import { parsedQuery } from './parsed-query.ts'
import type { Condition } from './scan.ts'
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
  /** Somebody asks what the words of a text search weigh. */
  wantsScore?: boolean
  /** What it compares by, for what runs after the command was read. */
  collation?: Collation | undefined
  compileExpression: CompileExpression
}

/** A way into the collection, before skip, limit and projection. */
export interface Access {
  stage: Stage
  /** Rows come in the order that is asked for. */
  sorted: boolean
  /** Rows have their documents. */
  fetched: boolean
  /** The scan whose keys can answer, when all conditions have been met by keys. */
  covering?: IndexScan
  /** Each branch of the `$or` was planned by itself. */
  subplan?: boolean
}

export function conditionOf(filters: Filter[], query: Query): Condition | undefined {
  const [only] = filters
  if (!only) return undefined
  const filter: Filter = filters.length === 1 ? only : { kind: 'and', filters }
  return { test: compileFilter(filter, query.compileExpression), parsed: parsedQuery(filter) }
}
