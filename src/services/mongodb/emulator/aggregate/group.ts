import { ServerError } from '../errors.ts'
import { sortBy } from '../query/sort.ts'
import { type Doc, isDoc, setOwn, type Value } from '../values/bson.ts'
import { compareValues, keyOf } from '../values/compare.ts'
import { compileAccumulator, compileExpression } from './expressions.ts'
import type { CompileStage, PipelineStage } from './stage.ts'

type Fields = { name: string; accumulate: (docs: Doc[]) => Value }[]

export function accumulatorsOf(spec: Doc, variables: Doc | undefined): Fields {
  return Object.keys(spec)
    .filter((name) => name !== '_id')
    .map((name) => {
      const value = spec[name]
      const operators = isDoc(value) ? Object.keys(value) : []
      const [operator = ''] = operators
      if (!isDoc(value) || !operator.startsWith('$'))
        throw new ServerError(40234, `The field '${name}' must be an accumulator object`)
      if (operators.length > 1) throw new ServerError(40238, `The field '${name}' must specify one accumulator`)
      if (name.includes('.')) throw new ServerError(40235, `The field name '${name}' cannot contain '.'`)
      if (operator === '$count') return { name, accumulate: (docs: Doc[]) => docs.length }
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
  const groups = grouped(compileExpression(argument, variables))
  return (docs) =>
    groups(docs)
      .map(({ id, docs: members }) => ({ _id: id, count: members.length }))
      .sort((a, b) => b.count - a.count)
}

export const bucket: CompileStage = (argument, { variables }) => {
  if (!isDoc(argument)) throw new ServerError(40201, 'Argument to $bucket stage must be an object')
  const { groupBy, boundaries, output = { count: { $sum: 1 } } } = argument
  if (!Array.isArray(boundaries) || boundaries.length < 2)
    throw new ServerError(40192, "The $bucket 'boundaries' field must have at least 2 values")
  if (boundaries.some((value, i) => i > 0 && compareValues(value, boundaries[i - 1]) <= 0)) {
    throw new ServerError(40194, "The 'boundaries' option to $bucket must be sorted")
  }
  const evaluate = compileExpression(groupBy, variables)
  const fields = accumulatorsOf(output as Doc, variables)
  return inBuckets(
    boundaries,
    Object.hasOwn(argument, 'default') ? { value: argument['default'] } : undefined,
    evaluate,
    fields,
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
