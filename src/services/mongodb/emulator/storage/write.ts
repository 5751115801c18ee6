import { waitFor } from '../deadline.ts'
import { ServerError } from '../errors.ts'
import { compileExpression } from '../expressions/compile.ts'
import { compileFilter } from '../query/match.ts'
import { parseFilter } from '../query/parse.ts'
import { violations } from '../query/schema.ts'
import { describeUpdate } from '../update/describe.ts'
import { type Doc, isDoc } from '../values/bson.ts'
import { collated } from '../values/collation.ts'
import { type Catalog, validatorOf } from './catalog.ts'
import type { Collection } from './collection.ts'
import { type Holder, hasHeldKeys, holderOfDocument, holderOfKeys } from './holds.ts'
import { type Transaction, writeConflict } from './transaction.ts'

/** Where a command writes. */
export interface Target {
  catalog: Catalog
  collection: Collection
  transaction?: Transaction | undefined
  /** When waiting for others has to end, in ms of `performance.now()`. */
  deadline?: number
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
    const replacement = collection.prepare(id, doc)
    if (replacement.keys.some(({ index, change }) => holderOfKeys(collection, index, change))) throw writeConflict()
    catalog.beforeWrite(collection)
    collection.apply(replacement)
  }
  const change = {
    database: collection.database,
    collection: collection.name,
    event: eventOf(collection, before, doc, isReplacement),
    collectionId: collection.uuid,
    ...(before && keepsImages(collection) && { before }),
    ...(doc && keepsImages(collection) && { after: doc }),
  }
  if (transaction)
    transaction.changes.push({ ...change, transaction: { lsid: transaction.id, txnNumber: transaction.number } })
  else catalog.oplog.add(change)
}

/** Whether the collection keeps documents as they were before and after a change (docs: "Change Streams"). */
function keepsImages({ options }: Collection): boolean {
  const wanted = options['changeStreamPreAndPostImages']
  return isDoc(wanted) && wanted['enabled'] === true
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
export async function untilFree(target: Target, id: number): Promise<void> {
  if (target.transaction) return
  const holder = () => holderOfDocument(target.collection, id)
  for (let found = holder(); found; found = holder()) await untilEnded(target, found)
}

/** @throws ServerError 50 when that takes longer than the command may */
export function untilEnded({ deadline = Number.POSITIVE_INFINITY }: Target, holder: Holder): Promise<void> {
  return waitFor(holder.ended(), deadline)
}

/** The open transaction that has a unique key which the document is to have, when there is somebody to wait for. */
export function keyHolder({ collection, transaction }: Target, doc: Doc, before?: Doc): Holder | undefined {
  if (transaction || !hasHeldKeys(collection)) return undefined
  for (const index of collection.btrees) {
    const change = index.changeOf(before, doc)
    const holder = change && holderOfKeys(collection, index, change)
    if (holder) return holder
  }
  return undefined
}

/** @throws ServerError 121 when the collection's validator refuses the document */
export function validate(collection: Collection, doc: Doc, bypass: boolean, before?: Doc): void {
  const validator = validatorOf(collection)
  if (!validator || bypass) return
  // Documents that were there before the rule may stay as they are (docs: "Specify Validation Level for Existing Documents").
  const isModerate = collection.options['validationLevel'] === 'moderate'
  const accepts = (each: Doc) => collated(collection.collation, () => matches(validator, each))
  if (isModerate && before && !accepts(before)) return
  if (collection.options['validationAction'] === 'warn' || collection.options['validationLevel'] === 'off') return
  if (accepts(doc)) return
  const schema = validator['$jsonSchema']
  const details = isDoc(schema)
    ? { operatorName: '$jsonSchema', schemaRulesNotSatisfied: violations(schema, doc) }
    : { operatorName: Object.keys(validator)[0], specifiedAs: validator, reason: 'expression did not match' }
  throw new ServerError(121, 'Document failed validation', { errInfo: { failingDocumentId: doc['_id'], details } })
}

/** Compiled for each document, so that `$$NOW` in a validator is the time of the write. */
function matches(validator: Doc, doc: Doc): boolean {
  return compileFilter(parseFilter(validator), (expression) => compileExpression(expression))(doc)
}
