import fc from 'fast-check'
import type { Document } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { tries } from '../../fixtures/property.ts'
import { useServer } from './server.ts'

const server = useServer()

const scalar = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom('a', 'ab', 'b', null, true, 2.5))
const value = fc.oneof({ weight: 4, arbitrary: scalar }, { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) })
const inner = fc.record({ x: scalar, y: scalar }, { requiredKeys: [] })
const doc = fc.record(
  { a: value, b: scalar, c: fc.oneof(scalar, inner, fc.array(inner, { maxLength: 2 })) },
  { requiredKeys: [] },
)
const condition = fc.oneof(
  scalar,
  fc.record({ $gte: scalar, $lt: scalar }),
  fc.record({ $gt: scalar }),
  fc.record({ $lte: scalar }),
  fc.record({ $ne: scalar }),
  fc.record({ $in: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $nin: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $exists: fc.boolean() }),
  fc.record({ $not: fc.record({ $gt: scalar }) }),
  fc.record({ $elemMatch: fc.record({ $gte: scalar, $lt: scalar }) }),
  fc.constantFrom({ $regex: '^a' }, { $regex: '^a$' }, { $regex: 'b' }, { $mod: [2, 0] }),
)
const path = fc.constantFrom('a', 'b', 'c', 'c.x', 'c.y')
const simple = fc.dictionary(path, condition, { maxKeys: 3 }).map((filter): Document => ({ ...filter }))
const filter = fc.oneof(
  { weight: 3, arbitrary: simple },
  { weight: 1, arbitrary: fc.record({ $or: fc.array(simple, { minLength: 1, maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ c: fc.record({ $elemMatch: fc.record({ x: scalar, y: scalar }) }) }) },
)
const direction = fc.constantFrom(1 as const, -1 as const)
const keys = fc
  .uniqueArray(fc.tuple(path, direction), { minLength: 1, maxLength: 3, selector: ([name]) => name })
  .map((list) => Object.fromEntries(list))
  // Two arrays cannot be in one index: a and c may both hold one.
  .filter((key) => !('a' in key && Object.keys(key).some((name) => name.startsWith('c'))))

describe('The planner', () => {
  it('finds the same documents with indexes as without, in the order asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(doc, { maxLength: 25 }),
        fc.array(filter, { minLength: 6, maxLength: 6 }),
        fc.array(keys, { minLength: 1, maxLength: 3 }),
        keys,
        async (docs, filters, indexes, sort) => {
          const name = `p${Math.random()}`.replace('.', '')
          const collection = await server.collection(
            name,
            docs.map((fields, _id) => ({ _id, ...fields }) as Document),
          )
          if (docs.length === 0) await server.db.createCollection(name)
          for (const key of indexes) await collection.createIndex(key).catch(ignoreParallelArrays)
          for (const query of filters) {
            const scanned = await collection.find(query, { hint: { $natural: 1 } }).toArray()
            const found = await collection.find(query).toArray()
            expect(ids(found).sort(), JSON.stringify({ query, indexes })).toEqual(ids(scanned).sort())
            const order = { ...sort, _id: 1 as const }
            const byScan = await collection.find(query, { sort: order, hint: { $natural: 1 } }).toArray()
            const byIndex = await collection.find(query, { sort: order }).toArray()
            expect(ids(byIndex), JSON.stringify({ query, indexes, sort })).toEqual(ids(byScan))
            const total = await collection.countDocuments(query)
            expect(total).toBe(scanned.length)
          }
          await collection.drop()
        },
      ),
      tries(100),
    )
  })

  it('reads from the keys of an index on a field and on a field within it', async () => {
    const collection = await server.collection('within', [
      { _id: 1, c: 'text' },
      { _id: 2, c: { x: 1, y: 2 } },
    ] as Document[])
    await collection.createIndex({ c: 1, 'c.y': 1, b: 1 })
    expect(ids(await collection.find({ c: { $regex: 'x' } }).toArray())).toEqual([1])
    const projection = { _id: 0, 'c.y': 1 }
    expect(await collection.find({ c: 'text' }, { projection }).toArray()).toEqual([{}])
    expect(await collection.find({ c: { x: 1, y: 2 } }, { projection }).toArray()).toEqual([{ c: { y: 2 } }])
    expect(await collection.find({ 'c.x': 1 }).toArray(), 'the documents stay as they are').toEqual([
      { _id: 2, c: { x: 1, y: 2 } },
    ])
  })
})

function ids(docs: Document[]): unknown[] {
  return docs.map(({ _id }) => _id as unknown)
}

function ignoreParallelArrays(error: { code?: number }): void {
  if (error.code !== 171) throw error
}
