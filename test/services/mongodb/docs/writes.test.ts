import type { Document } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { useServer } from '../server.ts'

const server = useServer()

const GRADES = [
  { _id: 6305, name: 'A. MacDyver', assignment: 5, points: 24 },
  { _id: 6308, name: 'B. Batlock', assignment: 3, points: 22 },
  { _id: 6312, name: 'M. Tagnum', assignment: 5, points: 30 },
  { _id: 6319, name: 'R. Stiles', assignment: 2, points: 12 },
  { _id: 6322, name: 'A. MacDyver', assignment: 2, points: 14 },
  { _id: 6234, name: 'R. Stiles', assignment: 1, points: 10 },
]

describe('reference/method/db.collection.findOneAndUpdate', () => {
  it.each<[string, Document, Document, Document, Document | null]>([
    ['"Update A Document"', { name: 'R. Stiles' }, { $inc: { points: 5 } }, {}, GRADES[3] ?? null],
    [
      '"Update A Document", the new one',
      { name: 'R. Stiles' },
      { $inc: { points: 5 } },
      { returnDocument: 'after' },
      { ...GRADES[3], points: 17 },
    ],
    [
      '"Sort And Update A Document"',
      { name: 'A. MacDyver' },
      { $inc: { points: 5 } },
      { sort: { points: 1 } },
      GRADES[4] ?? null,
    ],
    [
      '"Project the Returned Document"',
      { name: 'A. MacDyver' },
      { $inc: { points: 5 } },
      { sort: { points: 1 }, projection: { assignment: 1, points: 1 } },
      { _id: 6322, assignment: 2, points: 14 },
    ],
    [
      '"Update Document with Upsert"',
      { name: 'A.B. Abracus' },
      { $set: { name: 'A.B. Abracus', assignment: 5 }, $inc: { points: 5 } },
      { sort: { points: 1 }, upsert: true, returnDocument: 'after', projection: { _id: 0 } },
      { name: 'A.B. Abracus', assignment: 5, points: 5 },
    ],
    [
      '"Update Document with Upsert", the old one is null',
      { name: 'A.B. Abracus' },
      { $set: { assignment: 5 } },
      { upsert: true },
      null,
    ],
  ])('%s', async (_page, filter, update, options, gives) => {
    const collection = await server.collection('grades', GRADES)
    expect(await collection.findOneAndUpdate(filter, update, options)).toEqual(gives)
  })

  it('"Update Elements Match arrayFilters Criteria": one document', async () => {
    const students = await server.collection('students', [
      { _id: 1, grades: [95, 92, 90] },
      { _id: 2, grades: [98, 100, 102] },
      { _id: 3, grades: [95, 110, 100] },
    ])
    await students.findOneAndUpdate(
      { grades: { $gte: 100 } },
      { $set: { 'grades.$[element]': 100 } },
      { arrayFilters: [{ element: { $gte: 100 } }] },
    )
    expect(await students.find().toArray()).toEqual([
      { _id: 1, grades: [95, 92, 90] },
      { _id: 2, grades: [98, 100, 100] },
      { _id: 3, grades: [95, 110, 100] },
    ])
  })
})

describe('reference/method/db.collection.insertMany', () => {
  it('"Insert Several Document Specifying an _id Field": the first error ends it', async () => {
    const products = await server.collection('products')
    const error = await products
      .insertMany([
        { _id: 13 as never, item: 'envelopes', qty: 60 },
        { _id: 13 as never, item: 'stamps', qty: 110 },
        { _id: 14 as never, item: 'packing tape', qty: 38 },
      ])
      .catch((reason) => reason)
    expect(error).toMatchObject({ name: 'MongoBulkWriteError', code: 11000, result: { insertedCount: 1 } })
    expect(await products.find().toArray()).toEqual([{ _id: 13, item: 'envelopes', qty: 60 }])
  })

  it('"Unordered Inserts": the others go on', async () => {
    const products = await server.collection('products')
    const docs = [10, 11, 11, 12, 13, 13, 14].map((_id, i) => ({ _id: _id as never, item: `item ${i}` }))
    const error = await products.insertMany(docs, { ordered: false }).catch((reason) => reason)
    expect(error.writeErrors).toMatchObject([
      { index: 2, code: 11000, errmsg: expect.stringContaining('index: _id_ dup key: { _id: 11 }') },
      { index: 5, code: 11000, errmsg: expect.stringContaining('index: _id_ dup key: { _id: 13 }') },
    ])
    expect(error.result.insertedCount).toBe(5)
  })
})

