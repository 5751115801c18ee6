import { Decimal128, type Document, Double, Int32, Long, type UpdateFilter } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { useServer } from './server.ts'

const server = useServer()

async function updated(
  doc: Document,
  update: Document,
  filter: Document = {},
  options: Document = {},
): Promise<Document> {
  const collection = await server.collection('docs', [doc])
  await collection.updateOne(filter, update as UpdateFilter<Document>, options)
  const { _id, ...rest } = (await collection.findOne({ _id: doc['_id'] })) ?? {}
  return rest
}

/** Each row: the page of the manual, the document before, the update, the document after. */
const EXAMPLES: [string, Document, Document, Document, Document?, Document?][] = [
  [
    '$inc',
    { _id: 1, quantity: 10, metrics: { orders: 2, ratings: 3.5 } },
    { $inc: { quantity: -2, 'metrics.orders': 1 } },
    { quantity: 8, metrics: { orders: 3, ratings: 3.5 } },
  ],
  ['$min', { _id: 1, highScore: 800, lowScore: 200 }, { $min: { lowScore: 150 } }, { highScore: 800, lowScore: 150 }],
  [
    '$min, not smaller',
    { _id: 1, highScore: 800, lowScore: 200 },
    { $min: { lowScore: 250 } },
    { highScore: 800, lowScore: 200 },
  ],
  ['$max', { _id: 1, highScore: 800, lowScore: 200 }, { $max: { highScore: 950 } }, { highScore: 950, lowScore: 200 }],
  [
    '$rename',
    { _id: 1, alias: ['The American Cincinnatus'], mobile: '555-555-5555', nmae: { first: 'george' } },
    { $rename: { nmae: 'name', mobile: 'cell' } },
    { alias: ['The American Cincinnatus'], name: { first: 'george' }, cell: '555-555-5555' },
  ],
  [
    '$unset',
    { _id: 1, item: 'chisel', quantity: 4, instock: true },
    { $unset: { quantity: '', instock: '' } },
    { item: 'chisel' },
  ],
  ['$bit and', { _id: 1, expdata: 13 }, { $bit: { expdata: { and: 10 } } }, { expdata: 8 }],
  ['$bit or', { _id: 2, expdata: 3 }, { $bit: { expdata: { or: 5 } } }, { expdata: 7 }],
  ['$bit xor', { _id: 3, expdata: 1 }, { $bit: { expdata: { xor: 5 } } }, { expdata: 4 }],
  [
    '$addToSet, an array as one element',
    { _id: 1, letters: ['a', 'b'] },
    { $addToSet: { letters: ['c', 'd'] } },
    { letters: ['a', 'b', ['c', 'd']] },
  ],
  [
    '$addToSet $each',
    { _id: 2, tags: ['electronics', 'supplies'] },
    { $addToSet: { tags: { $each: ['camera', 'electronics', 'accessories'] } } },
    { tags: ['electronics', 'supplies', 'camera', 'accessories'] },
  ],
  ['$pop first', { _id: 1, scores: [8, 9, 10] }, { $pop: { scores: -1 } }, { scores: [9, 10] }],
  ['$pop last', { _id: 10, scores: [9, 10] }, { $pop: { scores: 1 } }, { scores: [9] }],
  ['$pull, a condition', { _id: 1, votes: [3, 5, 6, 7, 7, 8] }, { $pull: { votes: { $gte: 6 } } }, { votes: [3, 5] }],
  [
    '$pull, documents',
    {
      _id: 1,
      results: [
        { item: 'A', score: 5 },
        { item: 'B', score: 8 },
      ],
    },
    { $pull: { results: { score: 8, item: 'B' } } },
    { results: [{ item: 'A', score: 5 }] },
  ],
  ['$pullAll', { _id: 1, scores: [0, 2, 5, 5, 1, 0] }, { $pullAll: { scores: [0, 5] } }, { scores: [2, 1] }],
  ['$push', { _id: 1, scores: [44, 78, 38, 80] }, { $push: { scores: 89 } }, { scores: [44, 78, 38, 80, 89] }],
  [
    '$push with modifiers',
    {
      _id: 5,
      quizzes: [
        { wk: 1, score: 10 },
        { wk: 2, score: 8 },
        { wk: 3, score: 5 },
        { wk: 4, score: 6 },
      ],
    },
    {
      $push: {
        quizzes: {
          $each: [
            { wk: 5, score: 8 },
            { wk: 6, score: 7 },
            { wk: 7, score: 6 },
          ],
          $sort: { score: -1 },
          $slice: 3,
        },
      },
    },
    {
      quizzes: [
        { wk: 1, score: 10 },
        { wk: 2, score: 8 },
        { wk: 5, score: 8 },
      ],
    },
  ],
  [
    '$position',
    { _id: 1, scores: [100] },
    { $push: { scores: { $each: [50, 60, 70], $position: 0 } } },
    { scores: [50, 60, 70, 100] },
  ],
  [
    '$position negative',
    { _id: 1, scores: [50, 60, 20, 30, 70, 100] },
    { $push: { scores: { $each: [90, 80], $position: -2 } } },
    { scores: [50, 60, 20, 30, 90, 80, 70, 100] },
  ],
  [
    '$slice from the end',
    { _id: 1, scores: [40, 50, 60] },
    { $push: { scores: { $each: [80, 78, 86], $slice: -5 } } },
    { scores: [50, 60, 80, 78, 86] },
  ],
  [
    '$slice of nothing new',
    { _id: 3, scores: [89, 70, 100, 20] },
    { $push: { scores: { $each: [], $slice: -3 } } },
    { scores: [70, 100, 20] },
  ],
  [
    '$sort of plain values',
    { _id: 2, tests: [89, 70, 89, 50] },
    { $push: { tests: { $each: [40, 60], $sort: 1 } } },
    { tests: [40, 50, 60, 70, 89, 89] },
  ],
  [
    '$ (update)',
    { _id: 1, grades: [85, 80, 80] },
    { $set: { 'grades.$': 82 } },
    { grades: [85, 82, 80] },
    { _id: 1, grades: 80 },
  ],
  [
    '$ (update), documents',
    {
      _id: 4,
      grades: [
        { grade: 80, mean: 75, std: 8 },
        { grade: 85, mean: 90, std: 5 },
      ],
    },
    { $set: { 'grades.$.std': 6 } },
    {
      grades: [
        { grade: 80, mean: 75, std: 8 },
        { grade: 85, mean: 90, std: 6 },
      ],
    },
    { _id: 4, 'grades.grade': 85 },
  ],
  [
    '$ (update), $elemMatch',
    {
      _id: 5,
      grades: [
        { grade: 80, mean: 75, std: 8 },
        { grade: 85, mean: 90, std: 5 },
        { grade: 90, mean: 85, std: 3 },
      ],
    },
    { $set: { 'grades.$.std': 6 } },
    {
      grades: [
        { grade: 80, mean: 75, std: 8 },
        { grade: 85, mean: 90, std: 6 },
        { grade: 90, mean: 85, std: 3 },
      ],
    },
    { _id: 5, grades: { $elemMatch: { grade: { $lte: 90 }, mean: { $gt: 80 } } } },
  ],
  ['$[]', { _id: 1, grades: [85, 82, 80] }, { $inc: { 'grades.$[]': 10 } }, { grades: [95, 92, 90] }],
  [
    '$[<identifier>]',
    { _id: 3, grades: [95, 110, 100] },
    { $set: { 'grades.$[element]': 100 } },
    { grades: [95, 100, 100] },
    {},
    { arrayFilters: [{ element: { $gte: 100 } }] },
  ],
  [
    '$[<identifier>], documents',
    {
      _id: 1,
      grades: [
        { grade: 80, mean: 75 },
        { grade: 85, mean: 90 },
      ],
    },
    { $set: { 'grades.$[elem].mean': 100 } },
    {
      grades: [
        { grade: 80, mean: 75 },
        { grade: 85, mean: 100 },
      ],
    },
    {},
    { arrayFilters: [{ 'elem.grade': { $gte: 85 } }] },
  ],
  [
    '$[<identifier>] with $[]',
    {
      _id: 1,
      grades: [
        { type: 'quiz', questions: [10, 8, 5] },
        { type: 'exam', questions: [5, 8, 6] },
      ],
    },
    { $inc: { 'grades.$[t].questions.$[score]': 2 } },
    {
      grades: [
        { type: 'quiz', questions: [12, 10, 5] },
        { type: 'exam', questions: [5, 8, 6] },
      ],
    },
    {},
    { arrayFilters: [{ 't.type': 'quiz' }, { score: { $gte: 8 } }] },
  ],
  [
    '$set, an element by its index',
    { _id: 100, tags: ['technical', 'science'], ratings: [{ by: 'ijk', rating: 4 }] },
    { $set: { 'tags.1': 'rain gear', 'ratings.0.rating': 2 } },
    { tags: ['technical', 'rain gear'], ratings: [{ by: 'ijk', rating: 2 }] },
  ],
  [
    'Update with an aggregation pipeline',
    { _id: 1, quiz1: 8, quiz2: 6 },
    [{ $set: { total: { $add: ['$quiz1', '$quiz2'] } } }] as Document,
    { quiz1: 8, quiz2: 6, total: 14 },
  ],
]

