import { ServerError } from '../errors.ts'
import { insertOne } from '../storage/insert.ts'
import { put } from '../storage/write.ts'
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
export const merge: CompileStage = (argument, environment) => {
  const options = isDoc(argument) ? argument : { into: argument }
  const { whenMatched = 'merge', whenNotMatched = 'insert' } = options
  const on = [options['on'] ?? '_id'].flat().map(String)
  if (Array.isArray(whenMatched))
    throw new ServerError(
      238,
      'The built-in stand-in for MongoDB does not have $merge with a pipeline in whenMatched. A real mongod has it.',
    )
  return (docs) => {
    const target = environment.target(...place(options['into'], environment))
    const known = new Map([...target.collection.documents].map(([id, doc]) => [keyOn(doc, on), id]))
    for (const doc of docs) {
      const id = known.get(keyOn(doc, on))
      const present = id === undefined ? undefined : target.collection.documents.get(id)
      if (id !== undefined && present) mergeInto(target, id, present, doc, String(whenMatched))
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

function mergeInto(target: Parameters<typeof put>[0], id: number, present: Doc, doc: Doc, how: string): void {
  if (how === 'keepExisting') return
  if (how === 'fail') throw new ServerError(11000, '$merge failed due to a DuplicateKey error')
  const next = how === 'replace' ? { ...doc, _id: present['_id'] } : { ...present, ...doc, _id: present['_id'] }
  if (!identical(next, present)) put(target, id, next)
}

function keyOn(doc: Doc, on: string[]): string {
  return keyOf(on.map((path) => reach(doc, path.split('.'))))
}
