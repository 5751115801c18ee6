import { listSource } from '../cursors.ts'
import type { Command } from '../dispatch.ts'
import { badValue, ServerError } from '../errors.ts'
import { type IndexSpec, isIdKey, parseIndexSpec } from '../index/spec.ts'
import type { Collection } from '../storage/collection.ts'
import { isDoc, type Value } from '../values/bson.ts'
import { batchSizeOf } from './collections.ts'
import { collectionName, collectionOf } from './read-query.ts'

export const createIndexes: Command = (request, { catalog }) => {
  const { body, database, transaction } = request
  const list = body['indexes']
  if (!Array.isArray(list) || list.length === 0) throw badValue('Must specify at least one index to create')
  const specs = list.map(parseIndexSpec).filter(({ key }) => !isIdKey(key))
  const name = collectionName(request)
  const isNew = !catalog.collection(database, name, transaction)
  const collection = catalog.collectionToWrite(database, name, transaction)
  const before = collection.indexes
  const made = createAll(collection, specs)
  return {
    numIndexesBefore: before.length,
    numIndexesAfter: collection.indexes.length,
    createdCollectionAutomatically: isNew,
    ...(made === 0 && { note: 'all indexes already exist' }),
    commitQuorum: 'votingMembers',
  }
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

export const dropIndexes: Command = (request, state) => {
  const collection = collectionOf(request, state)
  if (!collection) throw new ServerError(26, `ns not found ${request.database}.${collectionName(request)}`)
  const before = collection.indexes
  const dropped = [request.body['index']].flat().flatMap((wanted) => indexesToDrop(collection, wanted))
  collection.indexes = before.filter(({ spec }) => !dropped.includes(spec.name))
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
