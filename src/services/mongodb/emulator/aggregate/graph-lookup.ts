import { Long } from 'bson'
import { failedToParse, ServerError } from '../errors.ts'
import { compileExpression } from '../expressions/compile.ts'
import { checkParts, follow } from '../expressions/path.ts'
import { choosePlan } from '../plan/choose.ts'
import { plansFor } from '../plan/planner.ts'
import { type Filter, leaf } from '../query/filter.ts'
import { parseFilter } from '../query/parse.ts'
import type { Collection } from '../storage/collection.ts'
import { type Doc, isDoc, setOwn, toNumber, typeName, type Value } from '../values/bson.ts'
import { keyOf } from '../values/compare.ts'
import { withField } from './lookup.ts'
import type { CompileStage, Environment } from './stage.ts'

const REQUIRED = ['from', 'as', 'startWith', 'connectFromField', 'connectToField']
const OPTIONAL = ['maxDepth', 'depthField', 'restrictSearchWithMatch']

/** Follows a reference from document to document, level by level (docs: "$graphLookup"). */
export const graphLookup: CompileStage = (argument, environment) => {
  const options = checked(argument)
  const { from, as, connectFromField, connectToField, depthField } = options as Record<string, string>
  const startOf = compileExpression(options['startWith'], environment.variables)
  const most = maxDepth(options['maxDepth'])
  const restriction = isDoc(options['restrictSearchWithMatch'])
    ? parseFilter(options['restrictSearchWithMatch'])
    : undefined
  const collection = environment.collection(from ?? '')
  const fromParts = (connectFromField ?? '').split('.')

  const found = (doc: Doc): Doc[] => {
    const visited = new Map<string, Doc>()
    const asked = new Set<string>()
    let frontier = fresh(listOf(startOf(doc)), asked)
    for (let depth = 0; frontier.length > 0 && depth <= most; depth++) {
      const wanted = leaf(connectToField ?? '', 'in', frontier)
      const filter: Filter = restriction ? { kind: 'and', filters: [wanted, restriction] } : wanted
      const next: Value[] = []
      for (const reached of read(collection, filter, environment)) {
        const key = keyOf(reached['_id'])
        if (visited.has(key)) continue
        const copy = { ...reached }
        if (depthField !== undefined) setOwn(copy, depthField, Long.fromNumber(depth))
        visited.set(key, copy)
        next.push(...listOf(follow(reached, fromParts)))
      }
      frontier = fresh(next, asked)
    }
    return [...visited.values()]
  }
  return (docs) => docs.map((doc) => withField(doc, (as ?? '').split('.'), found(doc)))
}

function checked(argument: Value): Doc {
  if (!isDoc(argument))
    throw failedToParse(`the $graphLookup stage specification must be an object, but found ${typeName(argument)}`)
  const stray = Object.keys(argument).find((key) => !REQUIRED.includes(key) && !OPTIONAL.includes(key))
  if (stray !== undefined) throw new ServerError(40104, `unknown argument to $graphLookup: ${stray}`)
  if (typeof argument['from'] !== 'string')
    throw failedToParse(`$graphLookup 'from' field must be a string, but found ${typeName(argument['from'])}`)
  for (const key of ['as', 'connectFromField', 'connectToField', 'depthField']) {
    const path = argument[key]
    if (path === undefined) continue
    if (typeof path !== 'string')
      throw new ServerError(40103, `expected string as argument for ${key}, found: ${typeName(path)}`)
    checkParts(path.split('.'))
  }
  if (REQUIRED.some((key) => !(key in argument)))
    throw new ServerError(
      40105,
      "$graphLookup requires 'from', 'as', 'startWith', 'connectFromField', and 'connectToField' to be specified.",
    )
  const { restrictSearchWithMatch: restriction } = argument
  if (restriction !== undefined && !isDoc(restriction))
    throw new ServerError(40185, `restrictSearchWithMatch must be an object, found ${typeName(restriction)}`)
  return argument
}

function maxDepth(value: Value): number {
  if (value === undefined) return Number.POSITIVE_INFINITY
  const depth = toNumber(value)
  if (depth === undefined) throw new ServerError(40100, `maxDepth must be numeric, found type: ${typeName(value)}`)
  if (depth < 0) throw new ServerError(40101, `maxDepth requires a nonnegative argument, found: ${depth}`)
  if (!Number.isInteger(depth))
    throw new ServerError(40102, `maxDepth could not be represented as a long long: ${depth}`)
  return depth
}

function listOf(value: Value): Value[] {
  if (Array.isArray(value)) return value
  return value === undefined ? [] : [value]
}

/** Those values that were not looked for before. */
function fresh(values: Value[], asked: Set<string>): Value[] {
  return values.filter((value) => {
    const key = keyOf(value)
    return asked.has(key) ? false : asked.add(key)
  })
}

function read(collection: Collection | undefined, filter: Filter, { variables, examined }: Environment): Doc[] {
  if (!collection) return []
  const compile = (expression: Value) => compileExpression(expression, variables)
  const query = { filter, sort: [], skip: 0, limit: 0, compileExpression: compile }
  const { plan, rows } = choosePlan(plansFor(collection, query), collection.documents.size)
  const docs = [...rows()].map(({ doc }) => doc ?? {})
  examined.keys += plan.keysExamined()
  examined.documents += plan.docsExamined()
  return docs
}
