import { setTimeout as sleep } from 'node:timers/promises'
import type { ChangeStreamDocument, Document } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { useServer } from './server.ts'

const server = useServer()

async function accounts() {
  return server.collection('accounts', [
    { _id: 'a' as never, money: 100 },
    { _id: 'b' as never, money: 0 },
  ])
}

describe('Transactions ("Transactions")', () => {
  it('are seen by nobody else until they commit', async () => {
    const collection = await accounts()
    await server.client.withSession(async (session) => {
      session.startTransaction()
      await collection.updateOne({ _id: 'a' as never }, { $inc: { money: -30 } }, { session })
      await collection.insertOne({ _id: 'c' as never, money: 30 }, { session })
      expect(await collection.findOne({ _id: 'a' as never }, { session })).toMatchObject({ money: 70 })
      expect(await collection.findOne({ _id: 'a' as never })).toMatchObject({ money: 100 })
      expect(await collection.countDocuments()).toBe(2)
      await session.commitTransaction()
    })
    expect(await collection.findOne({ _id: 'a' as never })).toMatchObject({ money: 70 })
    expect(await collection.countDocuments()).toBe(3)
  })

  it('leave nothing when they abort', async () => {
    const collection = await accounts()
    await collection.createIndex({ money: 1 })
    const failing = server.client.withSession((session) =>
      session.withTransaction(async () => {
        await collection.deleteMany({}, { session })
        await server.db.collection('fresh').insertOne({}, { session })
        throw new Error('no')
      }),
    )
    await expect(failing).rejects.toThrow('no')
    expect(await collection.find({ money: { $gte: 0 } }).toArray()).toHaveLength(2)
    expect(await server.db.collection('fresh').countDocuments()).toBe(0)
  })

  it('see the data as it was when they began', async () => {
    const collection = await accounts()
    await server.client.withSession(async (session) => {
      session.startTransaction()
      expect(await collection.countDocuments({}, { session })).toBe(2)
      await collection.insertOne({ _id: 'late' as never })
      expect(await collection.countDocuments({}, { session })).toBe(2)
      await session.commitTransaction()
    })
  })

  it('conflict when two write one document: the second fails and may be tried again', async () => {
    const collection = await accounts()
    const [one, two] = [server.client.startSession(), server.client.startSession()]
    one.startTransaction()
    two.startTransaction()
    await collection.updateOne({ _id: 'a' as never }, { $inc: { money: 1 } }, { session: one })
    const second = await collection
      .updateOne({ _id: 'a' as never }, { $inc: { money: 1 } }, { session: two })
      .catch((error) => error)
    expect(second).toMatchObject({ code: 112, codeName: 'WriteConflict' })
    expect(second.hasErrorLabel('TransientTransactionError')).toBe(true)
    await one.commitTransaction()
    await two.abortTransaction()
    await Promise.all([one.endSession(), two.endSession()])
    expect(await collection.findOne({ _id: 'a' as never })).toMatchObject({ money: 101 })
  })

  it('lose no update when many run at once with withTransaction', async () => {
    const collection = await accounts()
    const transfer = () =>
      server.client.withSession((session) =>
        session.withTransaction(async () => {
          const from = await collection.findOne({ _id: 'a' as never }, { session })
          await collection.updateOne({ _id: 'a' as never }, { $set: { money: from?.['money'] - 1 } }, { session })
          await collection.updateOne({ _id: 'b' as never }, { $inc: { money: 1 } }, { session })
        }),
      )
    await Promise.all(Array.from({ length: 10 }, transfer))
    const all = await collection.find().sort({ _id: 1 }).toArray()
    expect(all.map(({ money }) => money)).toEqual([90, 10])
  })

  it('are waited for by a write outside of them', async () => {
    const collection = await accounts()
    await server.client.withSession(async (session) => {
      session.startTransaction()
      await collection.updateOne({ _id: 'a' as never }, { $set: { money: 1 } }, { session })
      let done = false
      const outside = collection.updateOne({ _id: 'a' as never }, { $inc: { money: 10 } }).then(() => {
        done = true
      })
      await sleep(30)
      expect(done).toBe(false)
      await session.commitTransaction()
      await outside
    })
    expect(await collection.findOne({ _id: 'a' as never })).toMatchObject({ money: 11 })
  })

  it('end with the first error inside them', async () => {
    const collection = await accounts()
    await server.client.withSession(async (session) => {
      session.startTransaction()
      await collection.insertOne({ _id: 'c' as never }, { session })
      await expect(collection.insertOne({ _id: 'a' as never }, { session })).rejects.toMatchObject({ code: 11000 })
      await expect(collection.findOne({}, { session })).rejects.toMatchObject({
        code: 251,
        codeName: 'NoSuchTransaction',
      })
      await session.abortTransaction()
    })
    expect(await collection.countDocuments()).toBe(2)
  })
})

describe('Change streams ("Change Events")', () => {
  async function collect(
    count: number,
    act: () => Promise<unknown>,
    pipeline: Document[] = [],
    options: Document = {},
  ): Promise<ChangeStreamDocument[]> {
    const stream = server.db.collection('accounts').watch(pipeline, options)
    const seen: ChangeStreamDocument[] = []
    const first = stream.tryNext()
    await first
    await act()
    while (seen.length < count) seen.push((await stream.next()) as ChangeStreamDocument)
    await stream.close()
    return seen
  }

  it('tell of inserts, updates, replacements and deletions in order', async () => {
    const collection = await accounts()
    const events = await collect(
      4,
      async () => {
        await collection.insertOne({ _id: 'c' as never, list: [1, 2, 3] })
        await collection.updateOne({ _id: 'c' as never }, { $set: { 'x.y': 1 }, $unset: { list: '' } })
        await collection.replaceOne({ _id: 'c' as never }, { z: 1 })
        await collection.deleteOne({ _id: 'c' as never })
      },
      [],
      { fullDocument: 'updateLookup' },
    )
    expect(events).toMatchObject([
      {
        operationType: 'insert',
        documentKey: { _id: 'c' },
        fullDocument: { _id: 'c', list: [1, 2, 3] },
        ns: { coll: 'accounts' },
      },
      { operationType: 'update', updateDescription: { updatedFields: { x: { y: 1 } }, removedFields: ['list'] } },
      { operationType: 'replace', fullDocument: { _id: 'c', z: 1 } },
      { operationType: 'delete', documentKey: { _id: 'c' } },
    ])
  })

  it('show a transaction only when it has committed, and what a pipeline lets through', async () => {
    const collection = await accounts()
    const events = await collect(1, async () => {
      const session = server.client.startSession()
      await session.withTransaction(async () => {
        await collection.insertOne({ _id: 'x' as never, big: true }, { session })
      })
      await session.endSession()
    }, [{ $match: { 'fullDocument.big': true } }, { $project: { operationType: 1 } }])
    expect(events).toMatchObject([{ operationType: 'insert', _id: { _data: expect.any(String) } }])
  })

  it('go on where they were, from a resume token', async () => {
    const collection = await accounts()
    const [first] = await collect(1, () => collection.insertMany([{ _id: 1 as never }, { _id: 2 as never }]))
    const stream = collection.watch([], { resumeAfter: first?._id })
    expect(await stream.next()).toMatchObject({ operationType: 'insert', documentKey: { _id: 2 } })
    await stream.close()
  })
})
