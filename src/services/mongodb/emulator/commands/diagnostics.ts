import type { Command } from '../command.ts'
import type { Collection } from '../storage/collection.ts'
import { Snapshot } from '../storage/snapshots.ts'
import { type Doc, toNumber } from '../values/bson.ts'
import { collectionSize } from './collections.ts'
import { VERSION } from './handshake.ts'
import { collectionName, collectionOf } from './read-query.ts'

export const serverStatus: Command = (_request, { port, startedAt, catalog }) => ({
  host: `127.0.0.1:${port}`,
  version: VERSION,
  process: 'emulator',
  pid: process.pid,
  uptime: (Date.now() - startedAt) / 1000,
  localTime: new Date(),
  repl: { setName: 'rs0', isWritablePrimary: true, hosts: [`127.0.0.1:${port}`], me: `127.0.0.1:${port}` },
  transactions: { currentOpen: [...catalog.transactions].filter((each) => !(each instanceof Snapshot)).length },
})

export const dbStats: Command = ({ database }, { catalog }) => {
  const collections = catalog.collections(database)
  const objects = collections.reduce((sum, { documents }) => sum + documents.size, 0)
  const dataSize = collections.reduce((sum, collection) => sum + collectionSize(collection), 0)
  const indexes = collections.reduce((sum, collection) => sum + collection.indexes.length, 0)
  return {
    db: database,
    collections: collections.length,
    views: 0,
    objects,
    avgObjSize: objects ? dataSize / objects : 0,
    dataSize,
    storageSize: dataSize,
    indexes,
    indexSize: 0,
    totalSize: dataSize,
    scaleFactor: 1,
  }
}

export const collStats: Command = (request, state) => {
  const collection = collectionOf(request, state)
  const scale = toNumber(request.body['scale']) ?? 1
  const ns = `${request.database}.${collectionName(request)}`
  return { ns, ...collectionStats(collection, scale) }
}

/** docs: "collStats". Sizes are those of the documents and of the keys, uncompressed. */
export function collectionStats(collection: Collection | undefined, scale: number): Doc {
  const count = collection?.documents.size ?? 0
  const bytes = collection ? collectionSize(collection) : 0
  const size = Math.floor(bytes / scale)
  const sizes = (collection?.indexes ?? []).map((index): [string, number] => [
    index.spec.name,
    Math.floor(index.bytes() / scale),
  ])
  const totalIndexSize = sizes.reduce((sum, [, each]) => sum + each, 0)
  return {
    size,
    count,
    ...(count > 0 && { avgObjSize: Math.floor(bytes / count) }),
    storageSize: size,
    freeStorageSize: 0,
    nindexes: sizes.length,
    indexBuilds: [],
    totalIndexSize,
    totalSize: size + totalIndexSize,
    indexSizes: Object.fromEntries(sizes),
    capped: false,
    scaleFactor: scale,
  }
}

export const replSetGetStatus: Command = (_request, { port }) => ({
  set: 'rs0',
  date: new Date(),
  myState: 1,
  members: [{ _id: 0, name: `127.0.0.1:${port}`, health: 1, state: 1, stateStr: 'PRIMARY', self: true }],
})

export const getParameter: Command = () => ({ featureCompatibilityVersion: { version: '7.0' } })

export const emptyLog: Command = () => ({ totalLinesWritten: 0, log: [] })