describe('reference/method/db.collection.bulkWrite', () => {
  const PIZZAS = [
    { _id: 0, type: 'pepperoni', size: 'small', price: 4 },
    { _id: 1, type: 'cheese', size: 'medium', price: 7 },
    { _id: 2, type: 'vegan', size: 'large', price: 8 },
  ]
  const operations = (second: number) => [
    { insertOne: { document: { _id: 3 as never, type: 'beef', size: 'medium', price: 6 } } },
    { insertOne: { document: { _id: second as never, type: 'sausage', size: 'large', price: 10 } } },
    { updateOne: { filter: { type: 'cheese' }, update: { $set: { price: 8 } } } },
    { deleteOne: { filter: { type: 'pepperoni' } } },
    { replaceOne: { filter: { type: 'vegan' }, replacement: { type: 'tofu', size: 'small', price: 4 } } },
  ]

  it('"Ordered Bulk Write Example"', async () => {
    const pizzas = await server.collection('pizzas', PIZZAS)
    expect(await pizzas.bulkWrite(operations(4))).toMatchObject({
      insertedCount: 2,
      matchedCount: 2,
      modifiedCount: 2,
      deletedCount: 1,
      upsertedCount: 0,
    })
    expect(await pizzas.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, type: 'cheese', size: 'medium', price: 8 },
      { _id: 2, type: 'tofu', size: 'small', price: 4 },
      { _id: 3, type: 'beef', size: 'medium', price: 6 },
      { _id: 4, type: 'sausage', size: 'large', price: 10 },
    ])
  })

  it('"Ordered Bulk Write Example", an id that is there: nothing after it is done', async () => {
    const pizzas = await server.collection('pizzas', [...PIZZAS, { _id: 4 }])
    const error = await pizzas.bulkWrite(operations(4)).catch((reason) => reason)
    expect(error.writeErrors[0]).toMatchObject({
      index: 1,
      code: 11000,
      errmsg: `E11000 duplicate key error collection: ${server.db.databaseName}.pizzas index: _id_ dup key: { _id: 4 }`,
    })
    expect(error.result).toMatchObject({ insertedCount: 1, matchedCount: 0, modifiedCount: 0, deletedCount: 0 })
  })

  it('"Unordered Bulk Write Example"', async () => {
    const pizzas = await server.collection('pizzas', PIZZAS)
    const error = await pizzas.bulkWrite(operations(3), { ordered: false }).catch((reason) => reason)
    expect(error.writeErrors).toMatchObject([{ index: 1, code: 11000 }])
    expect(error.result).toMatchObject({ insertedCount: 1, matchedCount: 2, modifiedCount: 2, deletedCount: 1 })
  })

  it('"Bulk Write with Write Concern Example"', async () => {
    const pizzas = await server.collection('pizzas', PIZZAS)
    const result = await pizzas.bulkWrite(
      [
        { updateMany: { filter: { size: 'medium' }, update: { $inc: { price: 0.1 } } } },
        { updateMany: { filter: { size: 'small' }, update: { $inc: { price: -0.25 } } } },
        { deleteMany: { filter: { size: 'large' } } },
        { insertOne: { document: { _id: 4 as never, type: 'sausage', size: 'small', price: 12 } } },
      ],
      { writeConcern: { w: 'majority', wtimeoutMS: 100 } },
    )
    expect(result).toMatchObject({ insertedCount: 1, matchedCount: 2, modifiedCount: 2, deletedCount: 1 })
  })
})

describe('reference/method/db.collection.updateOne', () => {
  const RESTAURANTS = [
    { _id: 1, name: 'Central Perk Cafe', Borough: 'Manhattan', violations: 3 },
    { _id: 2, name: 'Rock A Feller Bar and Grill', Borough: 'Queens', violations: 2 },
    { _id: 3, name: 'Empire State Pub', Borough: 'Brooklyn', violations: '0' },
  ]

  it('"Update with Upsert": the filter and the update make the document', async () => {
    const restaurant = await server.collection('restaurant', RESTAURANTS)
    const result = await restaurant.updateOne(
      { name: "Pizza Rat's Pizzaria" },
      { $set: { _id: 4 as never, violations: 7, borough: 'Manhattan' } },
      { upsert: true },
    )
    expect(result).toMatchObject({ matchedCount: 0, modifiedCount: 0, upsertedId: 4, upsertedCount: 1 })
    expect(await restaurant.findOne({ _id: 4 as never })).toEqual({
      _id: 4,
      name: "Pizza Rat's Pizzaria",
      violations: 7,
      borough: 'Manhattan',
    })
  })

  it('"Update with Upsert": a filter without equality gives nothing to the document', async () => {
    const restaurant = await server.collection('restaurant', RESTAURANTS)
    const { upsertedId } = await restaurant.updateOne(
      { violations: { $gt: 10 } },
      { $set: { Closed: true } },
      { upsert: true },
    )
    expect(await restaurant.findOne({ Closed: true })).toEqual({ _id: upsertedId, Closed: true })
  })

  it('"Specify hint for Update Operations": the first that matches, and no other', async () => {
    const students = await server.collection('students', [
      { _id: 1, student: 'Richard', grade: 'F', points: 0 },
      { _id: 2, student: 'Jane', grade: 'A', points: 60 },
      { _id: 3, student: 'Ronan', grade: 'F', points: 0 },
    ])
    await students.createIndex({ grade: 1 })
    const filter = { points: { $lte: 20 }, grade: 'F' }
    const update = { $set: { comments1: 'failed class' } }
    expect(await students.updateOne(filter, update, { hint: { grade: 1 } })).toMatchObject({
      matchedCount: 1,
      modifiedCount: 1,
    })
    expect(await students.findOne({ comments1: 'failed class' })).toMatchObject({ student: 'Richard' })
    await expect(students.updateOne(filter, update, { hint: { missing: 1 } })).rejects.toMatchObject({ code: 2 })
  })
})

