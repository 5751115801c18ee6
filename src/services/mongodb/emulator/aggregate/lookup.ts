import { ServerError } from '../errors.ts'
import { choosePlan } from '../plan/choose.ts'
import { plansFor, type Query } from '../plan/planner.ts'
import { type Filter, leaf } from '../query/filter.ts'
import { parseFilter } from '../query/parse.ts'
import type { Collection } from '../storage/collection.ts'
import { type Doc, isDoc, setOwn, type Value } from '../values/bson.ts'
import { reach } from '../values/paths.ts'
import { compileExpression } from './expressions.ts'
import type { CompilePipeline, CompileStage, Environment } from './stage.ts'

/** Joins another collection: by two fields, by a pipeline, or both (docs: "$lookup"). */
export const lookup: CompileStage = (argument, environment, compilePipeline) => {
  if (!isDoc(argument)) throw new ServerError(40319, 'the $lookup specification must be an object')
  const { from, as, localField, foreignField, pipeline, let: variables = {} } = argument
  if (typeof as !== 'string') throw new ServerError(40320, "must specify 'as' field for a $lookup")
  if ((typeof localField === 'string') !== (typeof foreignField === 'string'))
    throw new ServerError(4565500, '$lookup requires both or neither of localField and foreignField to be specified')
  if (localField === undefined && !Array.isArray(pipeline))
    throw new ServerError(
      4565500,
      "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified",
    )
  const joined = isDoc(variables)
    ? Object.keys(variables).map((name) => ({
        name,
        evaluate: compileExpression(variables[name], environment.variables),
      }))
    : []
  const collection = typeof from === 'string' ? environment.collection(from) : undefined
  const stages = Array.isArray(pipeline) ? (pipeline as Doc[]) : []
  const run = runner(stages, environment, compilePipeline)
  return (docs) =>
    docs.map((doc) => {
      const inner = {
        ...environment.variables,
        ...Object.fromEntries(joined.map(({ name, evaluate }) => [name, evaluate(doc) ?? null])),
      }
      const join = typeof foreignField === 'string' ? joinFilter(doc, String(localField), foreignField) : undefined
      return withField(doc, as.split('.'), run(collection, join, inner))
    })
}

/** Matches the local value, or any element of a local array; a missing one matches null (docs: "$lookup", Behavior). */
function joinFilter(doc: Doc, localField: string, foreignField: string): Filter {
  const found = reach(doc, localField.split('.')).flatMap((value) =>
    Array.isArray(value) ? (value as Value[]) : [value ?? null],
  )
  const [only] = found
  return found.length === 1 ? leaf(foreignField, 'eq', only) : leaf(foreignField, 'in', found)
}

type Run = (collection: Collection | undefined, join: Filter | undefined, variables: Doc) => Doc[]

/** Runs the inner pipeline; its first `$match` and the join go to the collection together, so that indexes serve them. */
function runner(stages: Doc[], environment: Environment, compilePipeline: CompilePipeline): Run {
  const [first] = stages
  const match = isDoc(first) && isDoc(first['$match']) ? first['$match'] : undefined
  const rest = match ? stages.slice(1) : stages
  const fixed = rest.length === 0 ? (docs: Doc[]) => docs : undefined
  return (collection, join, variables) => {
    const filters = [...(join ? [join] : []), ...(match ? [parseFilter(match)] : [])]
    const filter: Filter = filters.length === 1 && filters[0] ? filters[0] : { kind: 'and', filters }
    const docs = collection ? read(collection, filter, variables, environment) : []
    const run = fixed ?? compilePipeline(rest, { ...environment, variables })
    return run(docs)
  }
}

function read(collection: Collection, filter: Filter, variables: Doc, { examined }: Environment): Doc[] {
  const query: Query = {
    filter: withValues(filter, variables),
    sort: [],
    skip: 0,
    limit: 0,
    compileExpression: (expression) => compileExpression(expression, variables),
  }
  const { plan, rows } = choosePlan(plansFor(collection, query), collection.documents.size)
  const docs = [...rows()].map(({ doc }) => doc ?? {})
  examined.keys += plan.keysExamined()
  examined.documents += plan.docsExamined()
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
  const value = typeof name === 'string' ? variables[name.slice(2)] : undefined
  if (typeof path !== 'string' || value === undefined || value === null || Array.isArray(value)) return filter
  return { kind: 'and', filters: [leaf(path.slice(1), 'eq', value), filter] }
}

function withField(doc: Doc, [part = '', ...rest]: string[], value: Value): Doc {
  const copy: Doc = { ...doc }
  const child = copy[part]
  setOwn(copy, part, rest.length === 0 ? value : withField(isDoc(child) ? child : {}, rest, value))
  return copy
}

export const unionWith: CompileStage = (argument, environment, compilePipeline) => {
  const { coll, pipeline = [] } = isDoc(argument) ? argument : { coll: argument }
  const run = compilePipeline(pipeline as Doc[], environment)
  const collection = typeof coll === 'string' ? environment.collection(coll) : undefined
  return (docs) => [...docs, ...run([...(collection?.documents.values() ?? [])])]
}
