import { ServerError } from '../errors.ts'
import { compileExpression } from '../expressions/compile.ts'
import { sortBy } from '../query/sort.ts'
import { type Doc, isDoc, setOwn, typeName, type Value } from '../values/bson.ts'
import { bracketOf, compareValues, keyOf } from '../values/compare.ts'
import { compileAccumulator } from './accumulators.ts'
import type { CompileStage, PipelineStage } from './stage.ts'

type Fields = { name: string; accumulate: (docs: Doc[]) => Value }[]

export function accumulatorsOf(spec: Doc, variables: Doc | undefined): Fields {
  return Object.keys(spec)
    .filter((name) => name !== '_id')
    .map((name) => {
      const value = spec[name]
      const operators = isDoc(value) ? Object.keys(value) : []
      const [operator = ''] = operators
      if (name.startsWith('$')) throw new ServerError(40236, `The field name '${name}' cannot be an operator name`)
      if (!isDoc(value) || !operator.startsWith('$'))
        throw new ServerError(40234, `The field '${name}' must be an accumulator object`)
      if (operators.length > 1) throw new ServerError(40238, `The field '${name}' must specify one accumulator`)
      if (name.includes('.')) throw new ServerError(40235, `The field name '${name}' cannot contain '.'`)
      return { name, accumulate: compileAccumulator(operator, value[operator], variables) }
    })
}

function summary(id: Value, docs: Doc[], fields: Fields): Doc {
  const result: Doc = { _id: id ?? null }
  for (const { name, accumulate } of fields) setOwn(result, name, accumulate(docs))
  return result
}

/** The documents with the same value of the expression together; groups come in the order of their first document. */
export function grouped(evaluate: (doc: Doc) => Value): (docs: Doc[]) => { id: Value; docs: Doc[] }[] {
  return (docs) => {
    const groups = new Map<string, { id: Value; docs: Doc[] }>()
    for (const doc of docs) {
      const id = evaluate(doc) ?? null
      const key = keyOf(id)
      const known = groups.get(key)
      if (known) known.docs.push(doc)
      else groups.set(key, { id, docs: [doc] })
    }
    return [...groups.values()]
  }
}

export const group: CompileStage = (argument, { variables }) => {
  if (!isDoc(argument)) throw new ServerError(15947, "a group's fields must be specified in an object")
  if (!Object.hasOwn(argument, '_id')) throw new ServerError(15955, 'a group specification must include an _id')
  const fields = accumulatorsOf(argument, variables)
  const groups = grouped(compileExpression(argument['_id'], variables))
  return (docs) => groups(docs).map(({ id, docs: members }) => summary(id, members, fields))
}

export const sortByCount: CompileStage = (argument, { variables }) => {
  if (isDoc(argument) && !Object.keys(argument)[0]?.startsWith('$'))
    throw new ServerError(40147, 'the sortByCount field must be defined as a $-prefixed path or an expression')
  if (typeof argument === 'string' && !argument.startsWith('$'))
    throw new ServerError(40148, 'the sortByCount field must be defined as a $-prefixed path or an expression')
  if (typeof argument !== 'string' && !isDoc(argument))
    throw new ServerError(40149, 'the sortByCount field must be specified as a string or as an object')
  const groups = grouped(compileExpression(argument, variables))
  return (docs) =>
    groups(docs)
      .map(({ id, docs: members }) => ({ _id: id, count: members.length }))
      .sort((a, b) => b.count - a.count)
}

export const bucket: CompileStage = (argument, { variables }) => {
  const { groupBy, boundaries, output, fallback } = checkedBucket(argument)
  const evaluate = compileExpression(groupBy, variables)
  const limits = boundaries.map((boundary) => compileExpression(boundary, variables)({}))
  checkBoundaries(limits, fallback)
  return inBuckets(limits, fallback, evaluate, accumulatorsOf(output, variables))
}

interface BucketSpec {
  groupBy: Value
  boundaries: Value[]
  output: Doc
  fallback: { value: Value } | undefined
}

function checkedBucket(argument: Value): BucketSpec {
  if (!isDoc(argument))
    throw new ServerError(40201, `Argument to $bucket stage must be an object, but found type: ${typeName(argument)}`)
  const stray = Object.keys(argument).find((key) => !['groupBy', 'boundaries', 'default', 'output'].includes(key))
  if (stray !== undefined) throw new ServerError(40197, `Unrecognized option to $bucket: ${stray}.`)
  const { groupBy, boundaries, output = { count: { $sum: 1 } } } = argument
  if (!('groupBy' in argument && 'boundaries' in argument))
    throw new ServerError(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.")
  checkGroupBy(groupBy, 40202, '$bucket')
  if (!Array.isArray(boundaries))
    throw new ServerError(
      40200,
      `The $bucket 'boundaries' field must be an array, but found type: ${typeName(boundaries)}`,
    )
  if (boundaries.length < 2)
    throw new ServerError(
      40192,
      `The $bucket 'boundaries' field must have at least 2 values, but found ${boundaries.length}`,
    )
  if (!isDoc(output))
    throw new ServerError(40196, `The $bucket 'output' field must be an object, but found type: ${typeName(output)}`)
  const fallback = Object.hasOwn(argument, 'default') ? { value: argument['default'] } : undefined
  return { groupBy, boundaries, output, fallback }
}

/** @throws ServerError `code` for what is neither a path nor an expression */
export function checkGroupBy(groupBy: Value, code: number, stage: string): void {
  const isPath = typeof groupBy === 'string' && groupBy.startsWith('$')
  if (!isPath && !isDoc(groupBy))
    throw new ServerError(code, `The ${stage} 'groupBy' field must be defined as a $-prefixed path or an expression`)
}

function checkBoundaries(limits: Value[], fallback: { value: Value } | undefined): void {
  for (const [i, limit] of limits.entries()) {
    if (i === 0) continue
    if (bracketOf(limit) !== bracketOf(limits[0]))
      throw new ServerError(40193, "All values in the 'boundaries' option to $bucket must have the same type.")
    if (compareValues(limit, limits[i - 1]) <= 0)
      throw new ServerError(40194, "The 'boundaries' option to $bucket must be sorted")
  }
  const isInside =
    fallback && compareValues(fallback.value, limits[0]) >= 0 && compareValues(fallback.value, limits.at(-1)) < 0
  if (isInside && bracketOf(fallback.value) === bracketOf(limits[0]))
    throw new ServerError(
      40199,
      "The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary.",
    )
}

function inBuckets(
  boundaries: Value[],
  fallback: { value: Value } | undefined,
  evaluate: (doc: Doc) => Value,
  fields: Fields,
): PipelineStage {
  const bucketOf = (doc: Doc): Value => {
    const value = evaluate(doc)
    const above = boundaries.findIndex((boundary) => compareValues(value, boundary) < 0)
    if (above > 0) return boundaries[above - 1]
    if (fallback) return fallback.value
    throw new ServerError(40066, '$switch could not find a matching branch for an input, and no default was specified.')
  }
  const groups = grouped(bucketOf)
  const byId = [{ path: '_id', parts: ['_id'], direction: 1 as const }]
  return (docs) =>
    sortBy(
      groups(docs).map(({ id, docs: members }) => summary(id, members, fields)),
      byId,
      (doc) => doc,
    )
}
