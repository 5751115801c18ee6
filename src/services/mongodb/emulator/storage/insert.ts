import { ObjectId } from 'bson'
import { ServerError } from '../errors.ts'
import { isRegex } from '../query/regex.ts'
import { type Doc, isDoc, setOwn, typeName, type Value } from '../values/bson.ts'
import { sizeOf } from '../values/encode.ts'
import { keyHolder, put, type Target, untilEnded, validate } from './write.ts'

const MAX_DOCUMENT = 16_777_216

/** @returns the document as it is stored, with its id in front */
export function insertOne(target: Target, doc: Doc, bypass: boolean): Doc {
  const whole = prepareInsert(target, doc, bypass)
  put(target, target.collection.newNumber(), whole)
  return whole
}

/** Like `insertOne`, and outside of a transaction waits for those that hold a unique key of the document. */
export async function insertWhenFree(target: Target, doc: Doc, bypass: boolean): Promise<Doc> {
  const whole = prepareInsert(target, doc, bypass)
  for (let holder = keyHolder(target, whole); holder; holder = keyHolder(target, whole))
    await untilEnded(target, holder)
  put(target, target.collection.newNumber(), whole)
  return whole
}

function prepareInsert({ collection }: Target, doc: Doc, bypass: boolean): Doc {
  const whole = withId(doc)
  checkDocument(whole)
  validate(collection, whole, bypass)
  return whole
}

function withId(doc: Doc): Doc {
  if (Object.keys(doc)[0] === '_id') return doc
  const whole: Doc = { _id: doc['_id'] ?? new ObjectId() }
  for (const key of Object.keys(doc)) if (key !== '_id') setOwn(whole, key, doc[key])
  return whole
}

export function checkDocument(doc: Doc): void {
  const id: Value = doc['_id']
  if (Array.isArray(id) || isRegex(id) || id === undefined) {
    throw new ServerError(53, `The '_id' value cannot be of type ${typeName(id)}`)
  }
  if (isDoc(id) && Object.keys(id).some((key) => key.startsWith('$'))) {
    throw new ServerError(
      52,
      `_id fields may not contain '$'-prefixed fields: ${Object.keys(id)[0]} is not valid for storage.`,
    )
  }
  const size = sizeOf(doc)
  if (size > MAX_DOCUMENT)
    throw new ServerError(
      10334,
      `BSONObj size: ${size} (0x${size.toString(16).toUpperCase()}) is invalid. Size must be between 0 and 16793600(16MB)`,
    )
}
