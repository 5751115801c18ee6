import { Decimal128, type Document } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { useServer } from './server.ts'

const server = useServer()

async function run(docs: Document[], pipeline: Document[]): Promise<Document[]> {
  const collection = await server.collection('docs', docs)
  return collection.aggregate(pipeline).toArray()
}

const ARTWORK = [
  {
    _id: 1,
    title: 'The Pillars of Society',
    artist: 'Grosz',
    year: 1926,
    price: 199.99,
    tags: ['painting', 'satire', 'Expressionism', 'caricature'],
  },
  { _id: 2, title: 'Melancholy III', artist: 'Munch', year: 1902, price: 280, tags: ['woodcut', 'Expressionism'] },
  { _id: 3, title: 'Dancer', artist: 'Miro', year: 1925, price: 76.04, tags: ['oil', 'Surrealism', 'painting'] },
  { _id: 4, title: 'The Great Wave off Kanagawa', artist: 'Hokusai', price: 167.3, tags: ['woodblock', 'ukiyo-e'] },
  {
    _id: 5,
    title: 'The Persistence of Memory',
    artist: 'Dali',
    year: 1931,
    price: 483,
    tags: ['Surrealism', 'painting', 'oil'],
  },
  {
    _id: 6,
    title: 'Composition VII',
    artist: 'Kandinsky',
    year: 1913,
    price: 385,
    tags: ['oil', 'painting', 'abstract'],
  },
  { _id: 7, title: 'The Scream', artist: 'Munch', year: 1893, tags: ['Expressionism', 'painting', 'oil'] },
  { _id: 8, title: 'Blue Flower', artist: "O'Keefe", year: 1918, price: 118.42, tags: ['abstract', 'painting'] },
] as unknown as Document[]

