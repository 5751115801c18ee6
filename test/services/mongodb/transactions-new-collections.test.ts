import type { ClientSession, Document } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { useServer } from './server.ts'

const server = useServer()

const id = (name: string) => ({ _id: name as never })

/** Two transactions at once; whoever conflicts says so. */
async function withTwo(act: (one: ClientSession, two: ClientSession) => Promise<void>): Promise<void> {
  const sessions = [server.client.startSession(), server.client.startSession()] as const
  for (const session of sessions) session.startTransaction()
  try {
    await act(...sessions)
  } finally {
    for (const session of sessions) await session.endSession()
  }
}

const failure = (promise: Promise<unknown>): Promise<Document> =>
  promise.then(
    () => ({}),
    (error) => error,
  )

const CONFLICT = { code: 112, codeName: 'WriteConflict' }

describe('Collections that transactions make ("Transactions", Create Collections and Indexes in a Transaction)', () => {
  it.each(['a', 'b'])('two that make the same one conflict: the second commit fails (ids a and %s)', async (second) => {
    const things = server.db.collection('things')
    await withTwo(async (one, two) => {
      await things.insertOne({ ...id('a'), by: 1 }, { session: one })
      await things.insertOne({ ...id(second), by: 2 }, { session: two })
      await one.commitTransaction()
      const error = await failure(two.commitTransaction())
      expect(error).toMatchObject(CONFLICT)
      expect(error['hasErrorLabel']('TransientTransactionError')).toBe(true)
    })
    expect(await things.find().toArray()).toEqual([{ _id: 'a', by: 1 }])
  })

  it('one that somebody else has made meanwhile cannot be written to, and reads as empty', async () => {
    const things = server.db.collection('things')
    await withTwo(async (one) => {
      await server.db.collection('other').findOne({}, { session: one })
      await things.insertOne(id('a'))
      expect(await things.find({}, { session: one }).toArray()).toEqual([])
      expect(await failure(things.insertOne(id('b'), { session: one }))).toMatchObject(CONFLICT)
    })
    expect(await things.find().toArray()).toEqual([{ _id: 'a' }])
  })

  it('upserts that count lose nothing, however many begin at once', async () => {
    const counters = server.db.collection('counters')
    const count = () =>
      server.client.withSession((session) =>
        session.withTransaction(() => counters.updateOne(id('visits'), { $inc: { n: 1 } }, { upsert: true, session })),
      )
    await Promise.all(Array.from({ length: 8 }, count))
    expect(await counters.find().toArray()).toEqual([{ _id: 'visits', n: 8 }])
  })

  it('is there after a commit without a document, with its options, and not after an abort', async () => {
    const validator = { name: { $type: 'string' } }
    await withTwo(async (one, two) => {
      await server.db.createCollection('kept', { session: one, validator })
      await server.db.createCollection('gone', { session: two })
      await one.commitTransaction()
      await two.abortTransaction()
    })
    const all = await server.db.listCollections().toArray()
    expect(all).toMatchObject([{ name: 'kept', options: { validator } }])
    expect(all).toHaveLength(1)
  })

  it('keeps the indexes that the transaction made on it', async () => {
    const users = server.db.collection('users')
    await withTwo(async (one) => {
      await users.createIndex({ email: 1 }, { unique: true, session: one })
      await users.insertOne({ email: 'ann@example.com' }, { session: one })
      await one.commitTransaction()
    })
    expect((await users.indexes()).map(({ name }) => name)).toEqual(['_id_', 'email_1'])
    expect(await failure(users.insertOne({ email: 'ann@example.com' }))).toMatchObject({ code: 11000 })
  })

  it('an index on a collection that was there, or that has documents, is refused', async () => {
    const users = await server.collection('users', [id('a')])
    await withTwo(async (one, two) => {
      expect(await failure(users.createIndex({ email: 1 }, { session: one }))).toMatchObject({ code: 263 })
      const fresh = server.db.collection('fresh')
      await fresh.insertOne({}, { session: two })
      expect(await failure(fresh.createIndex({ email: 1 }, { session: two }))).toMatchObject({ code: 263 })
    })
    expect(await users.indexes()).toHaveLength(1)
  })

  it('an index that is there already is no change', async () => {
    const users = await server.collection('users', [{ _id: 'a' as never, email: 'x' }])
    await users.createIndex({ email: 1 })
    await withTwo(async (one) => {
      expect(await users.createIndex({ email: 1 }, { session: one })).toBe('email_1')
      await one.commitTransaction()
    })
  })

  it.each([{ $out: 'copy' }, { $merge: { into: 'copy' } }])('%o is refused, and nothing is written', async (stage) => {
    const things = await server.collection('things', [id('a')])
    await withTwo(async (one) => {
      expect(await failure(things.aggregate([stage], { session: one }).toArray())).toMatchObject({ code: 263 })
    })
    expect(await server.db.collection('copy').countDocuments()).toBe(0)
  })

  it.each([
    ['count', { count: 'things' }],
    ['explain', { explain: { find: 'things' } }],
    ['listCollections', { listCollections: 1 }],
    ['drop', { drop: 'things' }],
  ])('the command %s is refused ("Transactions", Restricted Operations)', async (_name, command) => {
    await server.collection('things', [id('a')])
    await withTwo(async (one) => {
      expect(await failure(server.db.command(command, { session: one }))).toMatchObject({ code: 263 })
    })
  })
})

