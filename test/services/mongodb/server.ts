import { type Collection, type Db, type Document, MongoClient } from 'mongodb'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { type Emulator, startEmulator } from '../../../src/services/mongodb/emulator/server.ts'

/** The emulator and the real driver, for the tests of one file; every test has an empty database. */
export interface TestServer {
  emulator: Emulator
  client: MongoClient
  db: Db
  /** A collection with these documents. */
  collection: (name: string, docs?: Document[]) => Promise<Collection<Document>>
}

export function useServer(): TestServer {
  const server = {} as TestServer
  let tests = 0
  beforeAll(async () => {
    server.emulator = await startEmulator()
    server.client = await MongoClient.connect(`mongodb://127.0.0.1:${server.emulator.port}`)
    server.db = server.client.db('test0')
    server.collection = async (name, docs = []) => {
      const collection = server.db.collection(name)
      if (docs.length > 0) await collection.insertMany(docs)
      return collection
    }
  })
  afterEach(() => {
    server.emulator.dropDatabase(server.db.databaseName)
    server.db = server.client.db(`test${++tests}`)
  })
  afterAll(async () => {
    await server.client.close()
    await server.emulator.close()
  })
  return server
}
