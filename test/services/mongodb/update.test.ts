import { Decimal128, type Document, Double, Int32, Long } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { useServer } from './server.ts'

const server = useServer()

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
