import type { Command } from '../command.ts'
import { listSource } from '../cursors.ts'
import { badValue, ServerError } from '../errors.ts'
import { type IndexSpec, isIdKey, parseIndexSpec } from '../index/spec.ts'
import type { Collection } from '../storage/collection.ts'
import type { Transaction } from '../storage/transaction.ts'
import { isDoc, type Value } from '../values/bson.ts'
import { batchSizeOf } from './collections.ts'
import { collectionName, collectionOf } from './read-query.ts'

export const createIndexes: Command = async (request, { catalog }) => {
  const { body, database, transaction } = request
  const list = body['indexes']
  if (!Array.isArray(list) || list.length === 0) throw badValue('Must specify at least one index to create')
  const name = collectionName(request)
  const known = catalog.collection(database, name, transaction)
  const inherited = known?.options['collation']
  const specs = list
    .map((each) => parseIndexSpec(isDoc(each) && inherited !== undefined ? { collation: inherited, ...each } : each))
    .filter(({ key }) => !isIdKey(key))
  const isNews = known !== undefined && specs.some((spec) => !known.hasIndex(spec))
  if (isNews && transaction) refuseInTransaction(known, transaction)
  if (isNews && !transaction) await catalog.untilUnused(known)
  const collection = catalog.collectionToWrite(database, name, transaction)
  const before = collection.indexes
  if (isNews && !transaction) catalog.beforeWrite(collection)
  const made = createAll(collection, specs)
  const indexes = collection.indexes.slice(before.length).map(({ spec }) => spec.listed)
  if (made > 0 && !transaction) catalog.note(collection, 'createIndexes', { indexes })
  return {
    numIndexesBefore: before.length,
    numIndexesAfter: collection.indexes.length,
    createdCollectionAutomatically: !known,
    ...(made === 0 && { note: 'all indexes already exist' }),
    commitQuorum: 'votingMembers',
  }
}

/** Only a collection that the transaction has made may get one (docs: "Transactions", Create Collections and Indexes). */
function refuseInTransaction(collection: Collection, transaction: Transaction): void {
  const { namespace } = collection
  const how = transaction.made(namespace) ? (collection.documents.size > 0 ? 'non-empty' : undefined) : 'existing'
  if (how)
    throw new ServerError(
      263,
      `Cannot create new indexes on ${how} collection ${namespace} in a multi-document transaction.`,
    )
}

/** All of them or none. @returns how many were not there */
function createAll(collection: Collection, specs: IndexSpec[]): number {
  const before = collection.indexes
  try {
    return specs.filter((spec) => collection.createIndex(spec)).length
  } catch (error) {
    collection.indexes = before
    if (!(error instanceof ServerError) || error.code !== 11000) throw error
    const { namespace, uuid } = collection
    throw new ServerError(
      11000,
      `Index build failed: ${uuid}: Collection ${namespace} ( ${uuid} ) :: caused by :: ${error.message}`,
      error.details,
    )
  }
}

export const listIndexes: Command = async (request, state) => {
  const namespace = `${request.database}.${collectionName(request)}`
  const collection = collectionOf(request, state)
  if (!collection) throw new ServerError(26, `ns does not exist: ${namespace}`)
  const listed = collection.indexes.map(({ spec }) => spec.listed)
  return { cursor: await state.cursors.first(namespace, listSource(listed), batchSizeOf(request.body)) }
}

export const dropIndexes: Command = async (request, state) => {
  const collection = collectionOf(request, state)
  if (!collection) throw new ServerError(26, `ns not found ${request.database}.${collectionName(request)}`)
  await state.catalog.untilUnused(collection)
  const before = collection.indexes
  const dropped = [request.body['index']].flat().flatMap((wanted) => indexesToDrop(collection, wanted))
  collection.indexes = before.filter(({ spec }) => !dropped.includes(spec.name))
  const indexes = before.filter(({ spec }) => dropped.includes(spec.name)).map(({ spec }) => spec.listed)
  if (indexes.length > 0) state.catalog.note(collection, 'dropIndexes', { indexes })
  return { nIndexesWas: before.length }
}

function indexesToDrop({ indexes }: Collection, wanted: Value): string[] {
  if (wanted === '*') return indexes.map(({ spec }) => spec.name).filter((name) => name !== '_id_')
  const same = (key: unknown) => JSON.stringify(key) === JSON.stringify(wanted)
  const index = indexes.find(({ spec }) => (isDoc(wanted) ? same(spec.key) : spec.name === wanted))
  if (!index) {
    throw new ServerError(
      27,
      isDoc(wanted)
        ? `can't find index with key: ${JSON.stringify(wanted)}`
        : `index not found with name [${String(wanted)}]`,
    )
  }
  if (index.spec.name === '_id_') throw new ServerError(72, 'cannot drop _id index')
  return [index.spec.name]
}
