import { Decimal128, type Document, ObjectId } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { useServer } from './server.ts'

const server = useServer()

const ITEMS = [
  {
    _id: 1,
    item: 'journal',
    qty: 25,
    size: { h: 14, w: 21, uom: 'cm' },
    status: 'A',
    tags: ['blank', 'red'],
    dim: [14, 21],
  },
  {
    _id: 2,
    item: 'notebook',
    qty: 50,
    size: { h: 8.5, w: 11, uom: 'in' },
    status: 'A',
    tags: ['red', 'blank'],
    dim: [14, 21],
  },
  {
    _id: 3,
    item: 'paper',
    qty: 100,
    size: { h: 8.5, w: 11, uom: 'in' },
    status: 'D',
    tags: ['red', 'blank', 'plain'],
    dim: [14, 21],
  },
  {
    _id: 4,
    item: 'planner',
    qty: 75,
    size: { h: 22.85, w: 30, uom: 'cm' },
    status: 'D',
    tags: ['blank', 'red'],
    dim: [22.85, 30],
  },
  {
    _id: 5,
    item: 'postcard',
    qty: 45,
    size: { h: 10, w: 15.25, uom: 'cm' },
    status: 'A',
    tags: ['blue'],
    dim: [10, 15.25],
  },
] as unknown as Document[]

/** Each row: what it is about, a filter, the ids that match. */
const EXAMPLES: [string, Document, number[]][] = [
  ['Query Documents, equality', { status: 'D' }, [3, 4]],
  ['Query Documents, $in', { status: { $in: ['A', 'D'] } }, [1, 2, 3, 4, 5]],
  ['Query Documents, and', { status: 'A', qty: { $lt: 30 } }, [1]],
  ['Query Documents, or', { $or: [{ status: 'A' }, { qty: { $lt: 30 } }] }, [1, 2, 5]],
  ['Query Documents, and with or', { status: 'A', $or: [{ qty: { $lt: 30 } }, { item: /^p/ }] }, [1, 5]],
  ['Query on Embedded Documents, a nested field', { 'size.uom': 'in' }, [2, 3]],
  ['Query on Embedded Documents, the whole', { size: { h: 14, w: 21, uom: 'cm' } }, [1]],
  ['Query on Embedded Documents, in another order', { size: { w: 21, h: 14, uom: 'cm' } }, []],
  ['Query an Array, exactly', { tags: ['red', 'blank'] }, [2]],
  ['Query an Array, $all', { tags: { $all: ['red', 'blank'] } }, [1, 2, 3, 4]],
  ['Query an Array, an element', { tags: 'red' }, [1, 2, 3, 4]],
  ['Query an Array, conditions met by several elements', { dim: { $gt: 15, $lt: 20 } }, [1, 2, 3, 5]],
  ['Query an Array, $elemMatch', { dim: { $elemMatch: { $gt: 22, $lt: 30 } } }, [4]],
  ['Query an Array, by index', { 'dim.1': { $gt: 25 } }, [4]],
  ['Query an Array, $size', { tags: { $size: 3 } }, [3]],
  ['$not', { qty: { $not: { $gt: 45 } } }, [1, 5]],
  ['$nor', { $nor: [{ status: 'A' }, { qty: 100 }] }, [4]],
  ['$mod', { qty: { $mod: [50, 0] } }, [2, 3]],
  ['$expr', { $expr: { $gt: ['$qty', { $multiply: ['$size.h', 5] }] } }, [2, 3]],
  ['$regex with options', { item: { $regex: 'OU|NAL', $options: 'i' } }, [1]],
  ['$regex, x ignores space and comments', { item: { $regex: '^ pa  # paper', $options: 'x' } }, [3]],
  ['$type', { 'size.h': { $type: 'double' } }, [2, 3, 4]],
]

