import type { Collection, Document } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { useServer } from './server.ts'

const server = useServer()

function stageNames(plan: Document): string[] {
  const inputs: Document[] = plan['inputStages'] ?? (plan['inputStage'] ? [plan['inputStage']] : [])
  return [plan['stage'], ...inputs.flatMap(stageNames)]
}

async function explain(command: Document): Promise<{ stages: string[]; stats: Document; root: Document }> {
  const reply = await server.db.command({ explain: command, verbosity: 'executionStats' })
  const { executionStats: stats, queryPlanner: planner } = reply
  return { stages: stageNames(planner.winningPlan), stats, root: stats.executionStages }
}

async function events(): Promise<Collection<Document>> {
  const docs = Array.from({ length: 300 }, (_, i) => ({ _id: i as never, user: `u${i % 30}`, at: i, tags: [i % 3, 9] }))
  const collection = await server.collection('events', docs)
  await collection.createIndex({ user: 1, at: 1 })
  return collection
}

describe('Commands explain as themselves ("explain", "Explain Results")', () => {
  it('a count reads one stretch of keys, and the key that ends it', async () => {
    await events()
    const counted = await explain({ count: 'events', query: { user: 'u7' } })
    expect(counted.stages).toEqual(['COUNT', 'COUNT_SCAN'])
    expect(counted.stats).toMatchObject({ nReturned: 0, totalKeysExamined: 11, totalDocsExamined: 0 })
    expect(counted.root).toMatchObject({ nCounted: 10, nSkipped: 0 })
  })

  it('a count of what no index knows looks at the documents, with skip and limit', async () => {
    await events()
    const counted = await explain({ count: 'events', query: { at: { $gte: 100 } }, skip: 10, limit: 5 })
    expect(counted.stages).toEqual(['COUNT', 'COLLSCAN'])
    expect(counted.root).toMatchObject({ nCounted: 5, nSkipped: 10 })
  })

  it('a count of everything looks at nothing', async () => {
    await events()
    const { stages, stats, root } = await explain({ count: 'events' })
    expect(stages).toEqual(['RECORD_STORE_FAST_COUNT'])
    expect(stats).toMatchObject({ totalKeysExamined: 0, totalDocsExamined: 0 })
    expect(root['nCounted']).toBe(300)
  })

  it('distinct jumps from value to value when an index begins with the field', async () => {
    await events()
    const { stages, stats } = await explain({ distinct: 'events', key: 'user' })
    expect(stages).toEqual(['PROJECTION_COVERED', 'DISTINCT_SCAN'])
    expect(stats).toMatchObject({ nReturned: 30, totalKeysExamined: 30, totalDocsExamined: 0 })
    expect((await explain({ distinct: 'events', key: 'at' })).stages).toEqual(['COLLSCAN'])
  })

  it('an update says what it would change, and changes nothing', async () => {
    const collection = await events()
    const one = await explain({ update: 'events', updates: [{ q: { _id: 3 }, u: { $set: { at: 3 } } }] })
    expect(one.stages).toEqual(['UPDATE', 'IDHACK'])
    expect(one.root).toMatchObject({ nMatched: 1, nWouldModify: 0, nWouldUpsert: 0 })
    const many = { q: { user: 'u7' }, u: { $set: { at: 7 } }, multi: true }
    const { stages, stats, root } = await explain({ update: 'events', updates: [many] })
    expect(stages).toEqual(['UPDATE', 'FETCH', 'IXSCAN'])
    expect(root).toMatchObject({ nMatched: 10, nWouldModify: 9 })
    expect(stats).toMatchObject({ nReturned: 0, totalDocsExamined: 10 })
    const upsert = { q: { user: 'nobody' }, u: { $set: { at: 7 } }, upsert: true }
    expect((await explain({ update: 'events', updates: [upsert] })).root).toMatchObject({ nWouldUpsert: 1 })
    expect(await collection.countDocuments({ user: 'u7', at: 7 })).toBe(1)
    expect(await collection.countDocuments()).toBe(300)
  })

  it('a deletion of one and of many', async () => {
    const collection = await events()
    const one = await explain({ delete: 'events', deletes: [{ q: { user: 'u7' }, limit: 1 }] })
    expect(one.stages).toEqual(['DELETE', 'FETCH', 'IXSCAN'])
    expect(one.root).toMatchObject({ nWouldDelete: 1 })
    const many = await explain({ delete: 'events', deletes: [{ q: { user: 'u7' }, limit: 0 }] })
    expect(many.stages).toEqual(['BATCHED_DELETE', 'FETCH', 'IXSCAN'])
    expect(many.root).toMatchObject({ nWouldDelete: 10 })
    expect(await collection.countDocuments()).toBe(300)
  })

  it('findAndModify gives one document', async () => {
    await events()
    const command = { findAndModify: 'events', query: { user: 'u7' }, sort: { at: -1 }, update: { $set: { x: 1 } } }
    const { stages, stats } = await explain(command)
    expect(stages).toEqual(['UPDATE', 'LIMIT', 'FETCH', 'IXSCAN'])
    expect(stats).toMatchObject({ nReturned: 1, totalKeysExamined: 1 })
  })

  it('queries that differ in values alone share their hash ("Query Plans", Plan Cache Information)', async () => {
    const collection = await events()
    const hashOf = async (filter: Document) => (await collection.find(filter).explain()).queryPlanner.queryHash
    const hash = await hashOf({ user: 'u1' })
    expect(hash).toMatch(/^[0-9A-F]{8}$/)
    expect(await hashOf({ user: 'u2' })).toBe(hash)
    expect(await hashOf({ at: 2 })).not.toBe(hash)
  })
})

