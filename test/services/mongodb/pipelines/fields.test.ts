import { describe, expect, it } from 'vitest'
import { commandRunner } from '../in-process.ts'
import { type Doc, run } from './run.ts'

describe('$set and $addFields', () => {
  it('merge a nested document into what is there', async () => {
    const docs = [{ _id: 1, addr: { street: 'x', city: 'y' } }]
    expect(await run(docs, [{ $set: { addr: { city: 'z' } } }])).toEqual([{ _id: 1, addr: { street: 'x', city: 'z' } }])
  })

  it('merge in the pipeline of an update as well', async () => {
    const command = commandRunner()
    await command({ insert: 'things', documents: [{ _id: 1, addr: { street: 'x', city: 'y' } }] })
    await command({
      update: 'things',
      updates: [{ q: {}, u: [{ $set: { addr: { city: { $toUpper: '$addr.city' } } } }] }],
    })
    const { cursor } = (await command({ find: 'things' })) as { cursor: { firstBatch: Doc[] } }
    expect(cursor.firstBatch).toEqual([{ _id: 1, addr: { street: 'x', city: 'Y' } }])
  })

  it.each<[string, Doc, Doc, Doc]>([
    [
      'in each element of an array',
      { items: [{ a: 1 }, { b: 2 }, 3] },
      { 'items.c': 9 },
      { items: [{ a: 1, c: 9 }, { b: 2, c: 9 }, { c: 9 }] },
    ],
    ['in place of what is no document', { a: 5 }, { 'a.b': 1 }, { a: { b: 1 } }],
    ['where nothing is', {}, { 'a.b.c': '$_id' }, { a: { b: { c: 1 } } }],
    ['and remove what is missing', { a: 1, b: 2 }, { a: '$gone' }, { b: 2 }],
  ])('set a path %s', async (_where, doc, set, expected) => {
    expect(await run([{ _id: 1, ...doc }], [{ $set: set }])).toEqual([{ _id: 1, ...expected }])
  })

  it.each<[string, unknown, number]>([
    ['nothing', {}, 40177],
    ['no document', 5, 40272],
    ['an empty document', { a: {} }, 40180],
    ['a dotted name in a document', { a: { 'b.c': 1 } }, 40183],
    ['a path and its beginning', { a: 1, 'a.b': 1 }, 40176],
    ['a name with a dollar', { $a: 1 }, 16410],
    ['an empty name', { '': 1 }, 40352],
  ])('are refused with %s', async (_what, set, code) => {
    expect(await run([{ _id: 1 }], [{ $set: set }])).toBe(code)
  })
})

describe('paths of expressions', () => {
  const doc = { _id: 1, items: [{ sku: 'a' }, { sku: 'b' }, { no: 1 }, 5, [{ sku: 'c' }]], o: { '0': 'zero' } }

  it.each<[string, unknown]>([
    ['$items.sku', ['a', 'b']],
    ['$items.0.sku', []],
    ['$items.0', []],
    ['$o.0', 'zero'],
    ['$$ROOT.o', { '0': 'zero' }],
    ['$$CURRENT._id', 1],
  ])('%s', async (path, value) => {
    expect(await run([doc], [{ $project: { _id: 0, value: path } }])).toEqual([{ value }])
  })

  it.each<[string, number]>([
    ['$', 16872],
    ['$a..b', 15998],
    ['$a.', 40353],
    ['$a.$b', 16410],
    ['$$', 16869],
    ['$$1a', 16870],
    ['$$nobody', 17276],
    ['$$KEEP', 17276],
  ])('%s is refused', async (path, code) => {
    expect(await run([doc], [{ $project: { value: path } }])).toBe(code)
  })

  it.each<[string, unknown, number]>([
    ['two operators', { $add: [1], $sum: 1 }, 15983],
    ['a dotted name', { $map: { input: [1], in: { 'a.b': 1 } } }, 16405],
    ['an unknown operator', { $plus: [1] }, 168],
  ])('%s in an expression is refused', async (_what, value, code) => {
    expect(await run([doc], [{ $set: { value } }])).toBe(code)
  })
})

