import { Code, type Document } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { useServer } from './server.ts'

const server = useServer()

const failure = (promise: Promise<unknown>): Promise<Document> =>
  promise.then(
    () => ({}),
    (error) => error,
  )

async function things(count = 100) {
  const docs = Array.from({ length: count }, (_, i) => ({ _id: i as never, n: i, kind: i % 4 }))
  const collection = await server.collection('things', docs)
  await collection.createIndex({ kind: 1 })
  return collection
}

describe('How indexes are used ("$indexStats", "collStats")', () => {
  it('each index says how many operations it has served', async () => {
    const collection = await things()
    await collection.find({ kind: 2 }).toArray()
    await collection.updateOne({ kind: 3 }, { $set: { x: 1 } })
    await collection.findOne({ _id: 5 as never })
    await collection.find({ n: 7 }).toArray()
    const stats = await collection.aggregate([{ $indexStats: {} }, { $sort: { name: 1 } }]).toArray()
    expect(stats).toMatchObject([
      { name: '_id_', accesses: { ops: 1, since: expect.any(Date) } },
      { name: 'kind_1', key: { kind: 1 }, accesses: { ops: 2 }, spec: { v: 2, name: 'kind_1' } },
    ])
  })

  it('collStats gives the size of each', async () => {
    await things()
    const { indexSizes, totalIndexSize, nindexes } = await server.db.command({ collStats: 'things' })
    expect(Object.keys(indexSizes)).toEqual(['_id_', 'kind_1'])
    expect(indexSizes._id_ + indexSizes.kind_1).toBe(totalIndexSize)
    expect([nindexes, indexSizes._id_ > 100]).toEqual([2, true])
    const pipeline = [{ $collStats: { storageStats: {}, count: {} } }]
    expect(await server.db.collection('things').aggregate(pipeline).toArray()).toMatchObject([
      { count: 100, storageStats: { indexSizes } },
    ])
  })
})

describe('The profiler ("Database Profiler", "Database Profiler Output")', () => {
  const entries = () =>
    server.db
      .collection('system.profile')
      .find({ op: { $in: ['query', 'update'] } })
      .toArray()

  it('notes every operation on level 2, with what it read', async () => {
    const collection = await things()
    expect(await server.db.command({ profile: 2 })).toMatchObject({ was: 0, slowms: 100 })
    await collection.find({ n: 7 }).sort({ kind: 1 }).toArray()
    await collection.find({ kind: 1 }).toArray()
    await collection.updateMany({ kind: 1 }, { $set: { n: 1 } })
    expect(await server.db.command({ profile: 0 })).toMatchObject({ was: 2 })
    await collection.find({}).toArray()
    const ns = `${server.db.databaseName}.things`
    expect(await entries()).toMatchObject([
      { op: 'query', ns, docsExamined: 100, nreturned: 1, planSummary: expect.any(String), millis: expect.any(Number) },
      { op: 'query', keysExamined: 25, docsExamined: 25, nreturned: 25, planSummary: 'IXSCAN { kind: 1 }' },
      { op: 'update', nMatched: 25, nModified: 24, planSummary: 'IXSCAN { kind: 1 }', command: { multi: true } },
    ])
  })

  it('notes slow ones only on level 1', async () => {
    const collection = await things()
    await server.db.command({ profile: 1, slowms: 60_000 })
    await collection.find({ n: 7 }).toArray()
    expect(await entries()).toEqual([])
    await server.db.command({ profile: 1, slowms: 0 })
    await collection.find({ n: 7 }).toArray()
    expect(await entries()).toHaveLength(1)
  })
})

describe('What runs ("currentOp")', () => {
  it('a write that waits for a transaction is there until it is done', async () => {
    const collection = await things(3)
    const session = server.client.startSession()
    session.startTransaction()
    await collection.updateOne({ _id: 1 as never }, { $set: { n: 9 } }, { session })
    const waiting = collection.updateOne({ _id: 1 as never }, { $set: { n: 10 } })
    const running = async () => {
      const { inprog } = await server.client.db('admin').command({ currentOp: 1, op: 'update' })
      return inprog as Document[]
    }
    // The write is on its way on another connection.
    for (let i = 0; i < 100 && (await running()).length === 0; i++) await server.db.command({ ping: 1 })
    expect(await running()).toMatchObject([{ op: 'update', ns: `${server.db.databaseName}.things`, active: true }])
    await session.commitTransaction()
    await waiting
    await session.endSession()
    expect(await running()).toEqual([])
  })
})

describe('Operations that take too long ("Terminate Running Operations", maxTimeMS)', () => {
  it('a read ends with error 50, and the server goes on', async () => {
    const collection = await things(3000)
    const slow = { $where: 'for (var i = 0; i < 20000; i++) Math.sqrt(i); return true' }
    expect(await failure(collection.find(slow, { maxTimeMS: 20 }).toArray())).toMatchObject({
      code: 50,
      codeName: 'MaxTimeMSExpired',
    })
    expect(await collection.find({ kind: 1 }, { maxTimeMS: 60_000 }).toArray()).toHaveLength(750)
  })

  it('a write that waits for a transaction ends with it, and writes nothing afterwards', async () => {
    const collection = await things(3)
    const session = server.client.startSession()
    session.startTransaction()
    await collection.updateOne({ _id: 1 as never }, { $set: { n: 9 } }, { session })
    const update = server.db.command({
      update: 'things',
      updates: [{ q: { _id: 1 }, u: { $set: { n: 10 } } }],
      maxTimeMS: 20,
    })
    expect(await failure(update)).toMatchObject({ code: 50 })
    await session.commitTransaction()
    await session.endSession()
    expect(await collection.findOne({ _id: 1 as never })).toMatchObject({ n: 9 })
  })

  it('an expression that backtracks for long ends its operation, and the server goes on ("$regex")', async () => {
    // Each letter more doubles the steps: 34 of them would take minutes.
    const texts = await server.collection('texts', [{ text: `${'a'.repeat(34)}b` }])
    const started = performance.now()
    expect(await failure(texts.find({ text: /^(a+)+$/ }).toArray())).toMatchObject({ code: 51156 })
    expect(performance.now() - started).toBeLessThan(10_000)
    expect(await texts.find({ text: /^(a+)b$/ }).toArray()).toHaveLength(1)
  })
})

