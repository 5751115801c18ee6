import { ServerError } from '../errors.ts'
import { compileFilter } from '../query/match.ts'
import { parseFilter } from '../query/parse.ts'
import { violations } from '../query/schema.ts'
import { describeUpdate } from '../update/describe.ts'
import { type Doc, isDoc } from '../values/bson.ts'
import { type Catalog, validatorOf } from './catalog.ts'
import type { Collection } from './collection.ts'
import { holderOf, type Transaction } from './transaction.ts'

/** Where a command writes. */
export interface Target {
  catalog: Catalog
  collection: Collection
  transaction?: Transaction | undefined
}

/**
 * Adds, replaces or (with undefined) removes a document, and notes it for the change streams.
 * @throws ServerError 11000 for a key that another document has, 112 for a conflict with another transaction
 */
export function put(
  { catalog, collection, transaction }: Target,
  id: number,
  doc: Doc | undefined,
  isReplacement = false,
): void {
  const before = collection.documents.get(id)
  if (transaction) {
    transaction.put(collection.namespace, id, doc)
  } else {
    catalog.beforeWrite(collection)
    collection.put(id, doc)
  }
  const change = {
    database: collection.database,
    collection: collection.name,
    event: eventOf(collection, before, doc, isReplacement),
    ...(before && { before }),
  }
  if (transaction)
    transaction.changes.push({ ...change, transaction: { lsid: transaction.id, txnNumber: transaction.number } })
  else catalog.oplog.add(change)
}

function eventOf(
  { database, name }: Collection,
  before: Doc | undefined,
  after: Doc | undefined,
  isReplacement: boolean,
): Doc {
  const ns = { db: database, coll: name }
  const documentKey = { _id: (after ?? before)?.['_id'] }
  if (!after) return { operationType: 'delete', ns, documentKey }
  if (!before) return { operationType: 'insert', ns, documentKey, fullDocument: after }
  if (isReplacement) return { operationType: 'replace', ns, documentKey, fullDocument: after }
  return { operationType: 'update', ns, documentKey, updateDescription: describeUpdate(before, after) }
}

/** Waits until no open transaction has written the document. Inside a transaction nobody waits: there it is a conflict. */
export async function untilFree({ collection, transaction }: Target, id: number): Promise<void> {
  if (transaction) return
  for (let holder = holderOf(collection, id); holder; holder = holderOf(collection, id)) await holder.ended()
}

/** @throws ServerError 121 when the collection's validator refuses the document */
export function validate(collection: Collection, doc: Doc, bypass: boolean): void {
  const validator = validatorOf(collection)
  if (!validator || bypass) return
  if (collection.options['validationAction'] === 'warn' || collection.options['validationLevel'] === 'off') return
  if (compileFilter(parseFilter(validator))(doc)) return
  const schema = validator['$jsonSchema']
  const details = isDoc(schema)
    ? { operatorName: '$jsonSchema', schemaRulesNotSatisfied: violations(schema, doc) }
    : { operatorName: Object.keys(validator)[0], specifiedAs: validator, reason: 'expression did not match' }
  throw new ServerError(121, 'Document failed validation', { errInfo: { failingDocumentId: doc['_id'], details } })
}