describe('Stages', () => {
  it('$group: sums over a day, averages and counts', async () => {
    const sales = [
      { item: 'abc', price: Decimal128.fromString('10'), quantity: 2, date: new Date('2014-03-01T08:00:00Z') },
      { item: 'jkl', price: Decimal128.fromString('20'), quantity: 1, date: new Date('2014-03-01T09:00:00Z') },
      { item: 'xyz', price: Decimal128.fromString('5'), quantity: 10, date: new Date('2014-03-15T09:00:00Z') },
      { item: 'xyz', price: Decimal128.fromString('5'), quantity: 20, date: new Date('2014-04-04T11:21:39.736Z') },
      { item: 'abc', price: Decimal128.fromString('10'), quantity: 10, date: new Date('2014-04-04T21:23:13.331Z') },
    ]
    const result = await run(sales, [
      { $match: { date: { $gte: new Date('2014-01-01'), $lt: new Date('2015-01-01') } } },
      {
        $group: {
          _id: { $dateToString: { format: '%Y-%m-%d', date: '$date' } },
          totalSaleAmount: { $sum: { $multiply: ['$price', '$quantity'] } },
          averageQuantity: { $avg: '$quantity' },
          count: { $sum: 1 },
        },
      },
      { $sort: { totalSaleAmount: -1 } },
    ])
    expect(result).toEqual([
      { _id: '2014-04-04', totalSaleAmount: Decimal128.fromString('200'), averageQuantity: 15, count: 2 },
      { _id: '2014-03-15', totalSaleAmount: Decimal128.fromString('50'), averageQuantity: 10, count: 1 },
      { _id: '2014-03-01', totalSaleAmount: Decimal128.fromString('40'), averageQuantity: 1.5, count: 2 },
    ])
  })

  it('$unwind: one document for each element', async () => {
    const clothing = [
      { _id: 1, item: 'Shirt', sizes: ['S', 'M', 'L'] },
      { _id: 2, item: 'Shorts', sizes: [] },
      { _id: 3, item: 'Hat', sizes: 'M' },
      { _id: 4, item: 'Gloves' },
      { _id: 5, item: 'Scarf', sizes: null },
    ] as unknown as Document[]
    expect(await run(clothing, [{ $unwind: { path: '$sizes' } }])).toEqual([
      { _id: 1, item: 'Shirt', sizes: 'S' },
      { _id: 1, item: 'Shirt', sizes: 'M' },
      { _id: 1, item: 'Shirt', sizes: 'L' },
      { _id: 3, item: 'Hat', sizes: 'M' },
    ])
    const kept = await server.db
      .collection('docs')
      .aggregate([{ $unwind: { path: '$sizes', preserveNullAndEmptyArrays: true, includeArrayIndex: 'i' } }])
      .toArray()
    expect(kept.slice(2)).toEqual([
      { _id: 1, item: 'Shirt', sizes: 'L', i: 2 },
      { _id: 2, item: 'Shorts', i: null },
      { _id: 3, item: 'Hat', sizes: 'M', i: null },
      { _id: 4, item: 'Gloves', i: null },
      { _id: 5, item: 'Scarf', sizes: null, i: null },
    ])
  })

  it('$lookup: equality of two fields, with null for what is missing', async () => {
    await server.collection('inventory', [
      { _id: 1, sku: 'almonds', instock: 120 },
      { _id: 2, sku: 'bread', instock: 80 },
      { _id: 4, sku: 'pecans', instock: 70 },
      { _id: 5, sku: null },
      { _id: 6 },
    ] as unknown as Document[])
    const orders = [{ _id: 1, item: 'almonds' }, { _id: 2, item: 'pecans' }, { _id: 3 }] as unknown as Document[]
    const result = await run(orders, [
      { $lookup: { from: 'inventory', localField: 'item', foreignField: 'sku', as: 'found' } },
    ])
    expect(result).toEqual([
      { _id: 1, item: 'almonds', found: [{ _id: 1, sku: 'almonds', instock: 120 }] },
      { _id: 2, item: 'pecans', found: [{ _id: 4, sku: 'pecans', instock: 70 }] },
      { _id: 3, found: [{ _id: 5, sku: null }, { _id: 6 }] },
    ])
  })

  it('$lookup: an array of references, and a pipeline with variables', async () => {
    await server.collection('warehouses', [
      { _id: 1, stock_item: 'almonds', warehouse: 'A', instock: 120 },
      { _id: 2, stock_item: 'pecans', warehouse: 'A', instock: 80 },
      { _id: 3, stock_item: 'almonds', warehouse: 'B', instock: 60 },
    ] as unknown as Document[])
    const orders = [{ _id: 1, item: 'almonds', ordered: 100, refs: [3, 1] }] as unknown as Document[]
    const [order] = await run(orders, [
      {
        $lookup: {
          from: 'warehouses',
          let: { item: '$item', qty: '$ordered' },
          pipeline: [
            { $match: { $expr: { $and: [{ $eq: ['$stock_item', '$$item'] }, { $gte: ['$instock', '$$qty'] }] } } },
            { $project: { stock_item: 0, _id: 0 } },
          ],
          as: 'stock',
        },
      },
      {
        $lookup: {
          from: 'warehouses',
          localField: 'refs',
          foreignField: '_id',
          as: 'listed',
          pipeline: [{ $project: { _id: 1 } }],
        },
      },
    ])
    expect(order).toMatchObject({ stock: [{ warehouse: 'A', instock: 120 }], listed: [{ _id: 1 }, { _id: 3 }] })
  })

  it('$facet, $bucket and $sortByCount', async () => {
    const [facets] = await run(ARTWORK, [
      {
        $facet: {
          tags: [{ $unwind: '$tags' }, { $sortByCount: '$tags' }, { $limit: 2 }],
          price: [
            { $match: { price: { $exists: 1 } } },
            {
              $bucket: {
                groupBy: '$price',
                boundaries: [0, 150, 200, 300, 400],
                default: 'Other',
                output: { count: { $sum: 1 }, titles: { $push: '$title' } },
              },
            },
          ],
        },
      },
    ])
    expect(facets).toEqual({
      tags: [
        { _id: 'painting', count: 6 },
        { _id: 'oil', count: 4 },
      ],
      price: [
        { _id: 0, count: 2, titles: ['Dancer', 'Blue Flower'] },
        { _id: 150, count: 2, titles: ['The Pillars of Society', 'The Great Wave off Kanagawa'] },
        { _id: 200, count: 1, titles: ['Melancholy III'] },
        { _id: 300, count: 1, titles: ['Composition VII'] },
        { _id: 'Other', count: 1, titles: ['The Persistence of Memory'] },
      ],
    })
  })

  it('$setWindowFields: a running total', async () => {
    const sales = [
      { _id: 0, state: 'CA', n: 120 },
      { _id: 1, state: 'CA', n: 145 },
      { _id: 2, state: 'WA', n: 140 },
    ] as unknown as Document[]
    const spec = {
      partitionBy: '$state',
      sortBy: { _id: 1 },
      output: { total: { $sum: '$n', window: { documents: ['unbounded', 'current'] } } },
    }
    expect((await run(sales, [{ $setWindowFields: spec }, { $sort: { _id: 1 } }])).map(({ total }) => total)).toEqual([
      120, 265, 140,
    ])
  })

  it('$graphLookup: everyone above somebody', async () => {
    const people = [
      { _id: 1, name: 'Dev' },
      { _id: 2, name: 'Eliot', boss: 'Dev' },
      { _id: 3, name: 'Ron', boss: 'Eliot' },
    ] as unknown as Document[]
    const result = await run(people, [
      { $match: { name: 'Ron' } },
      {
        $graphLookup: {
          from: 'docs',
          startWith: '$boss',
          connectFromField: 'boss',
          connectToField: 'name',
          as: 'above',
        },
      },
    ])
    expect(result[0]?.['above'].map(({ name }: Document) => name).sort()).toEqual(['Dev', 'Eliot'])
  })

  it('$out and $merge write collections', async () => {
    await run(ARTWORK, [{ $group: { _id: '$artist', n: { $sum: 1 } } }, { $out: 'artists' }])
    expect(await server.db.collection('artists').findOne({ _id: 'Munch' as never })).toEqual({ _id: 'Munch', n: 2 })
    await server.db
      .collection('docs')
      .aggregate([{ $group: { _id: '$artist', first: { $min: '$year' } } }, { $merge: { into: 'artists' } }])
      .toArray()
    expect(await server.db.collection('artists').findOne({ _id: 'Munch' as never })).toEqual({
      _id: 'Munch',
      n: 2,
      first: 1893,
    })
  })

  it('never change the documents that are stored', async () => {
    await run(ARTWORK, [
      { $addFields: { 'a.b': 1, tags: { $concatArrays: ['$tags', ['x']] } } },
      { $set: { 'a.c': 2 } },
      { $unwind: { path: '$tags', includeArrayIndex: 'i', preserveNullAndEmptyArrays: true } },
      { $unset: 'a.b' },
      { $bucketAuto: { groupBy: '$price', buckets: 2 } },
    ])
    expect(await server.db.collection('docs').find().toArray()).toEqual(ARTWORK)
  })
})

