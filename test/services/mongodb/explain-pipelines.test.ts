import type { Collection, Document } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { optimize } from '../../../src/services/mongodb/emulator/aggregate/optimize.ts'
import { useServer } from './server.ts'

const server = useServer()

// "Aggregation Pipeline Optimization", Pipeline Sequence Optimization
describe('A $match stands as far forward as it can', () => {
  const match = { $match: { a: 1 } }
  it.each<[string, Document[], Document[]]>([
    ['before $sort', [{ $sort: { b: 1 } }, match], [match, { $sort: { b: 1 } }]],
    ['before $addFields of another field', [{ $addFields: { b: '$c' } }, match], [match, { $addFields: { b: '$c' } }]],
    ['not before $set of its field', [{ $set: { a: 2 } }, match], [{ $set: { a: 2 } }, match]],
    ['not before $set inside of its field', [{ $set: { 'a.b': 2 } }, match], [{ $set: { 'a.b': 2 } }, match]],
    ['before a $project that keeps its field', [{ $project: { a: 1 } }, match], [match, { $project: { a: 1 } }]],
    ['not before one that drops it', [{ $project: { b: 1 } }, match], [{ $project: { b: 1 } }, match]],
    ['not before one that computes it', [{ $project: { a: '$b' } }, match], [{ $project: { a: '$b' } }, match]],
    ['before an exclusion of another', [{ $project: { b: 0 } }, match], [match, { $project: { b: 0 } }]],
    ['not before $unset of it', [{ $unset: ['a'] }, match], [{ $unset: ['a'] }, match]],
    ['before $unwind of another', [{ $unwind: '$b' }, match], [match, { $unwind: '$b' }]],
    ['not before $unwind of it', [{ $unwind: '$a' }, match], [{ $unwind: '$a' }, match]],
    ['not before $limit', [{ $limit: 2 }, match], [{ $limit: 2 }, match]],
    ['not before $group', [{ $group: { _id: '$a' } }, match], [{ $group: { _id: '$a' } }, match]],
    [
      'before two stages',
      [{ $sort: { b: 1 } }, { $unwind: '$c' }, match],
      [match, { $sort: { b: 1 } }, { $unwind: '$c' }],
    ],
    [
      'in parts: what does not depend on the stage',
      [{ $unwind: '$b' }, { $match: { a: 1, b: 2 } }],
      [{ $match: { a: 1 } }, { $unwind: '$b' }, { $match: { b: 2 } }],
    ],
    [
      'an $expr by the fields that it reads',
      [{ $set: { total: 1 } }, { $match: { $expr: { $gt: ['$total', '$a'] } } }],
      [{ $set: { total: 1 } }, { $match: { $expr: { $gt: ['$total', '$a'] } } }],
    ],
    [
      'and $limit before $project',
      [{ $project: { a: '$b' } }, { $limit: 1 }],
      [{ $limit: 1 }, { $project: { a: '$b' } }],
    ],
  ])('%s', (_name, pipeline, expected) => {
    expect(optimize(pipeline)).toEqual(expected)
  })
})

describe('A pipeline explains what its stages did ("Explain Results")', () => {
  async function orders(): Promise<Collection<Document>> {
    await server.collection(
      'people',
      Array.from({ length: 20 }, (_, i) => ({ _id: i as never, mail: `p${i}@example.com` })),
    )
    const docs = Array.from({ length: 200 }, (_, i) => ({ _id: i as never, person: i % 20, items: [1, 2], at: i }))
    const collection = await server.collection('orders', docs)
    await collection.createIndex({ person: 1 })
    return collection
  }
  const explain = (collection: Collection<Document>, pipeline: Document[]) =>
    collection.aggregate(pipeline).explain('executionStats')

  it.each<[string, Document]>([
    ['$sort', { $sort: { at: 1 } }],
    ['$project', { $project: { person: 1 } }],
    ['$unwind', { $unwind: '$items' }],
  ])('a $match behind %s uses the index', async (_name, stage) => {
    const collection = await orders()
    const plan = await explain(collection, [stage, { $match: { person: 3 } }])
    const { executionStats: stats } = plan['stages']?.[0]['$cursor'] ?? plan
    expect(stats).toMatchObject({ nReturned: 10, totalKeysExamined: 10, totalDocsExamined: 10 })
  })

  it('each stage with how many documents came out of it', async () => {
    const collection = await orders()
    const pipeline = [{ $match: { person: 3 } }, { $unwind: '$items' }, { $group: { _id: '$items' } }]
    const { stages } = await explain(collection, pipeline)
    expect(stages.map((stage: Document) => [Object.keys(stage)[0], stage['nReturned']])).toEqual([
      ['$cursor', 10],
      ['$unwind', 20],
      ['$group', 2],
    ])
  })

  it('$lookup with what it read, by an index or without one', async () => {
    const collection = await orders()
    const join = (foreignField: string) => ({
      $lookup: { from: 'people', localField: 'person', foreignField, as: 'who' },
    })
    const fast = await explain(collection, [{ $match: { person: 3 } }, join('_id')])
    expect(fast['stages'][1]).toMatchObject({
      nReturned: 10,
      totalDocsExamined: 10,
      totalKeysExamined: 10,
      collectionScans: 0,
      indexesUsed: ['_id_'],
    })
    const slow = await explain(collection, [{ $match: { person: 3 } }, join('number'), { $unwind: '$who' }])
    expect(slow['stages'][1]).toMatchObject({
      $lookup: { unwinding: { preserveNullAndEmptyArrays: false } },
      nReturned: 0,
      totalDocsExamined: 200,
      totalKeysExamined: 0,
      collectionScans: 10,
      indexesUsed: [],
    })
  })

  it('a pipeline that a find could do is explained as one', async () => {
    const collection = await orders()
    const plan = await explain(collection, [{ $match: { person: 3 } }, { $sort: { person: 1 } }])
    expect(plan).toMatchObject({ queryPlanner: { optimizedPipeline: true }, executionStats: { totalKeysExamined: 10 } })
  })

  it('aggregate with explain: true explains, and runs nothing', async () => {
    await orders()
    const pipeline = [{ $group: { _id: null } }, { $out: 'copy' }]
    const reply = await server.db.command({ aggregate: 'orders', pipeline, explain: true })
    expect(reply['stages'].map((stage: Document) => Object.keys(stage)[0])).toEqual(['$cursor', '$group', '$out'])
    expect(await server.db.listCollections({ name: 'copy' }).toArray()).toEqual([])
  })
})