describe('$project', () => {
  it('computes inside of arrays and documents', async () => {
    const docs = [
      {
        _id: 1,
        items: [
          { price: 2, qty: 3 },
          { price: 1, qty: 1 },
        ],
        o: { a: 1, b: 2 },
      },
    ]
    const project = { _id: 0, 'items.price': 1, items: { total: '$_id' }, o: { b: 1 } }
    expect(await run(docs, [{ $project: project }])).toEqual([
      {
        items: [
          { price: 2, total: 1 },
          { price: 1, total: 1 },
        ],
        o: { b: 2 },
      },
    ])
  })

  it.each<[string, Doc, number]>([
    ['an exclusion after an inclusion', { a: 1, b: 0 }, 31254],
    ['an inclusion after an exclusion', { a: 0, b: 1 }, 31253],
    ['an expression after an exclusion', { a: 0, b: '$c' }, 31252],
    ['a path and its beginning', { a: 1, 'a.b': 1 }, 31249],
    ['a beginning and its path', { 'a.b': 1, a: 1 }, 31250],
    ['an empty document', { a: {} }, 51270],
    ['$slice of a find', { a: { $slice: 2 } }, 28667],
    ['$elemMatch of a find', { a: { $elemMatch: { b: 1 } } }, 168],
    ['the position of a find', { 'a.$': 1 }, 16410],
    ['nothing', {}, 51272],
  ])('refuses %s', async (_what, project, code) => {
    expect(await run([{ _id: 1 }], [{ $project: project }])).toBe(code)
  })
})

describe('let of a command', () => {
  it('is computed once, also with expressions', async () => {
    const pipeline = [{ $project: { value: { $add: ['$$limit', '$_id'] } } }]
    expect(await run([{ _id: 1 }], pipeline, { let: { limit: { $multiply: [2, 5] } } })).toEqual([
      { _id: 1, value: 11 },
    ])
  })

  it('knows NOW, which stays the same for the whole of it', async () => {
    const pipeline = [{ $set: { a: '$$NOW' } }, { $match: { $expr: { $eq: ['$a', '$$started'] } } }]
    expect(await run([{ _id: 1 }], pipeline, { let: { started: '$$NOW' } })).toHaveLength(1)
  })

  it.each<[string, Doc, number]>([
    ['a field', { limit: '$field' }, 4890500],
    ['a name with a capital', { Limit: 1 }, 16867],
    ['an unknown variable', { a: '$$b' }, 17276],
  ])('is refused with %s', async (_what, variables, code) => {
    expect(await run([{ _id: 1 }], [], { let: variables })).toBe(code)
  })

  it('reaches finds, updates and deletes', async () => {
    const command = commandRunner()
    await command({
      insert: 'things',
      documents: [
        { _id: 1, n: 5 },
        { _id: 2, n: 6 },
      ],
    })
    const q = { $expr: { $eq: ['$n', '$$wanted'] } }
    const variables = { wanted: { $add: [2, 3] } }
    const { cursor } = (await command({ find: 'things', filter: q, let: variables })) as {
      cursor: { firstBatch: Doc[] }
    }
    expect(cursor.firstBatch).toEqual([{ _id: 1, n: 5 }])
    expect(
      await command({ update: 'things', updates: [{ q, u: [{ $set: { n: '$$wanted' } }] }], let: variables }),
    ).toMatchObject({ n: 1 })
    expect(await command({ delete: 'things', deletes: [{ q, limit: 0 }], let: variables })).toMatchObject({ n: 1 })
  })
})

it('$redact decides about every document inside of documents and arrays', async () => {
  const doc = {
    _id: 1,
    level: 1,
    open: { level: 1, x: 1 },
    shut: { level: 5, x: 2 },
    list: [{ level: 1 }, { level: 9 }, 7],
  }
  const redact = { $cond: [{ $lte: ['$level', 3] }, '$$DESCEND', '$$PRUNE'] }
  expect(await run([doc], [{ $redact: redact }])).toEqual([
    { _id: 1, level: 1, open: { level: 1, x: 1 }, list: [{ level: 1 }, 7] },
  ])
})

describe('$expr', () => {
  it('is one of the conditions of a validator', async () => {
    const command = commandRunner()
    await command({ create: 'things', validator: { $expr: { $lt: ['$from', '$to'] } } })
    expect(await command({ insert: 'things', documents: [{ from: 1, to: 2 }] })).toMatchObject({ n: 1 })
    const refused = await command({ insert: 'things', documents: [{ from: 2, to: 1 }] })
    expect(refused).toMatchObject({ writeErrors: [{ code: 121 }] })
  })

  it('is not allowed in $pull', async () => {
    const command = commandRunner()
    await command({ insert: 'things', documents: [{ list: [{ a: 1 }] }] })
    const u = { $pull: { list: { $expr: { $eq: ['$a', 1] } } } }
    expect(await command({ update: 'things', updates: [{ q: {}, u }] })).toMatchObject({ writeErrors: [{ code: 224 }] })
  })
})
