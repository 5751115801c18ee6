import type { Collection, Document } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { useServer } from './server.ts'

const server = useServer()

async function explained(
  collection: Collection<Document>,
  filter: Document,
  options: Document = {},
): Promise<{ stages: string[]; returned: number; keys: number; docs: number; plan: Document; rejected: number }> {
  const { executionStats: stats, queryPlanner: planner } = await collection
    .find(filter, options)
    .explain('executionStats')
  return {
    stages: stageNames(planner.winningPlan),
    returned: stats.nReturned,
    keys: stats.totalKeysExamined,
    docs: stats.totalDocsExamined,
    plan: planner.winningPlan,
    rejected: planner.rejectedPlans.length,
  }
}

function stageNames(plan: Document): string[] {
  const inputs: Document[] = plan['inputStages'] ?? (plan['inputStage'] ? [plan['inputStage']] : [])
  return [plan['stage'], ...inputs.flatMap(stageNames)]
}

function scanOf(plan: Document): Document {
  return plan['stage'] === 'IXSCAN' ? plan : scanOf(plan['inputStage'])
}

describe('The planner', () => {
  async function events(): Promise<Collection<Document>> {
    const docs = Array.from({ length: 500 }, (_, i) => ({ _id: i as never, user: `u${i % 50}`, at: i, kind: i % 3 }))
    return server.collection('events', docs)
  }

  it('answers from the index alone when it holds all that is asked for ("Query Optimization", Covered Query)', async () => {
    const collection = await events()
    await collection.createIndex({ user: 1, at: 1 })
    const covered = await explained(collection, { user: 'u7' }, { projection: { _id: 0, user: 1, at: 1 } })
    expect(covered).toMatchObject({ stages: ['PROJECTION_COVERED', 'IXSCAN'], returned: 10, keys: 10, docs: 0 })
    const withId = await explained(collection, { user: 'u7' }, { projection: { user: 1, at: 1 } })
    expect(withId).toMatchObject({ stages: ['PROJECTION_SIMPLE', 'FETCH', 'IXSCAN'], docs: 10 })
    expect(await collection.find({ user: 'u7' }, { projection: { _id: 0, user: 1, at: 1 } }).toArray()).toContainEqual({
      user: 'u7',
      at: 57,
    })
  })

  it('uses a prefix of a compound index, and not its second field alone ("Compound Indexes", Index Prefixes)', async () => {
    const collection = await events()
    await collection.createIndex({ user: 1, at: 1 })
    expect((await explained(collection, { user: 'u7' })).stages).toContain('IXSCAN')
    expect((await explained(collection, { at: 7 })).stages).toEqual(['COLLSCAN'])
    expect(await explained(collection, { user: 'u7', at: { $gt: 200 } })).toMatchObject({
      returned: 6,
      keys: 6,
      docs: 6,
    })
  })

  it('sorts by an index in either direction, and in memory otherwise ("Use Indexes to Sort Query Results")', async () => {
    const collection = await events()
    await collection.createIndex({ user: 1, at: -1 })
    const sorted = (sort: Document) => explained(collection, {}, { sort, limit: 5 })
    expect(await sorted({ user: 1, at: -1 })).toMatchObject({ stages: ['LIMIT', 'FETCH', 'IXSCAN'], keys: 5, docs: 5 })
    expect((await sorted({ user: -1, at: 1 })).stages).not.toContain('SORT')
    expect((await sorted({ user: 1, at: 1 })).stages).toEqual(['SORT', 'COLLSCAN'])
    const equality = await explained(collection, { user: 'u3' }, { sort: { at: 1 }, limit: 2 })
    expect(equality).toMatchObject({ stages: ['LIMIT', 'FETCH', 'IXSCAN'], keys: 2, docs: 2 })
    expect(scanOf(equality.plan)['direction']).toBe('backward')
  })

  it('reads keys but no documents for what it skips (SERVER-13946)', async () => {
    const collection = await events()
    const result = await explained(collection, {}, { sort: { _id: 1 }, skip: 400, limit: 10 })
    expect(result).toMatchObject({ stages: ['LIMIT', 'FETCH', 'SKIP', 'IXSCAN'], keys: 410, docs: 10 })
  })

  it('gives a regular expression a range when it begins with ^, and reads all keys otherwise ("$regex", Index Use)', async () => {
    const collection = await events()
    await collection.createIndex({ user: 1 })
    const prefix = await explained(collection, { user: /^u4/ })
    expect(prefix).toMatchObject({ returned: 110, docs: 110 })
    expect(prefix.keys).toBeLessThanOrEqual(112)
    expect(scanOf(prefix.plan)['indexBounds']).toEqual({ user: ['["u4", "u5")', '[/^u4/, /^u4/]'] })
    expect(await explained(collection, { user: /4$/ })).toMatchObject({ returned: 50, keys: 500, docs: 50 })
    expect(await explained(collection, { user: /^U4/i })).toMatchObject({ returned: 110, keys: 500, docs: 110 })
  })

  it('goes straight to an id', async () => {
    const collection = await events()
    expect(await explained(collection, { _id: 7 })).toMatchObject({ stages: ['IDHACK'], keys: 1, docs: 1 })
  })

  it('uses an index for every branch of $or, or none ("$or", $or Clauses and Indexes)', async () => {
    const collection = await events()
    await collection.createIndex({ user: 1 })
    expect((await explained(collection, { $or: [{ user: 'u1' }, { at: 7 }] })).stages).toEqual(['COLLSCAN'])
    await collection.createIndex({ at: 1 })
    const either = await explained(collection, { $or: [{ user: 'u1' }, { at: 7 }] })
    expect(either).toMatchObject({ stages: ['SUBPLAN', 'FETCH', 'OR', 'IXSCAN', 'IXSCAN'], returned: 11, docs: 11 })
  })

  it('chooses the index that finds more with less work', async () => {
    const collection = await events()
    await collection.createIndex({ kind: 1 })
    await collection.createIndex({ user: 1 })
    const result = await explained(collection, { kind: 1, user: 'u7' })
    expect(scanOf(result.plan)['indexName']).toBe('user_1')
    expect(result).toMatchObject({ docs: 10, rejected: 1 })
  })

  it('does not use a partial index for what it may lack ("Partial Indexes", Query Coverage)', async () => {
    const collection = await events()
    await collection.createIndex({ user: 1 }, { partialFilterExpression: { at: { $gt: 250 } } })
    expect((await explained(collection, { user: 'u7', at: { $gte: 300 } })).stages).toContain('IXSCAN')
    expect((await explained(collection, { user: 'u7', at: { $gt: 100 } })).stages).toEqual(['COLLSCAN'])
    expect((await explained(collection, { user: 'u7' })).stages).toEqual(['COLLSCAN'])
  })

  it('obeys a hint, and refuses one that names no index', async () => {
    const collection = await events()
    await collection.createIndex({ user: 1 })
    expect((await explained(collection, { user: 'u7' }, { hint: { $natural: 1 } })).stages).toEqual(['COLLSCAN'])
    await expect(collection.find({}, { hint: 'none' }).toArray()).rejects.toMatchObject({
      code: 2,
      message: expect.stringContaining('hint provided does not correspond to an existing index'),
    })
  })

  it('explains a pipeline: its $match uses the index', async () => {
    const collection = await events()
    await collection.createIndex({ user: 1 })
    const pipeline = [{ $match: { user: 'u7' } }, { $group: { _id: '$kind', n: { $sum: 1 } } }]
    const { stages } = await collection.aggregate(pipeline).explain('executionStats')
    expect(stages[0].$cursor.executionStats).toMatchObject({ nReturned: 10, totalDocsExamined: 10 })
    expect(Object.keys(stages[1])).toEqual(['$group', 'nReturned', 'executionTimeMillisEstimate'])
  })
})
