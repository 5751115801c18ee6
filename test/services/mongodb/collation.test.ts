import type { Document } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { useServer } from './server.ts'

const server = useServer()

const failure = (promise: Promise<unknown>): Promise<Document> =>
  promise.then(
    () => ({}),
    (error) => error,
  )

const NO_CASE = { locale: 'en', strength: 2 }
const NO_ACCENTS = { locale: 'en', strength: 1 }

async function people(options: Document = {}) {
  const collection = await server.db.createCollection<Document>('people', options)
  await collection.insertMany(
    ['Ann', 'ann', 'Änn', 'bob', 'Bob', 'Carl'].map((name, i) => ({ _id: i as never, name, email: `${name}@x` })),
  )
  return collection
}

describe('Indexes with a collation ("Case Insensitive Indexes", "Collation")', () => {
  it('a unique one keeps out an address that differs in case alone', async () => {
    const users = server.db.collection('users')
    await users.createIndex({ email: 1 }, { unique: true, collation: NO_CASE })
    await users.insertOne({ email: 'Ann@example.com' })
    const error = await failure(users.insertOne({ email: 'ann@EXAMPLE.com' }))
    expect(error).toMatchObject({ code: 11000, keyPattern: { email: 1 } })
    await users.insertOne({ email: 'änn@example.com' })
    expect(
      await failure(users.updateOne({ email: 'änn@example.com' }, { $set: { email: 'ANN@example.com' } })),
    ).toMatchObject({
      code: 11000,
    })
  })

  it('is listed with all that it was made with', async () => {
    const collection = await people()
    await collection.createIndex({ name: 1 }, { collation: NO_CASE })
    const [, index] = await collection.indexes()
    expect(index).toMatchObject({ name: 'name_1', collation: { locale: 'en', strength: 2, caseLevel: false } })
  })

  it('serves the queries that ask for its collation, and no others', async () => {
    const collection = await people()
    await collection.createIndex({ name: 1 }, { collation: NO_CASE })
    const stage = async (options: Document, filter: Document = { name: 'ann' }) => {
      const plan = await collection.find(filter, options).explain('executionStats')
      return [JSON.stringify(plan.queryPlanner.winningPlan).includes('IXSCAN'), plan.executionStats.nReturned]
    }
    expect(await stage({ collation: NO_CASE })).toEqual([true, 2])
    expect(await stage({ collation: NO_ACCENTS })).toEqual([false, 3])
    expect(await stage({})).toEqual([false, 1])
    expect(await stage({ collation: NO_CASE }, { name: { $in: ['BOB', 'carl'] } })).toEqual([true, 3])
    expect(await stage({ collation: NO_CASE }, { name: /^Ann/ })).toEqual([false, 1])
  })

  it('two on the same field may have two collations', async () => {
    const collection = await people()
    await collection.createIndex({ name: 1 }, { collation: NO_CASE, name: 'no case' })
    await collection.createIndex({ name: 1 })
    expect((await collection.indexes()).map(({ name }) => name)).toEqual(['_id_', 'no case', 'name_1'])
  })

  it('conflicts of open transactions follow it', async () => {
    const users = server.db.collection('users')
    await users.createIndex({ email: 1 }, { unique: true, collation: NO_CASE })
    const [one, two] = [server.client.startSession(), server.client.startSession()]
    one.startTransaction()
    two.startTransaction()
    await users.insertOne({ email: 'ann' }, { session: one })
    expect(await failure(users.insertOne({ email: 'ANN' }, { session: two }))).toMatchObject({ code: 112 })
    await Promise.all([one.endSession(), two.endSession()])
  })
})

describe('Operations with a collation', () => {
  it('find, sort, count, distinct, aggregate, update, delete and findAndModify compare by it', async () => {
    const collection = await people()
    const collation = NO_CASE
    expect(await collection.countDocuments({ name: 'ANN' }, { collation })).toBe(2)
    expect(await collection.distinct('name', {}, { collation })).toHaveLength(4)
    const groups = await collection.aggregate([{ $group: { _id: '$name' } }], { collation }).toArray()
    expect(groups).toHaveLength(4)
    const same = { $match: { $expr: { $eq: ['$name', 'BOB'] } } }
    expect(await collection.aggregate([same], { collation }).toArray()).toHaveLength(2)
    expect(await collection.updateMany({ name: 'BOB' }, { $set: { hit: true } }, { collation })).toMatchObject({
      modifiedCount: 2,
    })
    expect(await collection.findOneAndUpdate({ name: 'CARL' }, { $set: { hit: true } }, { collation })).toMatchObject({
      name: 'Carl',
    })
    expect(await collection.deleteMany({ name: 'ANN' }, { collation })).toMatchObject({ deletedCount: 2 })
  })

  it('a change of case alone is a change', async () => {
    const collection = await people()
    const result = await collection.updateOne({ name: 'CARL' }, { $set: { name: 'CARL' } }, { collation: NO_CASE })
    expect(result).toMatchObject({ matchedCount: 1, modifiedCount: 1 })
    expect(await collection.findOne({ _id: 5 as never })).toMatchObject({ name: 'CARL' })
  })

  it.each<[string, Document, string[]]>([
    ['by bytes without one', {}, ['a1', 'a10', 'a2', 'ä', 'Z'].sort()],
    ['by the language', { collation: { locale: 'en' } }, ['ä', 'a1', 'a10', 'a2', 'Z']],
    ['by numbers', { collation: { locale: 'en', numericOrdering: true } }, ['ä', 'a1', 'a2', 'a10', 'Z']],
  ])('sorts %s', async (_name, options, expected) => {
    const words = await server.collection(
      'words',
      ['Z', 'a10', 'ä', 'a2', 'a1'].map((word) => ({ word })),
    )
    const sorted = await words.find({}, options).sort({ word: 1 }).toArray()
    expect(sorted.map(({ word }) => word)).toEqual(expected)
  })

  it('a collection hands its own down to its queries, its indexes and its ids', async () => {
    const collection = await people({ collation: NO_CASE })
    expect(await collection.find({ name: 'ANN' }).toArray()).toHaveLength(2)
    expect(await collection.find({ name: 'ANN' }, { collation: { locale: 'simple' } }).toArray()).toHaveLength(0)
    await collection.createIndex({ name: 1 })
    expect((await collection.indexes())[1]).toMatchObject({ collation: { strength: 2 } })
    await collection.insertOne({ _id: 'Key' as never })
    expect(await failure(collection.insertOne({ _id: 'KEY' as never }))).toMatchObject({ code: 11000 })
    expect(await collection.findOne({ _id: 'key' as never })).toMatchObject({ _id: 'Key' })
    const [listed] = await server.db.listCollections({ name: 'people' }).toArray()
    expect(listed).toMatchObject({ options: { collation: { locale: 'en', strength: 2 } } })
  })

  it.each<[Document, number]>([
    [{ strength: 2 }, 40414],
    [{ locale: 'en', strength: 7 }, 2],
    [{ locale: 'nowhere-at-all-x' }, 2],
    [{ locale: 'en', colour: 1 }, 40415],
    [{ locale: 'simple', strength: 2 }, 2],
    [{ locale: 'fr', backwards: true }, 238],
  ])('%o gives %i', async (collation, code) => {
    expect(await failure(server.db.command({ find: 'people', collation }))).toMatchObject({ code })
  })
})