describe('Filters', () => {
  it.each(EXAMPLES)('%s', async (_page, filter, ids) => {
    const collection = await server.collection('inventory', ITEMS)
    const found = await collection.find(filter).sort({ _id: 1 }).toArray()
    expect(found.map(({ _id }) => _id as unknown)).toEqual(ids)
  })

  it('"Query for Null or Missing Fields"', async () => {
    const collection = await server.collection('inventory', [{ _id: 1 as never, item: null }, { _id: 2 as never }])
    const ids = async (filter: Document) => (await collection.find(filter).toArray()).map(({ _id }) => _id as unknown)
    expect(await ids({ item: null })).toEqual([1, 2])
    expect(await ids({ item: { $type: 10 } })).toEqual([1])
    expect(await ids({ item: { $exists: false } })).toEqual([2])
    expect(await ids({ item: { $ne: null } })).toEqual([])
  })

  it('"$elemMatch": one element meets all conditions', async () => {
    const results = [
      [
        { product: 'abc', score: 10 },
        { product: 'xyz', score: 5 },
      ],
      [
        { product: 'abc', score: 8 },
        { product: 'xyz', score: 7 },
      ],
      [
        { product: 'abc', score: 7 },
        { product: 'xyz', score: 8 },
      ],
    ]
    const collection = await server.collection(
      'survey',
      results.map((list, i) => ({ _id: (i + 1) as never, results: list })),
    )
    const filter = { results: { $elemMatch: { product: 'xyz', score: { $gte: 8 } } } }
    expect((await collection.find(filter).toArray()).map(({ _id }) => _id as unknown)).toEqual([3])
  })

  it.each<[string, Document, RegExp]>([
    ['an operator that does not exist', { a: { $gtt: 1 } }, /^unknown operator: \$gtt$/],
    ['one at the top that does not exist', { $xor: [] }, /^unknown top level operator: \$xor/],
    ['$in without a list', { a: { $in: 1 } }, /^\$in needs an array$/],
    ['an empty $or', { $or: [] }, /must be a nonempty array/],
    ['a regular expression that is none', { a: { $regex: '(' } }, /^Regular expression is invalid/],
  ])('refuses %s', async (_what, filter, message) => {
    const collection = await server.collection('inventory', ITEMS)
    await expect(collection.find(filter).toArray()).rejects.toMatchObject({ message: expect.stringMatching(message) })
  })
})

describe('Order ("Comparison/Sort Order")', () => {
  it('goes by type, then by value', async () => {
    const id = new ObjectId()
    const values = [
      null,
      -1,
      2.5,
      Decimal128.fromString('2.6'),
      7,
      'B',
      'a',
      { a: 1 },
      id,
      false,
      true,
      new Date(0),
      new Date(1),
      /x/,
    ]
    const collection = await server.collection('mixed', values.map((v, i) => ({ _id: i as never, v })).reverse())
    const sorted = await collection.find().sort({ v: 1 }).toArray()
    expect(sorted.map(({ _id }) => _id as unknown)).toEqual(values.map((_, i) => i))
    await collection.createIndex({ v: 1 })
    expect(await collection.find().sort({ v: 1 }).toArray()).toEqual(sorted)
    expect(await collection.find().sort({ v: -1 }).toArray()).toEqual([...sorted].reverse())
  })

  it('compares only values of one type with $gt and $lt', async () => {
    const collection = await server.collection('mixed', [{ v: 5 }, { v: '9' }, { v: null }, { v: new Date() }, {}])
    expect(await collection.countDocuments({ v: { $gt: 1 } })).toBe(1)
    expect(await collection.countDocuments({ v: { $lt: 'z' } })).toBe(1)
    expect(await collection.countDocuments({ v: { $gte: null } })).toBe(2)
  })

  it('takes the smallest element of an array upwards, the largest downwards', async () => {
    const collection = await server.collection('arrays', [
      { _id: 1 as never, v: [5, 1] },
      { _id: 2 as never, v: [3, 4] },
      { _id: 3 as never, v: 2 },
    ])
    const ids = async (direction: 1 | -1) =>
      (await collection.find().sort({ v: direction }).toArray()).map(({ _id }) => _id as unknown)
    expect(await ids(1)).toEqual([1, 3, 2])
    expect(await ids(-1)).toEqual([1, 2, 3])
  })
})

