import { badValue, ServerError } from '../errors.ts'
import { compileExpression } from '../expressions/compile.ts'
import { compileFilter } from '../query/match.ts'
import { parseFilter } from '../query/parse.ts'
import { compileProjection } from '../query/project.ts'
import { parseSort, sortBy } from '../query/sort.ts'
import { clone, type Doc, isDoc, toNumber, typeName, type Value } from '../values/bson.ts'
import { textScores } from '../values/text-scores.ts'
import { addFields, withScore } from './add-fields.ts'
import { bucketAuto } from './bucket-auto.ts'
import { limitOf, skipOf } from './check.ts'
import { densify } from './densify.ts'
import { fill } from './fill.ts'
import { graphLookup } from './graph-lookup.ts'
import { bucket, group, sortByCount } from './group.ts'
import { lookup, unionWith } from './lookup.ts'
import { merge, out } from './out.ts'
import { redact } from './redact.ts'
import type { CompileStage } from './stage.ts'
import { unwind } from './unwind.ts'
import { setWindowFields } from './window/stage.ts'

const match: CompileStage = (argument, { variables }) => {
  if (!isDoc(argument)) throw new ServerError(15959, 'the match filter must be an expression in an object')
  const test = compileFilter(parseFilter(argument), (expression) => compileExpression(expression, variables))
  return (docs) => docs.filter(test)
}

const sort: CompileStage = (argument) => {
  const fields = parseSort(argument)
  if (fields.length === 0) throw new ServerError(15976, '$sort stage must have at least one sort key')
  return (docs) =>
    sortBy(
      docs,
      fields,
      (doc) => doc,
      (doc) => textScores.get(doc) ?? 0,
    )
}

const skip: CompileStage = (argument) => {
  const count = skipOf(argument)
  return (docs) => docs.slice(count)
}

const limit: CompileStage = (argument) => {
  const count = limitOf(argument)
  return (docs) => docs.slice(0, count)
}

const count: CompileStage = (argument) => {
  if (typeof argument !== 'string' || argument === '' || argument.startsWith('$') || argument.includes('.')) {
    throw new ServerError(40156, 'the count field must be a non-empty string')
  }
  return (docs) => (docs.length === 0 ? [] : [{ [argument]: docs.length }])
}

const project: CompileStage = (argument, { variables }) => {
  if (!isDoc(argument)) throw new ServerError(15969, '$project specification must be an object')
  if (Object.keys(argument).length === 0)
    throw new ServerError(
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    )
  const filter = { kind: 'and' as const, filters: [] }
  const projection = compileProjection(argument, {
    filter,
    isStage: true,
    compileExpression: (expression) => compileExpression(expression, variables),
  })
  return (docs) => docs.map((doc) => withScore(projection?.project(doc, textScores.get(doc)) ?? doc, doc))
}

const unset: CompileStage = (argument, environment, compilePipeline) => {
  const paths = [argument].flat()
  if (paths.length === 0 || paths.some((path) => typeof path !== 'string'))
    throw new ServerError(31002, '$unset specification must be a string or an array containing only string values')
  return project(Object.fromEntries(paths.map((path) => [path, 0])), environment, compilePipeline)
}

const replaceWith: CompileStage = (argument, { variables }) => {
  const evaluate = compileExpression(argument, variables)
  return (docs) =>
    docs.map((doc) => {
      const root = evaluate(doc)
      if (!isDoc(root))
        throw new ServerError(
          40228,
          `'newRoot' expression must evaluate to an object, but resulting value was: ${String(root)}. Type of resulting value: '${typeName(root)}'.`,
        )
      return root
    })
}

const replaceRoot: CompileStage = (argument, environment, compilePipeline) => {
  if (!isDoc(argument) || argument['newRoot'] === undefined)
    throw new ServerError(40231, 'no newRoot specified for the $replaceRoot stage')
  return replaceWith(argument['newRoot'], environment, compilePipeline)
}

const facet: CompileStage = (argument, environment, compilePipeline) => {
  if (!isDoc(argument) || Object.keys(argument).length === 0)
    throw new ServerError(40169, 'the $facet specification must be a non-empty object')
  const facets = Object.keys(argument).map((name) => ({
    name,
    run: compilePipeline(pipelineOf(argument[name], name), environment),
  }))
  return (docs) => [Object.fromEntries(facets.map(({ name, run }) => [name, run(docs)]))]
}

function pipelineOf(value: Value, name: string): Doc[] {
  if (!Array.isArray(value))
    throw new ServerError(40170, `arguments to $facet must be arrays, ${name} is type ${typeName(value)}`)
  const stray = value
    .map((stage) => Object.keys(stage as Doc)[0] ?? '')
    .find((stage) => ['$facet', '$out', '$merge', '$changeStream'].includes(stage))
  if (stray) throw new ServerError(40600, `${stray} is not allowed to be used within a $facet stage`)
  return value as Doc[]
}

const sample: CompileStage = (argument) => {
  const size = isDoc(argument) ? toNumber(argument['size']) : undefined
  if (size === undefined || !(size > 0))
    throw new ServerError(28747, 'size argument to $sample must be a positive integer')
  return (docs) => {
    const left = [...docs]
    const taken: Doc[] = []
    while (taken.length < size && left.length > 0)
      taken.push(...left.splice(Math.floor(Math.random() * left.length), 1))
    return taken
  }
}

const documents: CompileStage = (argument, { variables }) => {
  const list = compileExpression(argument, variables)({})
  if (!Array.isArray(list)) throw badValue('$documents expects an array of documents')
  return () => list.map((doc) => clone(doc as Doc))
}

/** Every stage that is ours, by its name. */
export const STAGES: Record<string, CompileStage> = {
  $match: match,
  $sort: sort,
  $skip: skip,
  $limit: limit,
  $count: count,
  $project: project,
  $addFields: addFields,
  $set: addFields,
  $unset: unset,
  $replaceRoot: replaceRoot,
  $replaceWith: replaceWith,
  $facet: facet,
  $sample: sample,
  $documents: documents,
  $group: group,
  $bucket: bucket,
  $bucketAuto: bucketAuto,
  $sortByCount: sortByCount,
  $unwind: unwind,
  $lookup: lookup,
  $unionWith: unionWith,
  $graphLookup: graphLookup,
  $setWindowFields: setWindowFields,
  $fill: fill,
  $densify: densify,
  $redact: redact,
  $out: out,
  $merge: merge,
}
