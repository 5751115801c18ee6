import { BSON } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { decode, decodeInSteps } from '../../../src/services/mongodb/emulator/values/decode.ts'
import { encode } from '../../../src/services/mongodb/emulator/values/encode.ts'
import { useServer } from './server.ts'

const server = useServer()

const { Binary, BSONRegExp, BSONSymbol, Code, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp, UUID } =
  BSON

/** One value of every type of "BSON Types", and those that are at an edge. */
const EVERY_TYPE = {
  double: 1.5,
  wholeDouble: new Double(3),
  negativeZero: -0,
  notANumber: Number.NaN,
  int: 7,
  least: -(2 ** 31),
  tooMuchForAnInt: 2 ** 31,
  long: Long.fromString('9007199254740993'),
  decimal: Decimal128.fromString('1.50'),
  text: 'naïve 😀',
  empty: '',
  yes: true,
  nothing: null,
  date: new Date(-5),
  id: new ObjectId(),
  bytes: new Binary(Buffer.from('abc')),
  oldBytes: new Binary(Buffer.from('abc'), 2),
  uuid: new UUID(),
  time: new Timestamp({ t: 4_000_000_000, i: 7 }),
  pattern: new BSONRegExp('a.b', 'im'),
  code: new Code('f()'),
  scoped: new Code('f()', { x: 1 }),
  symbol: new BSONSymbol('s'),
  least2: new MinKey(),
  most: new MaxKey(),
  list: [1, 'x', null, [2, { z: 1 }], []],
  doc: { '': 1, é: 2, deep: { er: {} } },
}

describe('BSON ("BSON Types")', () => {
  it('is written as it was read, every type', () => {
    const bytes = Buffer.from(BSON.serialize(EVERY_TYPE))
    expect(encode(decode(bytes)).equals(bytes)).toBe(true)
  })

  it('is the same when it is read in steps', () => {
    const list = Array.from({ length: 20_000 }, (_, i) => ({ i, text: 'x' }))
    const bytes = Buffer.from(BSON.serialize({ ...EVERY_TYPE, list }))
    const reading = decodeInSteps(bytes)
    let steps = 0
    let step = reading.next()
    for (; !step.done; step = reading.next()) steps++
    expect(steps).toBeGreaterThan(3)
    expect(encode(step.value).equals(bytes)).toBe(true)
  })

  it.each<[string, number[]]>([
    ['too short', [5, 0, 0]],
    ['longer than it says', [4, 0, 0, 0, 0]],
    ['shorter than it says', [9, 0, 0, 0, 0]],
    ['without an end', [5, 0, 0, 0, 1]],
    ['with a name without an end', [8, 0, 0, 0, 16, 97, 97, 0]],
    ['with a text that goes beyond it', [14, 0, 0, 0, 2, 97, 0, 99, 0, 0, 0, 98, 0, 0]],
    ['with a value of no type', [8, 0, 0, 0, 99, 97, 0, 0]],
  ])('%s, it is an error', (_name, bytes) => {
    expect(() => decode(Buffer.from(bytes))).toThrow(RangeError)
  })
})

describe('Documents of many megabytes ("MongoDB Limits and Thresholds", BSON Document Size)', () => {
  const parts = (count: number) => Array.from({ length: count }, (_, i) => ({ i, text: 'x'.repeat(30) }))

  it('are stored, read, and changed in part', async () => {
    const large = server.db.collection('large')
    await large.insertOne({ _id: 1 as never, parts: parts(100_000), tail: { a: 1 } })
    await large.updateOne(
      { _id: 1 as never },
      { $set: { 'tail.b': 2, 'parts.5.text': 'changed' }, $push: { more: 1 } as never },
    )
    const found = await large.findOne({ _id: 1 as never })
    expect([found?.['parts'].length, found?.['parts'][5], found?.['parts'][6].i]).toEqual([
      100_000,
      { i: 5, text: 'changed' },
      6,
    ])
    expect([found?.['tail'], found?.['more']]).toEqual([{ a: 1, b: 2 }, [1]])
  })

  it('are refused beyond 16 MB, and what an update makes too large as well', async () => {
    const large = server.db.collection('large')
    const text = 'x'.repeat(9_000_000)
    await large.insertOne({ _id: 1 as never, text })
    await expect(large.updateOne({ _id: 1 as never }, { $set: { other: text } })).rejects.toMatchObject({ code: 10334 })
    expect(Object.keys((await large.findOne({ _id: 1 as never })) ?? {})).toEqual(['_id', 'text'])
  })

  it('an update leaves the document that others have read as it was', async () => {
    const things = await server.collection('things', [{ _id: 1 as never, deep: { list: [{ a: 1 }], name: 'x' } }])
    const session = server.client.startSession()
    session.startTransaction()
    await things.findOne({}, { session })
    await things.updateOne({}, { $set: { 'deep.list.0.a': 2 }, $unset: { 'deep.name': '' }, $inc: { 'deep.n': 1 } })
    expect(await things.findOne({}, { session })).toEqual({ _id: 1, deep: { list: [{ a: 1 }], name: 'x' } })
    await session.endSession()
    expect(await things.findOne({})).toEqual({ _id: 1, deep: { list: [{ a: 2 }], n: 1 } })
  })
})
