import type { Command } from '../dispatch.ts'
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
  transactions: { currentOpen: catalog.transactions.size },
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
  const count = collection?.documents.size ?? 0
  const size = collection ? collectionSize(collection) : 0
  return {
    ns: `${request.database}.${collectionName(request)}`,
    size,
    count,
    ...(count > 0 && { avgObjSize: Math.floor(size / count) }),
    storageSize: size,
    nindexes: collection?.indexes.length ?? 0,
    capped: false,
    scaleFactor: 1,
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
