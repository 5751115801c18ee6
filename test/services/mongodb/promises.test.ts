import type { Document } from 'mongodb'
import { MongoClient } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { useServer } from './server.ts'

const server = useServer()

const failure = (promise: Promise<unknown>): Promise<Document> =>
  promise.then(
    () => ({}),
    (error) => error,
  )

describe('Sessions that read a snapshot ("Read Concern snapshot")', () => {
  it('see the data of their first read, whatever is written meanwhile', async () => {
    const things = await server.collection('things', [{ _id: 1 as never, n: 1 }])
    await server.client.withSession({ snapshot: true }, async (session) => {
      expect(await things.find({}, { session }).toArray()).toEqual([{ _id: 1, n: 1 }])
      await things.updateOne({}, { $inc: { n: 1 } })
      await things.insertOne({ _id: 2 as never })
      expect(await things.find({}, { session }).toArray()).toEqual([{ _id: 1, n: 1 }])
      expect(await things.distinct('n', {}, { session })).toEqual([1])
      expect(await things.aggregate([{ $count: 'n' }], { session }).toArray()).toEqual([{ n: 1 }])
    })
    expect(await things.countDocuments()).toBe(2)
  })

  it('keep nobody waiting', async () => {
    const things = await server.collection('things', [{ _id: 1 as never }])
    await server.client.withSession({ snapshot: true }, async (session) => {
      await things.findOne({}, { session })
      expect(await things.drop()).toBe(true)
    })
  })

  it('are refused for commands that cannot', async () => {
    const count = server.db.command({ count: 'things', readConcern: { level: 'snapshot' } })
    expect(await failure(count)).toMatchObject({ code: 72 })
  })
})

describe('The Stable API ("Stable API")', () => {
  const strict = async (act: (client: MongoClient) => Promise<unknown>) => {
    const url = `mongodb://127.0.0.1:${server.emulator.port}`
    const client = new MongoClient(url, { serverApi: { version: '1', strict: true } })
    try {
      return await act(client)
    } finally {
      await client.close()
    }
  }

  it('strict: what is in it works', async () => {
    await strict((client) => client.db(server.db.databaseName).collection('things').insertOne({}))
  })

  it.each<[string, Document]>([
    ['distinct', { distinct: 'things', key: 'a' }],
    ['serverStatus', { serverStatus: 1 }],
    ['the stage $indexStats', { aggregate: 'things', pipeline: [{ $indexStats: {} }], cursor: {} }],
  ])('strict: %s is refused', async (_name, command) => {
    await strict(async (client) => {
      expect(await failure(client.db('test').command(command))).toMatchObject({ code: 323 })
    })
  })

  it.each<[Document, number]>([
    [{ ping: 1, apiVersion: '2' }, 322],
    [{ ping: 1, apiStrict: true }, 72],
  ])('%o gives %i', async (command, code) => {
    expect(await failure(server.db.command(command))).toMatchObject({ code })
  })
})

describe('Fields that a command does not have', () => {
  it.each<[string, Document]>([
    ['find', { find: 'things', filtre: {} }],
    ['aggregate', { aggregate: 'things', pipeline: [], cursor: {}, stages: [] }],
    ['insert', { insert: 'things', documents: [{}], order: true }],
    ['distinct, the hint of 7.1', { distinct: 'things', key: 'a', hint: 'a_1' }],
    ['update, the sort of 8.0', { update: 'things', updates: [{ q: {}, u: { $set: { a: 1 } }, sort: { a: 1 } }] }],
    ['explain of one', { explain: { find: 'things', filtre: {} } }],
  ])('%s: error 40415, and nothing is done', async (_name, command) => {
    expect(await failure(server.db.command(command))).toMatchObject({ code: 40415 })
    expect(await server.db.listCollections().toArray()).toEqual([])
  })

  it('the driver passes the sort of an updateOne on, and hears of it', async () => {
    const things = await server.collection('things', [{ a: 1 }, { a: 2 }])
    const update = things.updateOne({}, { $set: { b: 1 } }, { sort: { a: -1 } })
    expect(await failure(update)).toMatchObject({ code: 40415 })
  })
})

describe('Indexes that are to become unique ("collMod", Convert an Existing Index to a Unique Index)', () => {
  const change = (fields: Document) =>
    server.db.command({ collMod: 'users', index: { keyPattern: { email: 1 }, ...fields } })

  it('prepareUnique keeps new duplicates out, and unique names those that are there', async () => {
    const users = await server.collection('users', [
      { _id: 1 as never, email: 'a' },
      { _id: 2 as never, email: 'a' },
    ])
    await users.createIndex({ email: 1 })
    expect(await failure(change({ unique: true }))).toMatchObject({ code: 72 })
    await change({ prepareUnique: true })
    expect(await failure(users.insertOne({ email: 'a' }))).toMatchObject({ code: 11000 })
    const error = await failure(change({ unique: true }))
    expect(error).toMatchObject({ code: 359 })
    expect(error['errorResponse']['violations']).toEqual([{ ids: [1, 2] }])
    await users.deleteOne({ _id: 2 as never })
    expect(await change({ unique: true })).toMatchObject({ unique_new: true })
    expect((await users.indexes())[1]).toMatchObject({ unique: true })
  })
})

describe('What one server cannot promise ("Write Concern")', () => {
  it('a write that two should confirm is done, and says that they did not', async () => {
    const reply = await server.db.command({ insert: 'things', documents: [{}], writeConcern: { w: 2 } }).catch((e) => e)
    expect(JSON.stringify(reply)).toContain('UnsatisfiableWriteConcern')
    expect(await server.db.collection('things').countDocuments()).toBe(1)
  })
})

describe('Validation of documents that were there before the rule ("Specify Validation Level for Existing Documents")', () => {
  it('moderate leaves them alone, strict does not', async () => {
    const users = await server.collection('users', [{ _id: 1 as never, age: 'old' }])
    const rule = (validationLevel: string) =>
      server.db.command({ collMod: 'users', validator: { age: { $type: 'int' } }, validationLevel })
    await rule('strict')
    expect(await failure(users.updateOne({}, { $set: { name: 'x' } }))).toMatchObject({ code: 121 })
    await rule('moderate')
    await users.updateOne({}, { $set: { name: 'x' } })
    await users.insertOne({ _id: 2 as never, age: 5 })
    expect(await failure(users.updateOne({ _id: 2 as never }, { $set: { age: 'new' } }))).toMatchObject({ code: 121 })
  })
})