describe('Expressions', () => {
  it.each<[string, Document | string, unknown]>([
    ['$divide', { $divide: ['$n', 4] }, 1.75],
    ['$round, half to even', { $round: [2.5, 0] }, 2],
    ['$trunc', { $trunc: [7.89, 1] }, 7.8],
    // biome-ignore lint/suspicious/noThenProperty: MongoDB calls it so
    ['$cond', { $cond: { if: { $gte: ['$n', 5] }, then: 'big', else: 'small' } }, 'big'],
    // biome-ignore lint/suspicious/noThenProperty: MongoDB calls it so
    ['$switch', { $switch: { branches: [{ case: { $lt: ['$n', 5] }, then: 'small' }], default: 'big' } }, 'big'],
    ['$ifNull', { $ifNull: ['$missing', '$n'] }, 7],
    ['$map', { $map: { input: '$list', as: 'x', in: { $multiply: ['$$x', 2] } } }, [2, 4, 6]],
    ['$filter', { $filter: { input: '$list', as: 'x', cond: { $gt: ['$$x', 1] } } }, [2, 3]],
    ['$reduce', { $reduce: { input: '$list', initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, 6],
    ['$sum of a list', { $sum: '$list' }, 6],
    ['$size', { $size: '$list' }, 3],
    ['$arrayElemAt', { $arrayElemAt: ['$list', -1] }, 3],
    ['$concat with null', { $concat: ['a', '$missing'] }, null],
    ['$toUpper and $substrCP', { $toUpper: { $substrCP: ['$text', 0, 2] } }, 'HE'],
    ['$year', { $year: new Date('2024-05-06T00:00:00Z') }, 2024],
    ['$dateTrunc', { $dateTrunc: { date: new Date('2024-05-06T11:22:33Z'), unit: 'day' } }, new Date('2024-05-06')],
    ['$subtract of dates', { $subtract: [new Date(5000), new Date(2000)] }, 3000],
    ['$toInt', { $toInt: '42' }, 42],
    ['$type', { $type: '$list' }, 'array'],
    ['$mergeObjects', { $mergeObjects: [{ a: 1 }, { b: 2 }] }, { a: 1, b: 2 }],
    ['$objectToArray', { $objectToArray: { a: 1 } }, [{ k: 'a', v: 1 }]],
    ['$in', { $in: [2, '$list'] }, true],
    ['$literal', { $literal: '$n' }, '$n'],
  ])('%s', async (_name, expression, expected) => {
    const [doc] = await run([{ n: 7, list: [1, 2, 3], text: 'hello' }], [{ $project: { _id: 0, value: expression } }])
    expect(doc?.['value']).toEqual(expected)
  })

  it.each<[string, Document[], number, RegExp]>([
    ['a stage that does not exist', [{ $mach: {} }], 40324, /Unrecognized pipeline stage name: '\$mach'/],
    [
      'an expression that does not exist',
      [{ $project: { a: { $plus: [1, 2] } } }],
      168,
      /Unrecognized expression '\$plus'/,
    ],
    ['two operators in a stage', [{ $match: {}, $sort: { a: 1 } }], 40323, /exactly one field/],
    ['a group without an id', [{ $group: { n: { $sum: 1 } } }], 15955, /must include an _id/],
    ['dividing by zero', [{ $project: { a: { $divide: [1, 0] } } }], 2, /can't \$divide by zero/],
  ])('%s is refused', async (_what, pipeline, code, message) => {
    await expect(run([{ n: 1 }], pipeline)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })
})