describe('Update operators give what their pages in the manual show', () => {
  it.each(EXAMPLES)('%s', async (_page, before, update, after, filter, options) => {
    expect(await updated(before, update, filter, options)).toEqual(after)
  })

  it('$mul of a Decimal128 stays one', async () => {
    const after = await updated(
      { _id: 1, price: Decimal128.fromString('10.99'), quantity: 25 },
      { $mul: { price: Decimal128.fromString('1.25'), quantity: 2 } },
    )
    expect(String(after['price'])).toBe('13.7375')
    expect(after['quantity']).toBe(50)
  })
})

describe('Numbers keep their BSON types', () => {
  it('as they were sent, and through arithmetic ("$inc", "$mul", Behavior)', async () => {
    const numbers = {
      int: new Int32(5),
      double: new Double(5),
      long: Long.fromNumber(5),
      decimal: Decimal128.fromString('5.00'),
    }
    const collection = await server.collection('numbers', [{ ...numbers, top: new Int32(2 ** 31 - 1) }])
    const read = () => collection.findOne({}, { promoteValues: false, projection: { _id: 0 } })
    expect(await read()).toMatchObject(numbers)
    await collection.updateOne({}, { $inc: { int: 1, double: 1, long: 1, top: 1 } })
    expect(await read()).toMatchObject({
      int: new Int32(6),
      double: new Double(6),
      long: Long.fromNumber(6),
      top: Long.fromNumber(2 ** 31),
    })
    expect(
      await collection.countDocuments({
        double: { $type: 'double' },
        int: { $type: 'int' },
        long: { $type: 18 },
        decimal: { $type: 'decimal' },
      }),
    ).toBe(1)
    expect(await collection.countDocuments({ int: 6.0, double: Long.fromNumber(6), decimal: 5 })).toBe(1)
  })

  it('longs beyond 2^53 are exact', async () => {
    const big = Long.fromString('9007199254740993')
    const collection = await server.collection('longs', [{ big }])
    await collection.updateOne({}, { $inc: { big: Long.fromNumber(2) } })
    const doc = await collection.findOne({ big: Long.fromString('9007199254740995') }, { promoteLongs: false })
    expect(String(doc?.['big'])).toBe('9007199254740995')
  })
})