describe('tutorial/update-documents-with-aggregation-pipeline', () => {
  const grade = {
    $switch: {
      branches: [
        [90, 'A'],
        [80, 'B'],
        [70, 'C'],
        [60, 'D'],
        // biome-ignore lint/suspicious/noThenProperty: MongoDB calls it so
      ].map(([least, letter]) => ({ case: { $gte: ['$average', least] }, then: letter })),
      default: 'F',
    },
  }

  it.each<{ page: string; before: Document[]; filter?: Document; pipeline: Document[]; after: Document[] }>([
    {
      page: 'Example 2',
      before: [
        { _id: 1, quiz1: 8, test2: 100, quiz2: 9 },
        { _id: 2, quiz2: 5, test1: 80, test2: 89 },
      ],
      pipeline: [
        { $replaceRoot: { newRoot: { $mergeObjects: [{ quiz1: 0, quiz2: 0, test1: 0, test2: 0 }, '$$ROOT'] } } },
      ],
      after: [
        { _id: 1, quiz1: 8, quiz2: 9, test1: 0, test2: 100 },
        { _id: 2, quiz1: 0, quiz2: 5, test1: 80, test2: 89 },
      ],
    },
    {
      page: 'Example 3',
      before: [
        { _id: 1, tests: [95, 92, 90] },
        { _id: 2, tests: [94, 88, 90] },
        { _id: 3, tests: [70, 75, 82] },
      ],
      pipeline: [{ $set: { average: { $trunc: [{ $avg: '$tests' }, 0] } } }, { $set: { grade } }],
      after: [
        { _id: 1, tests: [95, 92, 90], average: 92, grade: 'A' },
        { _id: 2, tests: [94, 88, 90], average: 90, grade: 'A' },
        { _id: 3, tests: [70, 75, 82], average: 75, grade: 'C' },
      ],
    },
    {
      page: 'Example 4',
      before: [
        { _id: 1, quizzes: [4, 6, 7] },
        { _id: 2, quizzes: [5] },
        { _id: 3, quizzes: [10, 10, 10] },
      ],
      filter: { _id: 2 },
      pipeline: [{ $set: { quizzes: { $concatArrays: ['$quizzes', [8, 6]] } } }],
      after: [
        { _id: 1, quizzes: [4, 6, 7] },
        { _id: 2, quizzes: [5, 8, 6] },
        { _id: 3, quizzes: [10, 10, 10] },
      ],
    },
  ])('"$page"', async ({ before, filter = {}, pipeline, after }) => {
    const collection = await server.collection('students', before)
    await collection.updateMany(filter, pipeline)
    expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual(after)
  })

  it('"Example 1": $$NOW is the time', async () => {
    const students = await server.collection('students', [{ _id: 3, test1: 95, test2: 110 }])
    const before = Date.now()
    await students.updateOne({ _id: 3 as never }, [{ $set: { test3: 98, modified: '$$NOW' } }])
    const found = await students.findOne()
    expect(found).toMatchObject({ _id: 3, test1: 95, test2: 110, test3: 98, modified: expect.any(Date) })
    expect(Math.abs(found?.['modified'] - before)).toBeLessThan(60_000)
  })
})

describe('core/document-validation', () => {
  const validator = {
    $or: [
      { phone: { $type: 'string' } },
      { email: { $regex: /@mongodb\.com$/ } },
      { status: { $in: ['Unknown', 'Incomplete'] } },
    ],
  }

  it('refuses what the validator does not allow', async () => {
    const contacts = await server.db.createCollection('contacts', { validator })
    await contacts.insertOne({ name: 'Ann', status: 'Unknown' })
    await expect(contacts.insertOne({ name: 'Amanda', status: 'Updated' })).rejects.toMatchObject({ code: 121 })
  })

  it('"Accept or Reject Invalid Documents": validationAction "warn" lets them in', async () => {
    const contacts = await server.db.createCollection('contacts', { validator, validationAction: 'warn' })
    await contacts.insertOne({ name: 'Amanda', status: 'Updated' })
    expect(await contacts.countDocuments()).toBe(1)
  })

  it('"Existing Documents": they are checked when they change', async () => {
    const contacts = await server.collection('contacts', [{ _id: 1, name: 'Ivan', city: 'Vancouver' }])
    await server.db.command({ collMod: 'contacts', validator: { phone: { $exists: true } } })
    expect(await contacts.countDocuments()).toBe(1)
    await expect(contacts.updateOne({}, { $set: { city: 'Oslo' } })).rejects.toMatchObject({ code: 121 })
  })
})