// "Multikey Indexes", Sort Operations; "$lookup", Performance Considerations
describe('An index on an array', () => {
  async function orders(): Promise<Collection<Document>> {
    const docs = Array.from({ length: 60 }, (_, n) => ({
      _id: n as never,
      at: (n * 7) % 60,
      lines: [{ vendor: n % 3 }, { vendor: 3 }, { vendor: n % 3, at: n }],
    }))
    const collection = await server.collection('orders', docs)
    await collection.createIndex({ 'lines.vendor': 1, at: -1 })
    return collection
  }

  it('gives the order of what follows on one value', async () => {
    const found = (await orders()).find({ 'lines.vendor': 3 }).sort({ at: -1 }).limit(4)
    expect((await found.toArray()).map(({ at }) => at)).toEqual([59, 58, 57, 56])
    const { executionStats, queryPlanner } = await found.explain('executionStats')
    expect(JSON.stringify(queryPlanner.winningPlan)).not.toContain('"SORT"')
    expect(executionStats.totalDocsExamined).toBe(4)
  })

  it('does not give the order of another field of that array', async () => {
    const collection = await orders()
    await collection.createIndex({ 'lines.vendor': 1, 'lines.at': 1 })
    const { queryPlanner } = await collection.find({ 'lines.vendor': 3 }).sort({ 'lines.at': 1 }).explain()
    expect(JSON.stringify(queryPlanner.winningPlan)).toContain('"SORT"')
  })

  it('serves the $sort and the $limit of a $lookup', async () => {
    await orders()
    const vendors = await server.collection('vendors', [{ _id: 0 as never }, { _id: 3 as never }, { _id: 9 as never }])
    const pipeline = [{ $match: { at: { $ne: 58 } } }, { $sort: { at: -1 } }, { $limit: 2 }]
    const joined = { from: 'orders', localField: '_id', foreignField: 'lines.vendor', pipeline, as: 'latest' }
    const cursor = vendors.aggregate([{ $lookup: joined }, { $sort: { _id: 1 } }])
    expect((await cursor.toArray()).map(({ latest }) => latest.map(({ at }: Document) => at))).toEqual([
      [57, 54],
      [59, 57],
      [],
    ])
    const { stages } = await cursor.explain('executionStats')
    const stage = stages.find((each: Document) => '$lookup' in each)
    expect(stage.totalDocsExamined).toBe(4)
  })
})

describe('A pipeline that only counts', () => {
  it('reads no document where an index decides', async () => {
    const docs = Array.from({ length: 20 }, (_, n) => ({ _id: n as never, kind: n % 2 }))
    const collection = await server.collection('counted', docs)
    await collection.createIndex({ kind: 1 })
    for (const rest of [[{ $group: { _id: 1, n: { $sum: 1 } } }], [{ $count: 'n' }]]) {
      const cursor = collection.aggregate([{ $match: { kind: 1 } }, ...rest])
      expect((await cursor.toArray())[0]?.['n']).toBe(10)
      const plan = await cursor.explain('executionStats')
      const stats = plan['stages']?.[0]?.['$cursor']?.executionStats ?? plan['executionStats']
      expect(stats.totalDocsExamined).toBe(0)
    }
    expect(await collection.countDocuments({ kind: 1 }, { skip: 4, limit: 3 })).toBe(3)
  })
})