describe('Unique keys in open transactions ("Transactions", "In-progress Transactions and Write Conflicts")', () => {
  const users = async (docs: Document[] = [{ _id: 'x', email: 'x@example.com' }]) => {
    const collection = await server.collection('users', docs)
    await collection.createIndex({ email: 1 }, { unique: true })
    return collection
  }

  it('the second insert of a key conflicts at once', async () => {
    const collection = await users()
    await withTwo(async (one, two) => {
      await collection.insertOne({ email: 'ann@example.com' }, { session: one })
      expect(await failure(collection.insertOne({ email: 'ann@example.com' }, { session: two }))).toMatchObject(
        CONFLICT,
      )
      await one.commitTransaction()
    })
    expect(await collection.countDocuments({ email: 'ann@example.com' })).toBe(1)
  })

  it('the second insert of an id conflicts at once', async () => {
    const collection = await users()
    await withTwo(async (one, two) => {
      await collection.insertOne(id('a'), { session: one })
      expect(await failure(collection.insertOne(id('a'), { session: two }))).toMatchObject(CONFLICT)
    })
  })

  it('a key that was committed after the snapshot conflicts; one that the snapshot has is a duplicate', async () => {
    const collection = await users()
    await withTwo(async (one, two) => {
      await collection.findOne({}, { session: one })
      await collection.insertOne({ email: 'ann@example.com' })
      expect(await failure(collection.insertOne({ email: 'ann@example.com' }, { session: one }))).toMatchObject(
        CONFLICT,
      )
      expect(await failure(collection.insertOne({ email: 'x@example.com' }, { session: two }))).toMatchObject({
        code: 11000,
      })
    })
  })

  it('an insert outside waits for the transaction, and then finds the key taken, or free', async () => {
    const collection = await users()
    for (const end of ['commitTransaction', 'abortTransaction'] as const) {
      const session = server.client.startSession()
      session.startTransaction()
      await collection.insertOne({ email: end }, { session })
      const outside = failure(collection.insertOne({ email: end, outside: true }))
      // What comes after it on another connection is answered: the insert is what waits.
      expect(await collection.countDocuments({ email: end })).toBe(0)
      await session[end]()
      expect((await outside)['code']).toBe(end === 'commitTransaction' ? 11000 : undefined)
      await session.endSession()
    }
    expect(await collection.countDocuments({ outside: true })).toBe(1)
  })

  it('an upsert outside updates the document that the transaction has inserted', async () => {
    const collection = await users()
    const session = server.client.startSession()
    session.startTransaction()
    await collection.insertOne({ email: 'ann@example.com', n: 1 }, { session })
    const outside = collection.updateOne({ email: 'ann@example.com' }, { $inc: { n: 1 } }, { upsert: true })
    await collection.countDocuments()
    await session.commitTransaction()
    await session.endSession()
    expect(await outside).toMatchObject({ matchedCount: 1, upsertedCount: 0 })
    expect(await collection.findOne({ email: 'ann@example.com' })).toMatchObject({ n: 2 })
  })

  it('two documents may exchange a key in one transaction', async () => {
    const collection = await users([
      { _id: 'a', email: '1' },
      { _id: 'b', email: '2' },
    ])
    await server.client.withSession((session) =>
      session.withTransaction(async () => {
        await collection.updateOne(id('a'), { $set: { email: 'none' } }, { session })
        await collection.updateOne(id('b'), { $set: { email: '1' } }, { session })
        await collection.updateOne(id('a'), { $set: { email: '2' } }, { session })
      }),
    )
    expect(await collection.find().toArray()).toEqual([
      { _id: 'a', email: '2' },
      { _id: 'b', email: '1' },
    ])
  })
})

describe('Changes of a collection ("Production Considerations", Acquiring Locks)', () => {
  it.each([
    ['drop', () => server.db.collection('things').drop()],
    ['createIndex', () => server.db.collection('things').createIndex({ a: 1 })],
    ['rename', () => server.db.collection('things').rename('others')],
    ['dropDatabase', () => server.db.dropDatabase()],
  ])('%s waits until the transaction that works on it has ended', async (_name, change) => {
    const things = await server.collection('things', [id('a')])
    const session = server.client.startSession()
    session.startTransaction()
    await things.insertOne(id('b'), { session })
    let isDone = false
    const changed = change().then(() => {
      isDone = true
    })
    await things.countDocuments()
    expect(isDone).toBe(false)
    await session.commitTransaction()
    await changed
    await session.endSession()
  })
})
