import { ServerError } from '../errors.ts'
import { type Doc, isDoc, toNumber, typeName, type Value } from '../values/bson.ts'
import { isNumeric, isWhole } from '../values/numbers.ts'
import { print } from '../values/print.ts'

/** Stages that have a place of their own in a pipeline. */
const FIRST = ['$changeStream', '$documents', '$geoNear', '$collStats', '$indexStats', '$currentOp']
const LAST = ['$out', '$merge']

/** @throws ServerError 40602, 40601 for a stage in the wrong place, and for counts that are none */
export function checkPipeline(pipeline: Doc[]): void {
  for (const [i, stage] of pipeline.entries()) {
    const name = isDoc(stage) ? (Object.keys(stage)[0] ?? '') : ''
    if (FIRST.includes(name) && i > 0)
      throw new ServerError(40602, `${name} is only valid as the first stage in a pipeline`)
    if (LAST.includes(name) && i < pipeline.length - 1)
      throw new ServerError(40601, `${name} can only be the final stage in the pipeline`)
    if (name === '$skip') skipOf(stage[name])
    if (name === '$limit') limitOf(stage[name])
    if (name === '$sort') checkSort(stage[name])
  }
}

function checkSort(order: Value): void {
  if (!isDoc(order)) throw new ServerError(15973, 'the $sort key specification must be an object')
  if (Object.keys(order).length === 0) throw new ServerError(15976, '$sort stage must have at least one sort key')
}

export function skipOf(value: Value): number {
  return wholeOf(value, '$skip', 5107200, 'a non-negative')
}

export function limitOf(value: Value): number {
  const limit = wholeOf(value, '$limit', 5107201, 'a non-negative')
  if (limit === 0) throw new ServerError(15958, 'the limit must be positive')
  return limit
}

function wholeOf(value: Value, stage: string, code: number, kind: string): number {
  const expected = `invalid argument to ${stage} stage: Expected ${kind} number in: ${stage}: ${print(value)}`
  if (!isNumeric(value)) throw new ServerError(code, `${expected} (${typeName(value)})`)
  const number = toNumber(value) ?? 0
  if (!isWhole(value) || number < 0) throw new ServerError(code, expected)
  return number
}
