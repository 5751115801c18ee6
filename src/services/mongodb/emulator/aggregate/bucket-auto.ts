import { notEmulated, ServerError } from '../errors.ts'
import { compileExpression } from '../expressions/compile.ts'
import { type Doc, isDoc, setOwn, toNumber, typeName, type Value } from '../values/bson.ts'
import { compareValues } from '../values/compare.ts'
import { accumulatorsOf, checkGroupBy } from './group.ts'
import type { CompileStage } from './stage.ts'

interface Entry {
  value: Value
  doc: Doc
}

interface Bucket {
  min: Value
  max: Value
  docs: Doc[]
}

/** Buckets of about the same size; equal values stay together (docs: "$bucketAuto"). */
export const bucketAuto: CompileStage = (argument, { variables }) => {
  if (!isDoc(argument)) throw new ServerError(40240, 'The argument to $bucketAuto must be an object')
  const stray = Object.keys(argument).find((key) => !['groupBy', 'buckets', 'output', 'granularity'].includes(key))
  if (stray !== undefined) throw new ServerError(40245, `Unrecognized option to $bucketAuto: ${stray}.`)
  const { groupBy, buckets, output = { count: { $sum: 1 } }, granularity } = argument
  if (!('groupBy' in argument && 'buckets' in argument))
    throw new ServerError(40246, "$bucketAuto requires 'groupBy' and 'buckets' to be specified.")
  checkGroupBy(groupBy, 40239, '$bucketAuto')
  const wanted = toNumber(buckets)
  if (wanted === undefined)
    throw new ServerError(
      40241,
      `The $bucketAuto 'buckets' field must be a numeric value, but found type: ${typeName(buckets)}`,
    )
  if (!Number.isInteger(wanted))
    throw new ServerError(40242, "The $bucketAuto 'buckets' field must be representable as a 32-bit integer")
  if (wanted < 1)
    throw new ServerError(40243, `The $bucketAuto 'buckets' field must be greater than 0, but found: ${wanted}`)
  if (!isDoc(output))
    throw new ServerError(
      40244,
      `The $bucketAuto 'output' field must be an object, but found type: ${typeName(output)}`,
    )
  if (granularity !== undefined) throw notEmulated('the granularity of $bucketAuto')
  const evaluate = compileExpression(groupBy, variables)
  const fields = accumulatorsOf(output, variables)
  return (docs) => {
    const entries = docs.map((doc) => ({ doc, value: evaluate(doc) ?? null }))
    entries.sort((a, b) => compareValues(a.value, b.value))
    return inBuckets(entries, wanted).map(({ min, max, docs: members }) => {
      const result: Doc = { _id: { min, max } }
      for (const { name, accumulate } of fields) setOwn(result, name, accumulate(members))
      return result
    })
  }
}

function inBuckets(entries: Entry[], wanted: number): Bucket[] {
  const size = Math.max(1, Math.round(entries.length / wanted))
  const buckets: Bucket[] = []
  let at = 0
  while (at < entries.length) {
    const isLast = buckets.length === wanted - 1
    let end = isLast ? entries.length : Math.min(at + size, entries.length)
    const highest = entries[end - 1]?.value
    while (end < entries.length && compareValues(entries[end]?.value, highest) === 0) end++
    const members = entries.slice(at, end)
    buckets.push({
      min: members[0]?.value,
      max: end < entries.length ? entries[end]?.value : highest,
      docs: members.map(({ doc }) => doc),
    })
    at = end
  }
  return buckets
}
