import { failedToParse, ServerError, typeMismatch } from '../errors.ts'
import { compileExpression } from '../expressions/compile.ts'
import { LiveVariable } from '../expressions/expression.ts'
import { checkVariableName } from '../expressions/path.ts'
import { choosePlan } from '../plan/choose.ts'
import { plansFor } from '../plan/planner.ts'
import type { Query } from '../plan/query.ts'
import { type Filter, leaf } from '../query/filter.ts'
import { parseFilter } from '../query/parse.ts'
import { parseSort } from '../query/sort.ts'
import type { Collection } from '../storage/collection.ts'
import { type Doc, isDoc, setOwn, toNumber, typeName, type Value } from '../values/bson.ts'
import { reach } from '../values/paths.ts'
import { optimize } from './optimize.ts'
import type { CompilePipeline, CompileStage, Environment } from './stage.ts'

/** Joins another collection: by two fields, by a pipeline, or both (docs: "$lookup"). */
export const lookup: CompileStage = (argument, environment, compilePipeline) => {
  const { from, as, localField, foreignField, pipeline, variables } = checked(argument)
  const joined = Object.keys(variables).map((name) => {
    checkVariableName(name)
    return { name, live: new LiveVariable(), evaluate: compileExpression(variables[name], environment.variables) }
  })
  const inner = {
    ...environment.variables,
    ...Object.fromEntries(joined.map(({ name, live }) => [name, live])),
  }
  const collection = from === undefined ? undefined : environment.collection(from)
  const run = runner(optimize(pipeline), { ...environment, variables: inner }, compilePipeline)
  return (docs) =>
    docs.map((doc) => {
      for (const { live, evaluate } of joined) live.value = evaluate(doc)
      const join = foreignField === undefined ? undefined : joinFilter(doc, localField ?? '', foreignField)
      return withField(doc, as.split('.'), run(collection, join))
    })
}

interface LookupSpec {
  from: string | undefined
  as: string
  localField: string | undefined
  foreignField: string | undefined
  pipeline: Doc[]
  variables: Doc
}

const TEXTS = ['from', 'as', 'localField', 'foreignField']

function checked(argument: Value): LookupSpec {
  if (!isDoc(argument))
    throw failedToParse(`the $lookup stage specification must be an object, but found ${typeName(argument)}`)
  for (const name of Object.keys(argument)) {
    if (![...TEXTS, 'let', 'pipeline'].includes(name)) throw failedToParse(`unknown argument to $lookup: ${name}`)
    if (TEXTS.includes(name) && typeof argument[name] !== 'string')
      throw failedToParse(`$lookup argument '${name}' must be a string, found ${typeName(argument[name])}`)
  }
  const { from, as, localField, foreignField, pipeline, let: variables = {} } = argument
  if (as === undefined) throw failedToParse("must specify 'as' field for a $lookup")
  const startsItself = Array.isArray(pipeline) && isDoc(pipeline[0]) && '$documents' in pipeline[0]
  if (from === undefined && !startsItself) throw failedToParse("must specify 'from' field for a $lookup")
  if ((localField === undefined) !== (foreignField === undefined))
    throw failedToParse("$lookup requires both or neither of 'localField' and 'foreignField' to be specified")
  if (localField === undefined && pipeline === undefined)
    throw failedToParse("$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified")
  if (pipeline !== undefined && !Array.isArray(pipeline))
    throw typeMismatch(`A pipeline must be an array of objects, found ${typeName(pipeline)}`)
  if (!isDoc(variables)) throw failedToParse(`$lookup argument 'let' must be an object, found ${typeName(variables)}`)
  return { from, as, localField, foreignField, pipeline: pipeline ?? [], variables } as LookupSpec
}

/** Matches the local value, or any element of a local array; a missing one matches null (docs: "$lookup", Behavior). */
function joinFilter(doc: Doc, localField: string, foreignField: string): Filter {
  const found = reach(doc, localField.split('.')).flatMap((value) =>
    Array.isArray(value) ? (value as Value[]) : [value ?? null],
  )
  const [only] = found
  return found.length === 1 ? leaf(foreignField, 'eq', only) : leaf(foreignField, 'in', found)
}

type Run = (collection: Collection | undefined, join: Filter | undefined) => Doc[]

/** Runs the inner pipeline; its beginning and the join go to the collection together, so that indexes serve them. */
function runner(stages: Doc[], environment: Environment, compilePipeline: CompilePipeline): Run {
  const { match, sort, limit, rest } = beginningOf(stages)
  const run = compilePipeline(rest, environment)
  return (collection, join) => {
    const filters = [join, match].filter((filter) => filter !== undefined)
    const filter: Filter = filters.length === 1 && filters[0] ? filters[0] : { kind: 'and', filters }
    return run(collection ? read(collection, { filter, sort, limit }, environment.variables ?? {}, environment) : [])
  }
}

