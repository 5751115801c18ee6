import type { Command } from '../command.ts'
import { listSource } from '../cursors.ts'
import { notEmulated, ServerError } from '../errors.ts'
import { parseFilter } from '../query/parse.ts'
import type { Catalog } from '../storage/catalog.ts'
import type { Collection } from '../storage/collection.ts'
import { type Doc, isDoc, toBoolean, toNumber } from '../values/bson.ts'
import { parseCollation } from '../values/collation.ts'
import { sizeOf } from '../values/encode.ts'
import { changeIndex } from './change-index.ts'
import { matcherOf } from './read.ts'
import { collectionName, collectionOf } from './read-query.ts'
import { isView, pipelineOf } from './views.ts'

const OPTIONS = ['validator', 'validationLevel', 'validationAction', 'changeStreamPreAndPostImages']

export const create: Command = (request, { catalog }) => {
  const { body, database } = request
  for (const name of ['timeseries', 'clusteredIndex']) {
    if (body[name] !== undefined) throw notEmulated(`collections with ${name}`)
  }
  if (toBoolean(body['capped'])) throw notEmulated('capped collections')
  if (isDoc(body['validator'])) parseFilter(body['validator'])
  const options: Doc = Object.fromEntries(
    OPTIONS.filter((name) => body[name] !== undefined).map((name) => [name, body[name]]),
  )
  if (body['viewOn'] !== undefined)
    Object.assign(options, { viewOn: body['viewOn'], pipeline: pipelineOf(body['pipeline']) })
  const collation = parseCollation(body['collation'])
  if (collation) options['collation'] = collation.spec
  catalog.create(database, collectionName(request), options, request.transaction)
  return {}
}

export const drop: Command = async (request, { catalog }) => {
  const name = collectionName(request)
  await untilUnused(catalog, [catalog.collection(request.database, name)])
  const dropped = catalog.drop(request.database, name)
  if (!dropped) throw new ServerError(26, 'ns not found')
  return { nIndexesWas: dropped.indexes.length, ns: dropped.namespace }
}

export const dropDatabase: Command = async ({ database }, { catalog }) => {
  await untilUnused(catalog, catalog.collections(database))
  return catalog.dropDatabase(database) ? { dropped: database } : {}
}

export const renameCollection: Command = async ({ body, name }, { catalog }) => {
  const [from, to] = [split(String(body[name])), split(String(body['to']))]
  await untilUnused(catalog, [catalog.collection(...from), catalog.collection(...to)])
  catalog.rename(from, to, toBoolean(body['dropTarget']))
  return {}
}

async function untilUnused(catalog: Catalog, collections: (Collection | undefined)[]): Promise<void> {
  for (const collection of collections) if (collection) await catalog.untilUnused(collection)
}

function split(namespace: string): [string, string] {
  const dot = namespace.indexOf('.')
  return [namespace.slice(0, dot), namespace.slice(dot + 1)]
}

export const collMod: Command = async (request, state) => {
  const { body, database } = request
  const collection = collectionOf(request, state)
  if (!collection) throw new ServerError(26, `ns does not exist: ${database}.${collectionName(request)}`)
  if (isDoc(body['validator'])) parseFilter(body['validator'])
  await state.catalog.untilUnused(collection)
  const before = collection.options
  const changed = Object.fromEntries(
    OPTIONS.filter((name) => body[name] !== undefined).map((name) => [name, body[name]]),
  )
  if (body['viewOn'] !== undefined)
    Object.assign(changed, { viewOn: body['viewOn'], pipeline: pipelineOf(body['pipeline']) })
  const change = isDoc(body['index']) ? body['index'] : undefined
  const reply = change ? changeIndex(collection, change) : {}
  collection.options = { ...before, ...changed }
  const description = { ...changed, ...(change && { index: change }) }
  state.catalog.note(collection, 'modify', description, { stateBeforeChange: { collectionOptions: before } })
  return reply
}

export const listCollections: Command = async ({ body, database }, { catalog, cursors }) => {
  const nameOnly = toBoolean(body['nameOnly'])
  const all = catalog.collections(database).map((collection) => listed(collection, nameOnly))
  const found = all.filter(matcherOf(body['filter']))
  return { cursor: await cursors.first(`${database}.$cmd.listCollections`, listSource(found), batchSizeOf(body)) }
}

function listed(collection: Collection, nameOnly: boolean): Doc {
  const { name, options, uuid, indexes } = collection
  const isOne = isView(collection)
  const type = isOne ? 'view' : 'collection'
  if (nameOnly) return { name, type }
  if (isOne) return { name, type, options, info: { readOnly: true } }
  return { name, type, options, info: { readOnly: false, uuid }, idIndex: indexes[0]?.spec.listed }
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
  for (const doc of documents.values()) size += sizeOf(doc)
  return size
}