describe('Sorted scans are merged ("Explain Results", $or Expression; "The ESR Guideline")', () => {
  it("a cursor's $or reads no more keys than it gives, and one for each branch", async () => {
    const collection = await server.collection(
      'posts',
      Array.from({ length: 2000 }, (_, i) => ({ _id: i as never, day: Math.floor(i / 4) })),
    )
    await collection.createIndex({ day: -1, _id: -1 })
    const filter = { $or: [{ day: { $lt: 400 } }, { day: 400, _id: { $lt: 1602 as never } }] }
    const page = () => collection.find(filter).sort({ day: -1, _id: -1 }).limit(10)
    const { queryPlanner: planner, executionStats: stats } = await page().explain('executionStats')
    expect(stageNames(planner.winningPlan)).toEqual(['SUBPLAN', 'LIMIT', 'FETCH', 'SORT_MERGE', 'IXSCAN', 'IXSCAN'])
    expect(stats.totalKeysExamined).toBeLessThanOrEqual(12)
    expect(stats.totalDocsExamined).toBe(10)
    expect((await page().toArray()).map(({ _id }) => _id)).toEqual([
      1601, 1600, 1599, 1598, 1597, 1596, 1595, 1594, 1593, 1592,
    ])
  })

  it('$in with an order: one scan for each value', async () => {
    const collection = await events()
    const query = () =>
      collection
        .find({ user: { $in: ['u1', 'u2', 'u3'] } })
        .sort({ at: 1 })
        .limit(4)
    const { queryPlanner: planner, executionStats: stats } = await query().explain('executionStats')
    expect(stageNames(planner.winningPlan)).toEqual(['LIMIT', 'FETCH', 'SORT_MERGE', 'IXSCAN', 'IXSCAN', 'IXSCAN'])
    expect(stats.totalKeysExamined).toBeLessThanOrEqual(7)
    expect((await query().toArray()).map(({ at }) => at)).toEqual([1, 2, 3, 31])
  })

  it('a document that two branches find comes once', async () => {
    const collection = await events()
    const filter = {
      $or: [
        { user: 'u1', at: { $lt: 50 } },
        { user: 'u1', at: { $gte: 31 } },
      ],
    }
    const found = await collection.find(filter).sort({ at: 1 }).toArray()
    expect(found.map(({ at }) => at)).toEqual([1, 31, 61, 91, 121, 151, 181, 211, 241, 271])
  })
})

describe('Text searches explain as they run ("Explain Results", TEXT_MATCH)', () => {
  it('documents are fetched before they are tested; weights are added up where they are asked for', async () => {
    const collection = await server.collection('notes', [
      { text: 'red apple' },
      { text: 'green apple' },
      { text: 'pear' },
    ])
    await collection.createIndex({ text: 'text' })
    const search = { $text: { $search: 'apple pear -green' } }
    const plain = await collection.find(search).explain('executionStats')
    expect(stageNames(plain.queryPlanner.winningPlan)).toEqual(['TEXT_MATCH', 'FETCH', 'OR', 'IXSCAN', 'IXSCAN'])
    expect(plain.executionStats).toMatchObject({ nReturned: 2, totalKeysExamined: 3, totalDocsExamined: 3 })
    const projection = { score: { $meta: 'textScore' } }
    const weighed = await collection.find(search, { projection }).explain('executionStats')
    expect(stageNames(weighed.queryPlanner.winningPlan)).toEqual([
      'PROJECTION_DEFAULT',
      'TEXT_MATCH',
      'TEXT_OR',
      'IXSCAN',
      'IXSCAN',
    ])
  })
})

describe('Compound text indexes ("Create a Compound Text Index")', () => {
  async function items(): Promise<Collection<Document>> {
    const collection = await server.collection('items', [
      { dept: 'tech', text: 'blue lamp' },
      { dept: 'tech', text: 'red lamp' },
      { dept: 'food', text: 'blue cheese' },
    ])
    await collection.createIndex({ dept: 1, text: 'text', price: -1 })
    return collection
  }

  it('an equality before the words limits the keys that are read', async () => {
    const collection = await items()
    const { executionStats: stats } = await collection
      .find({ dept: 'food', $text: { $search: 'blue' } })
      .explain('executionStats')
    expect(stats).toMatchObject({ nReturned: 1, totalKeysExamined: 1, totalDocsExamined: 1 })
    expect(await collection.find({ dept: 'tech', $text: { $search: 'lamp' } }).toArray()).toHaveLength(2)
  })

  it('a search without it is refused, and the index is listed as MongoDB lists it', async () => {
    const collection = await items()
    await expect(collection.find({ $text: { $search: 'blue' } }).toArray()).rejects.toMatchObject({ code: 291 })
    const [, index] = await collection.indexes()
    expect(index).toMatchObject({ key: { dept: 1, _fts: 'text', _ftsx: 1, price: -1 }, weights: { text: 1 } })
  })
})