describe('Projection ("Project Fields to Return from Query")', () => {
  const doc = {
    _id: 1 as never,
    item: 'journal',
    status: 'A',
    size: { h: 14, w: 21, uom: 'cm' },
    instock: [
      { warehouse: 'A', qty: 5 },
      { warehouse: 'C', qty: 15 },
    ],
  }

  it.each<[string, Document, Document, Document?]>([
    ['fields and the id', { item: 1, status: 1 }, { _id: 1, item: 'journal', status: 'A' }],
    ['without the id', { item: 1, _id: 0 }, { item: 'journal' }],
    ['all but', { status: 0, instock: 0, size: 0 }, { _id: 1, item: 'journal' }],
    ['inside documents', { _id: 0, 'size.uom': 1 }, { size: { uom: 'cm' } }],
    ['inside arrays', { _id: 0, 'instock.qty': 1 }, { instock: [{ qty: 5 }, { qty: 15 }] }],
    [
      '$slice',
      { _id: 0, item: 1, instock: { $slice: -1 } },
      { item: 'journal', instock: [{ warehouse: 'C', qty: 15 }] },
    ],
    [
      '$elemMatch',
      { _id: 0, instock: { $elemMatch: { qty: { $gt: 5 } } } },
      { instock: [{ warehouse: 'C', qty: 15 }] },
    ],
    ['$', { _id: 0, 'instock.$': 1 }, { instock: [{ warehouse: 'C', qty: 15 }] }, { 'instock.qty': { $gte: 10 } }],
    [
      'computed',
      { _id: 0, label: { $concat: ['$item', '-', '$status'] }, area: { $multiply: ['$size.h', '$size.w'] } },
      { label: 'journal-A', area: 294 },
    ],
  ])('%s', async (_what, projection, expected, filter = {}) => {
    const collection = await server.collection('inventory', [doc])
    expect(await collection.findOne(filter, { projection })).toEqual(expected)
  })

  it('refuses to take and to drop at once', async () => {
    const collection = await server.collection('inventory', [doc])
    await expect(collection.findOne({}, { projection: { item: 1, status: 0 } })).rejects.toMatchObject({
      code: 31254,
      message: 'Cannot do exclusion on field status in inclusion projection',
    })
  })
})

describe('Text search ("$text")', () => {
  it('finds any of the words, all of a phrase, and none that is negated', async () => {
    const stores = await server.collection('stores', [
      { _id: 1 as never, name: 'Java Hut', description: 'Coffee and cakes' },
      { _id: 2 as never, name: 'Burger Buns', description: 'Gourmet hamburgers' },
      { _id: 3 as never, name: 'Coffee Shop', description: 'Just coffee' },
      { _id: 4 as never, name: 'Clothes Clothes Clothes', description: 'Discount clothing' },
      { _id: 5 as never, name: 'Java Shopping', description: 'Indonesian goods' },
    ])
    await stores.createIndex({ name: 'text', description: 'text' })
    const ids = async (search: string) =>
      (
        await stores
          .find({ $text: { $search: search } })
          .sort({ _id: 1 })
          .toArray()
      ).map(({ _id }) => _id as unknown)
    expect(await ids('java coffee shop')).toEqual([1, 3, 5])
    expect(await ids('"coffee shop"')).toEqual([3])
    expect(await ids('java shop -coffee')).toEqual([5])
  })

  it('puts texts first that hold little else', async () => {
    const subjects = [
      'coffee',
      'Coffee Shopping',
      'Baking a cake',
      'baking',
      'Café Con Leche',
      'Сырники',
      'coffee and cream',
      'Cafe con Leche',
    ]
    const articles = await server.collection(
      'articles',
      subjects.map((subject, i) => ({ _id: (i + 1) as never, subject })),
    )
    await expect(articles.find({ $text: { $search: 'coffee' } }).toArray()).rejects.toMatchObject({
      code: 27,
      message: 'text index required for $text query',
    })
    await articles.createIndex({ subject: 'text' })
    const found = await articles
      .find({ $text: { $search: 'coffee' } }, { projection: { score: { $meta: 'textScore' } } })
      .sort({ score: { $meta: 'textScore' } })
      .toArray()
    expect(found.map(({ _id }) => _id as unknown)).toEqual([1, 2, 7])
    expect(found[0]?.['score']).toBeGreaterThan(found[1]?.['score'])
    const ranked = articles.aggregate([
      { $match: { $text: { $search: 'coffee' } } },
      { $sort: { score: { $meta: 'textScore' } } },
      { $project: { _id: 0, score: { $meta: 'textScore' } } },
    ])
    expect(await ranked.toArray()).toEqual(found.map(({ score }) => ({ score })))
    expect(await articles.countDocuments({ $text: { $search: 'bake' } })).toBe(2)
    expect(await articles.countDocuments({ $text: { $search: 'CAFÉ' } })).toBe(2)
  })
})
