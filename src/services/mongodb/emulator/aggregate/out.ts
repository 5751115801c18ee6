import { ServerError } from '../errors.ts'
import { compileExpression } from '../expressions/compile.ts'
import type { Collection } from '../storage/collection.ts'
import { insertOne } from '../storage/insert.ts'
import { put, type Target } from '../storage/write.ts'
import { type Doc, isDoc, type Value } from '../values/bson.ts'
import { identical, keyOf } from '../values/compare.ts'
import { reach } from '../values/paths.ts'
import type { CompileStage, Environment } from './stage.ts'

function place(value: Value, { database }: Environment): [string, string] {
  if (typeof value === 'string') return [database, value]
  if (isDoc(value) && typeof value['coll'] === 'string')
    return [typeof value['db'] === 'string' ? value['db'] : database, value['coll']]
  throw new ServerError(16990, 'the target must be a collection: a string, or { db, coll }')
}

/** Replaces a collection by the results. */
export const out: CompileStage = (argument, environment) => (docs) => {
  const target = environment.target(...place(argument, environment))
  for (const id of [...target.collection.documents.keys()]) put(target, id, undefined)
  for (const doc of docs) insertOne(target, doc, false)
  return []
}

/** Writes the results into a collection, beside what is there. */
export const merge: CompileStage = (argument, environment, compilePipeline) => {
  const options = isDoc(argument) ? argument : { into: argument }
  const { whenMatched = 'merge', whenNotMatched = 'insert' } = options
  const on = [options['on'] ?? '_id'].flat().map(String)
  const given = isDoc(options['let']) ? options['let'] : { new: '$$ROOT' }
  const bound = Object.keys(given).map((name) => ({
    name,
    evaluate: compileExpression(given[name], environment.variables),
  }))
  const combine = (present: Doc, doc: Doc): Doc => {
    if (!Array.isArray(whenMatched)) return combined(present, doc, String(whenMatched))
    const values = Object.fromEntries(bound.map(({ name, evaluate }) => [name, evaluate(doc) ?? null]))
    const stages = compilePipeline(whenMatched as Doc[], {
      ...environment,
      variables: { ...environment.variables, ...values },
    })
    return { ...stages([present])[0], _id: present['_id'] }
  }
  return (docs) => {
    const target = environment.target(...place(options['into'], environment))
    checkUnique(target.collection, on)
    const known = new Map([...target.collection.documents].map(([id, doc]) => [keyOn(doc, on), id]))
    for (const doc of docs) {
      const id = known.get(keyOn(doc, on))
      const present = id === undefined ? undefined : target.collection.documents.get(id)
      if (id !== undefined && present) mergeInto(target, id, present, combine(present, doc))
      else if (whenNotMatched === 'insert') insertOne(target, doc, false)
      else if (whenNotMatched === 'fail')
        throw new ServerError(
          13113,
          '$merge could not find a matching document in the target collection for at least one document in the source collection',
        )
    }
    return []
  }
}

function mergeInto(target: Target, id: number, present: Doc, next: Doc): void {
  if (!identical(next, present)) put(target, id, next)
}

function combined(present: Doc, doc: Doc, how: string): Doc {
  if (how === 'keepExisting') return present
  if (how === 'fail') throw new ServerError(11000, '$merge failed due to a DuplicateKey error')
  return how === 'replace' ? { ...doc, _id: present['_id'] } : { ...present, ...doc, _id: present['_id'] }
}

/** Docs: "$merge", on: one document at most may match. */
function checkUnique({ btrees }: Collection, on: string[]): void {
  const isUnique = btrees.some(
    ({ spec }) =>
      spec.unique &&
      !spec.partial &&
      spec.fields.length === on.length &&
      spec.fields.every(({ path }) => on.includes(path)),
  )
  if (!isUnique) throw new ServerError(51183, 'Cannot find index to verify that join fields will be unique')
}

function keyOn(doc: Doc, on: string[]): string {
  return keyOf(on.map((path) => reach(doc, path.split('.'))))
}