describe('$where ("$where")', () => {
  it.each<[string, unknown]>([
    ['an expression', 'this.kind === 1 && this.n > 50'],
    ['statements', 'if (this.n > 50) return this.kind === 1; return false'],
    ['a function', 'function () { return obj.kind === 1 && this.n > 50 }'],
    ['code', new Code('function () { return this.kind === 1 && this.n > 50 }')],
  ])('takes %s', async (_name, $where) => {
    const collection = await things()
    expect(await collection.find({ $where } as Document).toArray()).toHaveLength(12)
  })

  it('a mistake in it is an error of the operation', async () => {
    const collection = await things(1)
    expect(await failure(collection.find({ $where: 'nothing.at.all' }).toArray())).toMatchObject({ code: 139 })
  })
})

describe('Views ("Views")', () => {
  const pipeline = [{ $match: { kind: 1 } }, { $project: { n: 1, double: { $multiply: ['$n', 2] } } }]

  it('read like collections, with what is in them now', async () => {
    const collection = await things()
    const view = await server.db.createCollection<Document>('ones', { viewOn: 'things', pipeline })
    expect(await view.countDocuments()).toBe(25)
    await collection.insertOne({ _id: 1000 as never, n: 1000, kind: 1 })
    expect(await view.find({ double: 2000 }).toArray()).toEqual([{ _id: 1000, n: 1000, double: 2000 }])
    expect(await view.distinct('n', { n: { $lt: 6 } })).toEqual([1, 5])
    expect(await view.aggregate([{ $sort: { n: -1 } }, { $limit: 1 }]).toArray()).toMatchObject([{ n: 1000 }])
    expect(
      await view
        .find({}, { projection: { n: 1, _id: 0 } })
        .sort({ n: 1 })
        .limit(2)
        .toArray(),
    ).toEqual([{ n: 1 }, { n: 5 }])
    const join = { $lookup: { from: 'ones', localField: 'n', foreignField: 'n', as: 'one' } }
    expect(await collection.aggregate([{ $match: { n: 5 } }, join]).toArray()).toMatchObject([
      { one: [{ double: 10 }] },
    ])
  })

  it('of views, and of pipelines that leave the id out', async () => {
    await things()
    await server.db.createCollection('ones', { viewOn: 'things', pipeline })
    const project = [{ $project: { _id: 0, double: 1 } }]
    const view = await server.db.createCollection<Document>('doubles', { viewOn: 'ones', pipeline: project })
    expect(await view.find({ double: { $lt: 20 } }).toArray()).toEqual([{ double: 2 }, { double: 10 }, { double: 18 }])
  })

  it('cannot be written to, and are listed as what they are', async () => {
    await things()
    const view = await server.db.createCollection<Document>('ones', { viewOn: 'things', pipeline })
    expect(await failure(view.insertOne({}))).toMatchObject({ code: 166 })
    expect(await failure(view.createIndex({ n: 1 }))).toMatchObject({ code: 166 })
    const [listed] = await server.db.listCollections({ type: 'view' }).toArray()
    expect(listed).toMatchObject({ name: 'ones', type: 'view', options: { viewOn: 'things', pipeline } })
    expect(await view.drop()).toBe(true)
    expect(await server.db.collection('things').countDocuments()).toBe(100)
  })

  it('cannot write themselves', async () => {
    const view = server.db.createCollection('bad', { viewOn: 'things', pipeline: [{ $out: 'x' }] })
    expect(await failure(view)).toMatchObject({ code: 167 })
  })
})

describe('$merge with a pipeline ("$merge", whenMatched)', () => {
  it('combines the document that is there with the new one, as $$new or by variables of its own', async () => {
    await server.collection('totals', [{ _id: 'a' as never, sum: 1 }])
    const source = await server.collection('source', [
      { _id: 'a' as never, sum: 5 },
      { _id: 'b' as never, sum: 7 },
    ])
    const add = (name: string) => [{ $set: { sum: { $add: ['$sum', `$$${name}.sum`] } } }]
    await source.aggregate([{ $merge: { into: 'totals', whenMatched: add('new') } }]).toArray()
    const own = { into: 'totals', let: { fresh: '$$ROOT' }, whenMatched: add('fresh'), whenNotMatched: 'discard' }
    await source.aggregate([{ $merge: own }]).toArray()
    const totals = await server.db.collection('totals').find().sort({ _id: 1 }).toArray()
    expect(totals).toEqual([
      { _id: 'a', sum: 11 },
      { _id: 'b', sum: 14 },
    ])
  })

  it('needs a unique index on its fields', async () => {
    const source = await server.collection('source', [{ sku: 1 }])
    const stage = { $merge: { into: 'totals', on: 'sku' } }
    expect(await failure(source.aggregate([stage]).toArray())).toMatchObject({ code: 51183 })
    await server.db.collection('totals').createIndex({ sku: 1 }, { unique: true })
    await source.aggregate([stage]).toArray()
    expect(await server.db.collection('totals').countDocuments()).toBe(1)
  })
})
