import mongoose, { Schema } from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Emulator, startEmulator } from '../../../../src/services/mongodb/emulator/server.ts'

const genuine = process.env['COURSE_TEST_MONGODB']
let emulator: Emulator | undefined
const connection = mongoose.createConnection()
const Character = connection.model('Character', new Schema({ name: { type: String, unique: true }, age: Number }))

beforeAll(async () => {
  if (!genuine) emulator = await startEmulator()
  const dbName = `course_test_goose_${process.pid}`
  await connection.openUri(genuine ?? `mongodb://127.0.0.1:${emulator?.port}`, { dbName })
})
beforeEach(async () => {
  await connection.dropDatabase()
  await Character.syncIndexes()
  await Character.create({ name: 'Jean-Luc Picard' })
})
afterAll(async () => {
  await connection.dropDatabase()
  await connection.close()
  await emulator?.close()
})

const picard = { name: 'Jean-Luc Picard' }

describe('mongoose: docs/tutorials/findoneandupdate', () => {
  it('"Getting Started": the document as it was', async () => {
    const found = await Character.findOneAndUpdate(picard, { age: 59 })
    expect(found).toMatchObject(picard)
    expect(found?.age).toBeUndefined()
    expect(await Character.findOne(picard)).toMatchObject({ age: 59 })
  })

  it('"Getting Started": the document as it is', async () => {
    expect(await Character.findOneAndUpdate(picard, { age: 59 }, { returnDocument: 'after' })).toMatchObject({
      ...picard,
      age: 59,
    })
  })

  it('"Upsert": the filter and the update make the document', async () => {
    const riker = { name: 'Will Riker' }
    expect(await Character.countDocuments(riker)).toBe(0)
    const made = await Character.findOneAndUpdate(riker, { age: 29 }, { returnDocument: 'after', upsert: true })
    expect(made).toMatchObject({ name: 'Will Riker', age: 29 })
    expect(await Character.findOne(riker).lean()).toEqual({ _id: made._id, name: 'Will Riker', age: 29, __v: 0 })
  })

  it('"Upsert": null where the old document is asked for', async () => {
    expect(await Character.findOneAndUpdate({ name: 'Will Riker' }, { age: 29 }, { upsert: true })).toBeNull()
  })

  it('"The rawResult Option" (includeResultMetadata): whether it was there', async () => {
    const options = { returnDocument: 'after', upsert: true, includeResultMetadata: true } as const
    const made = await Character.findOneAndUpdate({ name: 'Will Riker' }, { age: 29 }, options)
    expect(made).toMatchObject({
      ok: 1,
      lastErrorObject: { n: 1, updatedExisting: false, upserted: made.value?._id },
      value: { name: 'Will Riker', age: 29 },
    })
    const again = await Character.findOneAndUpdate({ name: 'Will Riker' }, { age: 30 }, options)
    expect(again.lastErrorObject).toEqual({ n: 1, updatedExisting: true })
  })

  it('projects and sorts on the way', async () => {
    await Character.create([
      { name: 'Data', age: 29 },
      { name: 'Worf', age: 24 },
    ])
    const oldest = await Character.findOneAndUpdate(
      { age: { $gt: 20 } },
      { $inc: { age: 1 } },
      { sort: { age: -1 }, projection: { age: 1 }, returnDocument: 'after', lean: true },
    )
    expect(oldest).toEqual({ _id: expect.any(mongoose.Types.ObjectId), age: 30 })
  })

  it('findOneAndReplace and findOneAndDelete give the document', async () => {
    const replaced = await Character.findOneAndReplace(picard, { name: 'Locutus' }, { returnDocument: 'after' })
    expect(replaced).toMatchObject({ name: 'Locutus' })
    expect(await Character.findOneAndDelete({ name: 'Locutus' })).toMatchObject({ name: 'Locutus' })
    expect(await Character.findOneAndDelete({ name: 'Locutus' })).toBeNull()
  })

  it('refuses an upsert that breaks a unique index', async () => {
    const upsert = Character.findOneAndUpdate({ age: 1 }, { $set: picard }, { upsert: true })
    await expect(upsert).rejects.toMatchObject({ code: 11000, keyPattern: { name: 1 }, keyValue: picard })
  })
})

describe('mongoose: bulkWrite and insertMany', () => {
  it('tell what each part did', async () => {
    const result = await Character.bulkWrite([
      { insertOne: { document: { name: 'Data', age: 29 } } },
      { updateOne: { filter: picard, update: { age: 59 } } },
      { updateOne: { filter: { name: 'Worf' }, update: { age: 24 }, upsert: true } },
      { deleteOne: { filter: { name: 'nobody' } } },
    ])
    expect(result).toMatchObject({ insertedCount: 1, modifiedCount: 1, upsertedCount: 1, deletedCount: 0 })
  })

  it('go on after an error when they are not ordered', async () => {
    const docs = [{ name: 'Data' }, picard, { name: 'Worf' }]
    await expect(Character.insertMany(docs, { ordered: false })).rejects.toMatchObject({ code: 11000 })
    expect(await Character.find().sort('name').distinct('name')).toEqual(['Data', 'Jean-Luc Picard', 'Worf'])
  })
})
