import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { useServer } from './server.ts'

const server = useServer()

describe('Unique indexes ("Unique Indexes")', () => {
  it('refuse a second document with the same key, and say which key', async () => {
    const users = await server.collection('users', [{ email: 'ann@example.com', age: 5 }])
    await users.createIndex({ email: 1 }, { unique: true })
    const insert = users.insertOne({ email: 'ann@example.com' })
    await expect(insert).rejects.toMatchObject({
      code: 11000,
      keyPattern: { email: 1 },
      keyValue: { email: 'ann@example.com' },
      message: `E11000 duplicate key error collection: ${server.db.databaseName}.users index: email_1 dup key: { email: "ann@example.com" }`,
    })
    await users.insertOne({ email: 'bob@example.com' })
    await expect(
      users.updateOne({ email: 'bob@example.com' }, { $set: { email: 'ann@example.com' } }),
    ).rejects.toMatchObject({ code: 11000 })
    await users.updateOne({ email: 'ann@example.com' }, { $set: { age: 6 } })
    expect(await users.countDocuments()).toBe(2)
  })

  it('take a missing field as null, once', async () => {
    const users = await server.collection('users')
    await users.createIndex({ email: 1 }, { unique: true })
    await users.insertOne({ name: 'ann' })
    await expect(users.insertOne({ name: 'bob' })).rejects.toMatchObject({ code: 11000, keyValue: { email: null } })
  })

  it('that are sparse or partial leave documents out ("Sparse Indexes", "Partial Indexes")', async () => {
    const users = await server.collection('users')
    await users.createIndex({ email: 1 }, { unique: true, sparse: true })
    await users.createIndex({ name: 1 }, { unique: true, partialFilterExpression: { age: { $gte: 21 } } })
    await users.insertMany([{ name: 'ann' }, { name: 'ann' }, { name: 'ann', age: 30 }])
    await expect(users.insertOne({ name: 'ann', age: 22 })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { name: 1 },
    })
  })

  it('cover several fields together', async () => {
    const scores = await server.collection('scores')
    await scores.createIndex({ user: 1, game: 1 }, { unique: true })
    await scores.insertMany([
      { user: 1, game: 1 },
      { user: 1, game: 2 },
      { user: 2, game: 1 },
    ])
    await expect(scores.insertOne({ user: 1, game: 2 })).rejects.toMatchObject({ keyValue: { user: 1, game: 2 } })
  })

  it('cannot be made over documents that break them, and then nothing is made', async () => {
    const users = await server.collection('users', [{ email: 'a' }, { email: 'a' }])
    await expect(users.createIndex({ email: 1 }, { unique: true })).rejects.toMatchObject({
      code: 11000,
      keyValue: { email: 'a' },
    })
    expect((await users.indexes()).map(({ name }) => name)).toEqual(['_id_'])
  })

  it('count the elements of arrays across documents, not within one ("Multikey Indexes")', async () => {
    const posts = await server.collection('posts')
    await posts.createIndex({ tags: 1 }, { unique: true })
    await posts.insertOne({ tags: ['a', 'a', 'b'] })
    await expect(posts.insertOne({ tags: ['c', 'b'] })).rejects.toMatchObject({ code: 11000, keyValue: { tags: 'b' } })
  })

  it('let one of many writers win', async () => {
    const users = await server.collection('users')
    await users.createIndex({ email: 1 }, { unique: true })
    const results = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => users.insertOne({ email: 'a', i })))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})

describe('Bulk writes ("Bulk Write Operations")', () => {
  it('stop at the first error when ordered, and go on when not', async () => {
    const docs = await server.collection('docs')
    const operations = [1, 1, 2].map((_id) => ({ insertOne: { document: { _id: _id as never } } }))
    await expect(docs.bulkWrite(operations)).rejects.toMatchObject({ code: 11000, result: { insertedCount: 1 } })
    expect(await docs.countDocuments()).toBe(1)
    await expect(docs.bulkWrite(operations, { ordered: false })).rejects.toMatchObject({ result: { insertedCount: 1 } })
    expect(await docs.countDocuments()).toBe(2)
  })

  it('name the documents that failed', async () => {
    const docs = await server.collection('docs', [{ _id: 1 as never }])
    const error = await docs
      .insertMany([{ _id: 2 as never }, { _id: 1 as never }, { _id: 3 as never }], { ordered: false })
      .catch((reason) => reason)
    expect(error.writeErrors).toMatchObject([{ index: 1, code: 11000 }])
    expect(error.result.insertedCount).toBe(2)
  })
})

