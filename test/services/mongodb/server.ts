import { type Collection, type Db, type Document, MongoClient } from 'mongodb'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { type Emulator, startEmulator } from '../../../src/services/mongodb/emulator/server.ts'

/** A genuine server that is to be tried instead of the emulator, as a replica set. */
const GENUINE = process.env['COURSE_TEST_MONGODB']

/** The emulator and the real driver, for the tests of one file; every test has an empty database. */
export interface TestServer {
  /** Not there when a genuine server is tried. */
  emulator: Emulator
  client: MongoClient
  db: Db
  /** A collection with these documents. */
  collection: (name: string, docs?: Document[]) => Promise<Collection<Document>>
}

export function useServer(): TestServer {
  const server = {} as TestServer
  const name = GENUINE ? `course_test_${process.pid}_${Date.now()}_` : 'test'
  let tests = 0
  beforeAll(async () => {
    if (!GENUINE) server.emulator = await startEmulator()
    server.client = await MongoClient.connect(GENUINE ?? `mongodb://127.0.0.1:${server.emulator.port}`)
    server.db = server.client.db(`${name}0`)
    server.collection = async (name, docs = []) => {
      const collection = server.db.collection(name)
      if (docs.length > 0) await collection.insertMany(docs)
      return collection
    }
  })
  afterEach(async () => {
    if (GENUINE) await server.db.dropDatabase()
    else server.emulator.dropDatabase(server.db.databaseName)
    server.db = server.client.db(`${name}${++tests}`)
  })
  afterAll(async () => {
    await server.client.close()
    await server.emulator?.close()
  })
  return server
}