describe('Updates', () => {
  it('say how many they matched and how many they changed', async () => {
    const collection = await server.collection('docs', [{ a: 1 }, { a: 1, b: 2 }])
    expect(await collection.updateMany({ a: 1 }, { $set: { b: 2 } })).toMatchObject({
      matchedCount: 2,
      modifiedCount: 1,
    })
  })

  it('insert what the filter says when there is nothing to update ("Upsert with Operator Expressions")', async () => {
    const collection = await server.collection('docs')
    const filter = { sku: 'a', 'owner.name': 'ann', qty: { $gt: 3 } }
    const update = { $inc: { n: 1 }, $setOnInsert: { made: true } }
    const { upsertedId } = await collection.updateOne(filter, update, { upsert: true })
    expect(await collection.findOne({ _id: upsertedId as never })).toEqual({
      _id: upsertedId,
      sku: 'a',
      owner: { name: 'ann' },
      n: 1,
      made: true,
    })
    const again = await collection.updateOne({ sku: 'a' }, update, { upsert: true })
    expect(again).toMatchObject({ matchedCount: 1, upsertedCount: 0 })
    expect(await collection.findOne({})).toMatchObject({ n: 2 })
  })

  it('give the document as it was or as it is (findOneAndUpdate)', async () => {
    const collection = await server.collection('docs', [
      { _id: 1 as never, n: 1 },
      { _id: 2 as never, n: 5 },
    ])
    expect(await collection.findOneAndUpdate({}, { $inc: { n: 1 } }, { sort: { n: -1 } })).toEqual({ _id: 2, n: 5 })
    expect(
      await collection.findOneAndUpdate(
        { _id: 2 as never },
        { $inc: { n: 1 } },
        { returnDocument: 'after', projection: { n: 1, _id: 0 } },
      ),
    ).toEqual({ n: 7 })
    expect(await collection.findOneAndReplace({ _id: 1 as never }, { x: 1 }, { returnDocument: 'after' })).toEqual({
      _id: 1,
      x: 1,
    })
    expect(await collection.findOneAndDelete({ _id: 1 as never })).toEqual({ _id: 1, x: 1 })
    expect(await collection.findOneAndDelete({ _id: 1 as never })).toBeNull()
  })

  it.each<[string, Document, number, RegExp]>([
    ['the id', { $set: { _id: 2 } }, 66, /modify the immutable field '_id'/],
    ['two operators on one path', { $set: { a: 1 }, $inc: { a: 1 } }, 40, /would create a conflict at 'a'/],
    ['a path and what is inside it', { $set: { a: 1, 'a.b': 1 } }, 40, /conflict/],
    ['an operator that does not exist', { $increment: { a: 1 } }, 9, /Unknown modifier: \$increment/],
    ['text plus a number', { $inc: { name: 1 } }, 14, /Cannot apply \$inc to a value of non-numeric type/],
    ['$push to what is no array', { $push: { name: 1 } }, 2, /must be an array but is of type string/],
    [
      'a field inside text',
      { $set: { 'name.first': 1 } },
      28,
      /Cannot create field 'first' in element \{name: "ann"\}/,
    ],
    ['a position without a match', { $set: { 'tags.$': 1 } }, 2, /did not find the match needed/],
  ])('are refused for %s', async (_what, update, code, message) => {
    const collection = await server.collection('docs', [{ _id: 1 as never, name: 'ann', tags: [1] }])
    await expect(collection.updateOne({ _id: 1 as never }, update)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    })
  })
})