interface Beginning {
  match: Filter | undefined
  sort: Query['sort']
  limit: number
  rest: Doc[]
}

/** A `$match`, a `$sort` and a `$limit` in this order, each if it is there. */
function beginningOf(stages: Doc[]): Beginning {
  let at = 0
  const stageAt = (name: string, isRight: (argument: Value) => boolean): Value => {
    const stage = stages[at]
    if (!isDoc(stage) || !(name in stage) || !isRight(stage[name])) return undefined
    at += 1
    return stage[name]
  }
  const match = stageAt('$match', isDoc)
  const sort = stageAt('$sort', isDoc)
  const limit = stageAt('$limit', (argument) => (toNumber(argument) ?? 0) > 0)
  return {
    match: isDoc(match) ? parseFilter(match) : undefined,
    sort: parseSort(sort),
    limit: toNumber(limit) ?? 0,
    rest: stages.slice(at),
  }
}

function read(
  collection: Collection,
  { filter, sort, limit }: Pick<Query, 'filter' | 'sort' | 'limit'>,
  variables: Doc,
  { examined }: Environment,
): Doc[] {
  const query: Query = {
    filter: withValues(filter, variables),
    sort,
    skip: 0,
    limit,
    compileExpression: (expression) => compileExpression(expression, variables),
  }
  const { plan, rows } = choosePlan(plansFor(collection, query), collection.documents.size)
  const docs = [...rows()].map(({ doc }) => doc ?? {})
  examined.keys += plan.keysExamined()
  examined.documents += plan.docsExamined()
  for (const stage of plan.all()) {
    const name = stage.indexName()
    if (name !== undefined) examined.indexes.add(name)
    if (stage.name === 'COLLSCAN') examined.collectionScans++
  }
  return docs
}

/** `$expr: { $eq: ['$field', '$$variable'] }` can use an index as soon as the variable has its value. */
function withValues(filter: Filter, variables: Doc): Filter {
  if (filter.kind === 'and') return { kind: 'and', filters: filter.filters.map((part) => withValues(part, variables)) }
  if (filter.kind !== 'expr' || !isDoc(filter.expression)) return filter
  const { $and, $eq } = filter.expression
  if (Array.isArray($and)) {
    const filters = $and.map((expression): Filter => withValues({ kind: 'expr', expression }, variables))
    return { kind: 'and', filters }
  }
  if (!Array.isArray($eq)) return filter
  const path = $eq.find((part) => typeof part === 'string' && /^\$[^$]/.test(part))
  const name = $eq.find((part) => typeof part === 'string' && /^\$\$[a-z]\w*$/.test(part))
  const variable = typeof name === 'string' ? variables[name.slice(2)] : undefined
  const value = variable instanceof LiveVariable ? variable.value : variable
  if (typeof path !== 'string' || value === undefined || value === null || Array.isArray(value)) return filter
  return { kind: 'and', filters: [leaf(path.slice(1), 'eq', value), filter] }
}

export function withField(doc: Doc, [part = '', ...rest]: string[], value: Value): Doc {
  const copy: Doc = { ...doc }
  const child = copy[part]
  setOwn(copy, part, rest.length === 0 ? value : withField(isDoc(child) ? child : {}, rest, value))
  return copy
}

/** The documents of another collection behind those that come (docs: "$unionWith"). */
export const unionWith: CompileStage = (argument, environment, compilePipeline) => {
  if (typeof argument !== 'string' && !isDoc(argument))
    throw failedToParse(
      `the $unionWith stage specification must be an object or string, but found ${typeName(argument)}`,
    )
  const { coll, pipeline = [], ...more } = isDoc(argument) ? argument : ({ coll: argument } as Doc)
  const [stray] = Object.keys(more)
  if (stray !== undefined) throw new ServerError(40415, `BSON field '$unionWith.${stray}' is an unknown field.`)
  if (!Array.isArray(pipeline))
    throw typeMismatch(
      `BSON field '$unionWith.pipeline' is the wrong type '${typeName(pipeline)}', expected type 'array'`,
    )
  const run = compilePipeline(pipeline as Doc[], environment)
  const collection = typeof coll === 'string' ? environment.collection(coll) : undefined
  return (docs) => [...docs, ...run([...(collection?.documents.values() ?? [])])]
}