describe('Indexes', () => {
  it('are listed as they were made, and made twice without harm', async () => {
    const docs = await server.collection('docs', [{ a: 1 }])
    await docs.createIndex({ a: 1, b: -1 }, { sparse: true })
    await docs.createIndex({ a: 1, b: -1 }, { sparse: true })
    expect(await docs.indexes()).toEqual([
      { v: 2, key: { _id: 1 }, name: '_id_' },
      { v: 2, key: { a: 1, b: -1 }, name: 'a_1_b_-1', sparse: true },
    ])
  })

  it('do not change by being made again', async () => {
    const docs = await server.collection('docs')
    await docs.createIndex({ a: 1 })
    await expect(docs.createIndex({ a: 1 }, { unique: true })).rejects.toMatchObject({
      code: 86,
      codeName: 'IndexKeySpecsConflict',
    })
    await expect(docs.createIndex({ a: 1 }, { name: 'other' })).rejects.toMatchObject({ code: 85 })
  })

  it('cannot hold two arrays of one document ("Multikey Indexes", Limitations)', async () => {
    const docs = await server.collection('docs')
    await docs.createIndex({ a: 1, b: 1 })
    await expect(docs.insertOne({ a: [1], b: [2] })).rejects.toMatchObject({
      code: 171,
      message: 'cannot index parallel arrays [b] [a]',
    })
  })

  it('go when they are dropped; that of the ids stays', async () => {
    const docs = await server.collection('docs', [{ a: 1 }])
    await docs.createIndex({ a: 1 })
    await docs.dropIndex('a_1')
    await expect(docs.dropIndex('a_1')).rejects.toMatchObject({ code: 27, message: 'index not found with name [a_1]' })
    await expect(docs.dropIndex('_id_')).rejects.toMatchObject({ code: 72 })
    await expect(server.db.collection('none').indexes()).rejects.toMatchObject({ code: 26 })
  })

  it('with expireAfterSeconds delete what is over ("TTL Indexes")', async () => {
    const sessions = await server.collection('sessions', [
      { _id: 1 as never, at: new Date(Date.now() - 10_000) },
      { _id: 2 as never, at: new Date(Date.now() + 60_000) },
      { _id: 3 as never, at: 'no date' },
      { _id: 4 as never, at: [new Date(Date.now() + 60_000), new Date(Date.now() - 10_000)] },
    ])
    await sessions.createIndex({ at: 1 }, { expireAfterSeconds: 5 })
    const left = async () => (await sessions.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id as unknown)
    for (let tries = 0; tries < 60 && (await left()).length > 2; tries++) await sleep(50)
    expect(await left()).toEqual([2, 3])
  })
})

describe('Collections', () => {
  it('are made once, listed and dropped', async () => {
    await server.db.createCollection('a')
    await expect(server.db.createCollection('a')).rejects.toMatchObject({ code: 48, codeName: 'NamespaceExists' })
    await server.db.collection('b').insertOne({})
    expect((await server.db.listCollections().toArray()).map(({ name }) => name)).toEqual(['a', 'b'])
    expect(await server.db.listCollections({ name: 'b' }).toArray()).toHaveLength(1)
    await server.db.collection('a').rename('c')
    expect(await server.db.dropCollection('c')).toBe(true)
    const { databases } = await server.db.admin().listDatabases()
    expect(databases.map(({ name }) => name)).toContain(server.db.databaseName)
  })

  it('with a validator refuse what it does not allow, and say why ("Specify JSON Schema Validation")', async () => {
    const students = await server.db.createCollection('students', {
      validator: {
        $jsonSchema: {
          bsonType: 'object',
          required: ['name', 'year'],
          properties: {
            name: { bsonType: 'string', description: "'name' must be a string and is required" },
            year: {
              bsonType: 'int',
              minimum: 2017,
              maximum: 3017,
              description: "'year' must be an integer in [ 2017, 3017 ] and is required",
            },
          },
        },
      },
    })
    await students.insertOne({ name: 'Alice', year: 2019 })
    await expect(students.insertOne({ name: 'Bob', year: 2016 })).rejects.toMatchObject({
      code: 121,
      message: 'Document failed validation',
      errInfo: {
        details: {
          operatorName: '$jsonSchema',
          schemaRulesNotSatisfied: [
            {
              operatorName: 'properties',
              propertiesNotSatisfied: [
                {
                  propertyName: 'year',
                  details: [
                    {
                      operatorName: 'minimum',
                      specifiedAs: { minimum: 2017 },
                      reason: 'comparison failed',
                      consideredValue: 2016,
                    },
                  ],
                },
              ],
            },
          ],
        },
      },
    })
    await expect(students.updateOne({}, { $unset: { name: '' } })).rejects.toMatchObject({ code: 121 })
    await students.insertOne({ year: 1 }, { bypassDocumentValidation: true })
  })

  it('count, list different values, and page through cursors', async () => {
    const docs = await server.collection(
      'docs',
      Array.from({ length: 350 }, (_, i) => ({ i, mod: i % 7, tags: [`t${i % 3}`] })),
    )
    expect(await docs.distinct('mod', { i: { $lt: 5 } })).toEqual([0, 1, 2, 3, 4])
    expect(await docs.distinct('tags')).toEqual(['t0', 't1', 't2'])
    expect(await docs.estimatedDocumentCount()).toBe(350)
    expect(await docs.countDocuments({ mod: 0 }, { skip: 10, limit: 20 })).toBe(20)
    const cursor = docs.find({}, { batchSize: 50 }).sort({ i: -1 })
    const seen: number[] = []
    for await (const doc of cursor) seen.push(doc['i'])
    expect(seen).toEqual(Array.from({ length: 350 }, (_, i) => 349 - i))
  })
})
