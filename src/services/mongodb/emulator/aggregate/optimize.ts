import { type Doc, isDoc, toNumber, type Value } from '../values/bson.ts'
import { overlap } from '../values/paths.ts'

/**
 * The same pipeline with every `$match` as far forward as it can stand, so that indexes serve it, and `$skip` and
 * `$limit` before the stages that only change fields (docs: "Aggregation Pipeline Optimization").
 */
export function optimize(pipeline: Doc[]): Doc[] {
  const result: Doc[] = []
  for (const stage of pipeline) place(result, stage)
  return result
}

/** Puts a stage behind those that are there, or before those of them that make no difference to it. */
function place(before: Doc[], stage: Doc): void {
  const last = before.at(-1)
  if (!last || !isDoc(stage) || !isDoc(last)) {
    before.push(stage)
  } else if (isDoc(stage['$match'])) {
    placeMatch(before, stage['$match'], last)
  } else if (('$skip' in stage || '$limit' in stage) && keepsDocuments(last)) {
    before.pop()
    place(before, stage)
    before.push(last)
  } else {
    before.push(stage)
  }
}

function placeMatch(before: Doc[], filter: Doc, last: Doc): void {
  const changed = changedBy(last)
  const [free, bound] = changed ? divide(filter, changed) : [[], [filter]]
  if (free.length === 0) {
    before.push({ $match: filter })
    return
  }
  before.pop()
  place(before, { $match: joined(free) })
  before.push(last)
  if (bound.length > 0) before.push({ $match: joined(bound) })
}

/** Stages that give one document for each, whatever is in it. */
function keepsDocuments(stage: Doc): boolean {
  return ['$project', '$addFields', '$set', '$unset'].some((name) => name in stage)
}

type Changed = (path: string) => boolean

/** Which paths are no longer what they were; undefined when a filter cannot stand before the stage at all. */
function changedBy(stage: Doc): Changed | undefined {
  const [name = ''] = Object.keys(stage)
  const argument = stage[name]
  switch (name) {
    case '$sort':
      return () => false
    case '$addFields':
    case '$set':
      return isDoc(argument) ? among(Object.keys(argument)) : undefined
    case '$unset':
      return among([argument].flat().map(String))
    case '$project':
      return isDoc(argument) ? changedByProject(argument) : undefined
    case '$unwind':
      return changedByUnwind(argument)
    case '$lookup':
      return isDoc(argument) && typeof argument['as'] === 'string' ? among([argument['as']]) : undefined
    default:
      return undefined
  }
}

function among(paths: string[]): Changed {
  return (path) => paths.some((other) => overlap(path, other))
}

function changedByUnwind(argument: Value): Changed | undefined {
  const options = isDoc(argument) ? argument : { path: argument }
  if (typeof options['path'] !== 'string') return undefined
  const index = options['includeArrayIndex']
  return among([options['path'].slice(1), ...(typeof index === 'string' ? [index] : [])])
}

/** What an inclusion names stays; everything else is gone. An exclusion takes only what it names. */
function changedByProject(fields: Doc): Changed {
  const isFlag = (value: Value) => typeof value === 'boolean' || toNumber(value) !== undefined
  const isOn = (value: Value) => isFlag(value) && value !== false && toNumber(value) !== 0
  const isOff = (value: Value) => isFlag(value) && !isOn(value)
  const paths = Object.keys(fields)
  if (paths.every((path) => isOff(fields[path]))) return among(paths)
  const kept = paths.filter((path) => isOn(fields[path]))
  if (fields['_id'] === undefined) kept.push('_id')
  return (path) => !kept.some((other) => path === other || path.startsWith(`${other}.`))
}

/** The conditions that look at nothing that was changed, and the others. */
function divide(filter: Doc, changed: Changed): [Doc[], Doc[]] {
  const parts = Object.keys(filter).flatMap((key) => {
    const value = filter[key]
    return key === '$and' && Array.isArray(value) ? (value as Doc[]) : [{ [key]: value }]
  })
  const isFree = (part: Doc) => {
    const paths = pathsOf(part)
    return paths !== undefined && !paths.some(changed)
  }
  return [parts.filter(isFree), parts.filter((part) => !isFree(part))]
}

function joined(parts: Doc[]): Doc {
  const [only = {}] = parts
  return parts.length === 1 ? only : { $and: parts }
}

/** The paths that a filter looks at; undefined when that cannot be said. */
function pathsOf(filter: Value): string[] | undefined {
  if (!isDoc(filter)) return undefined
  const all: string[] = []
  for (const key of Object.keys(filter)) {
    const found = key.startsWith('$') ? pathsOfOperator(key, filter[key]) : [key]
    if (!found) return undefined
    all.push(...found)
  }
  return all
}

function pathsOfOperator(name: string, value: Value): string[] | undefined {
  if (name === '$expr') return pathsOfExpression(value)
  if (name === '$comment') return []
  if (!['$and', '$or', '$nor'].includes(name) || !Array.isArray(value)) return undefined
  const parts = value.map(pathsOf)
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined
}

function pathsOfExpression(value: Value): string[] | undefined {
  if (typeof value === 'string') {
    if (/^\$\$(ROOT|CURRENT|REMOVE|NOW)/.test(value)) return undefined
    return value.startsWith('$') && !value.startsWith('$$') ? [value.slice(1)] : []
  }
  if (isDoc(value) && ['$rand', '$function', '$getField', '$meta', '$sampleRate'].some((name) => name in value))
    return undefined
  const inner = Array.isArray(value) ? value : isDoc(value) ? Object.values(value) : []
  const parts = inner.map(pathsOfExpression)
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined
}
