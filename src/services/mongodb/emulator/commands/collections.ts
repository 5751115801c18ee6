import { calculateObjectSize } from 'bson'
import { listSource } from '../cursors.ts'
import type { Command } from '../dispatch.ts'
import { notEmulated, ServerError } from '../errors.ts'
import { parseFilter } from '../query/parse.ts'
import type { Collection } from '../storage/collection.ts'
import { type Doc, isDoc, toBoolean, toNumber } from '../values/bson.ts'
import { identical } from '../values/compare.ts'
import { matcherOf } from './read.ts'
import { collectionName, collectionOf } from './read-query.ts'

const OPTIONS = ['validator', 'validationLevel', 'validationAction', 'changeStreamPreAndPostImages']

export const create: Command = (request, { catalog }) => {
  const { body, database } = request
  for (const name of ['viewOn', 'timeseries', 'clusteredIndex', 'collation']) {
    if (body[name] !== undefined) throw notEmulated(`collections with ${name}`)
  }
  if (toBoolean(body['capped'])) throw notEmulated('capped collections')
  if (isDoc(body['validator'])) parseFilter(body['validator'])
  const options = Object.fromEntries(
    OPTIONS.filter((name) => body[name] !== undefined).map((name) => [name, body[name]]),
  )
  catalog.create(database, collectionName(request), options)
  return {}
}

export const drop: Command = (request, { catalog }) => {
  const dropped = catalog.drop(request.database, collectionName(request))
  if (!dropped) throw new ServerError(26, 'ns not found')
  return { nIndexesWas: dropped.indexes.length, ns: dropped.namespace }
}

export const dropDatabase: Command = ({ database }, { catalog }) =>
  catalog.dropDatabase(database) ? { dropped: database } : {}

export const renameCollection: Command = ({ body, name }, { catalog }) => {
  catalog.rename(split(String(body[name])), split(String(body['to'])), toBoolean(body['dropTarget']))
  return {}
}

function split(namespace: string): [string, string] {
  const dot = namespace.indexOf('.')
  return [namespace.slice(0, dot), namespace.slice(dot + 1)]
}

export const collMod: Command = (request, state) => {
  const { body, database } = request
  const collection = collectionOf(request, state)
  if (!collection) throw new ServerError(26, `ns does not exist: ${database}.${collectionName(request)}`)
  if (isDoc(body['validator'])) parseFilter(body['validator'])
  const changed = OPTIONS.filter((name) => body[name] !== undefined).map((name) => [name, body[name]])
  collection.options = { ...collection.options, ...Object.fromEntries(changed) }
  return isDoc(body['index']) ? changeIndex(collection, body['index']) : {}
}

function changeIndex(collection: Collection, change: Doc): Doc {
  const index = collection.indexes.find(
    ({ spec }) => spec.name === change['name'] || identical(spec.key, change['keyPattern']),
  )
  if (!index) throw new ServerError(27, `cannot find index ${String(change['name'])} for ns ${collection.namespace}`)
  const seconds = toNumber(change['expireAfterSeconds'])
  const before = index.spec.expireAfterSeconds
  if (seconds !== undefined) {
    index.spec.expireAfterSeconds = seconds
    index.spec.listed['expireAfterSeconds'] = seconds
  }
  if (change['hidden'] !== undefined) {
    index.spec.hidden = toBoolean(change['hidden'])
    index.spec.listed['hidden'] = index.spec.hidden
  }
  return seconds === undefined ? {} : { expireAfterSeconds_old: before, expireAfterSeconds_new: seconds }
}

export const listCollections: Command = async ({ body, database }, { catalog, cursors }) => {
  const nameOnly = toBoolean(body['nameOnly'])
  const all = catalog.collections(database).map(({ name, options, uuid }) =>
    nameOnly
      ? { name, type: 'collection' }
      : {
          name,
          type: 'collection',
          options,
          info: { readOnly: false, uuid },
          idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
        },
  )
  const found = all.filter(matcherOf(body['filter']))
  return { cursor: await cursors.first(`${database}.$cmd.listCollections`, listSource(found), batchSizeOf(body)) }
}

export function batchSizeOf(body: Doc): number | undefined {
  return isDoc(body['cursor']) ? toNumber(body['cursor']['batchSize']) : undefined
}

export const listDatabases: Command = ({ body }, { catalog }) => {
  const all = catalog
    .databaseNames()
    .map((name) => ({ name, sizeOnDisk: databaseSize(catalog.collections(name)), empty: false }))
  const databases = all
    .filter(matcherOf(body['filter']))
    .map((entry) => (toBoolean(body['nameOnly']) ? { name: entry.name } : entry))
  return { databases, totalSize: all.reduce((sum, { sizeOnDisk }) => sum + sizeOnDisk, 0) }
}

function databaseSize(collections: Collection[]): number {
  return collections.reduce((sum, collection) => sum + collectionSize(collection), 0)
}

export function collectionSize({ documents }: Collection): number {
  let size = 0
  for (const doc of documents.values()) size += calculateObjectSize(doc)
  return size
}
