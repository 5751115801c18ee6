import { type ChangeStream, type ChangeStreamDocument, type Document, ObjectId } from 'mongodb'
import { afterEach, describe, expect, it } from 'vitest'
import { useServer } from '../server.ts'

const server = useServer()
const open: ChangeStream[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((stream) => stream.close()))
})

/** What a stream that was opened before `act` tells of it. */
async function eventsOf(
  count: number,
  act: () => Promise<unknown>,
  { pipeline = [], on = server.db.collection('users'), ...options }: Document = {},
): Promise<ChangeStreamDocument[]> {
  const stream: ChangeStream = on.watch(pipeline, { maxAwaitTimeMS: 50, ...options })
  open.push(stream)
  const known = (await stream.tryNext()) as ChangeStreamDocument | null
  await act()
  const events = known ? [known] : []
  while (events.length < count) events.push((await stream.next()) as ChangeStreamDocument)
  return events
}

const users = () => server.db.collection('users')
const ns = () => ({ db: server.db.databaseName, coll: 'users' })
const _id = new ObjectId('599af247bb69cd89961c986d')
const token = { _data: expect.any(String) }

describe('reference/change-events', () => {
  it('insert', async () => {
    const doc = { _id, userName: 'alice123', name: 'Alice' }
    const [event] = await eventsOf(1, () => users().insertOne({ ...doc }))
    expect(event).toMatchObject({
      _id: token,
      operationType: 'insert',
      wallTime: expect.any(Date),
      ns: ns(),
      documentKey: { _id },
      fullDocument: doc,
    })
    expect(event?.clusterTime?._bsontype).toBe('Timestamp')
  })

  it('update: what was set, removed and cut off', async () => {
    const vacation_time = Array.from({ length: 40 }, (_, i) => i)
    await users().insertOne({ _id, email: 'a@example.com', phoneNumber: '555', vacation_time })
    const update = { $set: { email: 'alice@10gen.com' }, $unset: { phoneNumber: '' } }
    const [event] = await eventsOf(1, () =>
      users().updateOne({ _id }, { ...update, $push: { vacation_time: { $each: [], $slice: 36 } as never } }),
    )
    expect(event).toMatchObject({
      operationType: 'update',
      ns: ns(),
      documentKey: { _id },
      updateDescription: {
        updatedFields: { email: 'alice@10gen.com' },
        removedFields: ['phoneNumber'],
        truncatedArrays: [{ field: 'vacation_time', newSize: 36 }],
      },
    })
    expect(event).not.toHaveProperty('fullDocument')
  })

  it('update, with fullDocument "updateLookup": the document as it is', async () => {
    await users().insertOne({ _id, name: 'Alice', userName: 'alice123', team: 'replication' })
    const [event] = await eventsOf(1, () => users().updateOne({ _id }, { $set: { email: 'alice@10gen.com' } }), {
      fullDocument: 'updateLookup',
    })
    expect(event).toMatchObject({
      updateDescription: { updatedFields: { email: 'alice@10gen.com' }, removedFields: [] },
      fullDocument: { _id, name: 'Alice', userName: 'alice123', email: 'alice@10gen.com', team: 'replication' },
    })
  })

  it('replace', async () => {
    await users().insertOne({ _id, userName: 'bob' })
    const [event] = await eventsOf(1, () => users().replaceOne({ _id }, { userName: 'alice123', name: 'Alice' }))
    expect(event).toMatchObject({
      operationType: 'replace',
      ns: ns(),
      documentKey: { _id },
      fullDocument: { _id, userName: 'alice123', name: 'Alice' },
    })
  })

  it('delete, without a document', async () => {
    await users().insertOne({ _id, userName: 'bob' })
    const [event] = await eventsOf(1, () => users().deleteOne({ _id }))
    expect(event).toMatchObject({ operationType: 'delete', ns: ns(), documentKey: { _id } })
    expect(event).not.toHaveProperty('fullDocument')
  })

  it('drop and invalidate: a stream on the collection ends', async () => {
    await users().insertOne({ _id })
    const events = await eventsOf(2, () => users().drop())
    expect(events).toMatchObject([
      { operationType: 'drop', ns: ns() },
      { _id: token, operationType: 'invalidate' },
    ])
  })

  it('invalidate: a stream on the database goes on after a collection is dropped', async () => {
    await users().insertOne({ _id })
    const act = async () => {
      await users().drop()
      await users().insertOne({ _id })
    }
    const events = await eventsOf(2, act, { on: server.db })
    expect(events.map(({ operationType }) => operationType)).toEqual(['drop', 'insert'])
  })
})

describe('changeStreams', () => {
  it('"Watch a Collection, Database, or Deployment"', async () => {
    const other = server.client.db(`${server.db.databaseName}other`)
    const act = async () => {
      await users().insertOne({ n: 1 })
      await server.db.collection('cats').insertOne({ n: 2 })
      await other.collection('dogs').insertOne({ n: 3 })
      await users().insertOne({ n: 4 })
    }
    const numbers = async (count: number, on: unknown) =>
      (await eventsOf(count, act, { on })).map((event) => (event as Document)['fullDocument'].n)
    expect(await numbers(2, users())).toEqual([1, 4])
    expect(await numbers(3, server.db)).toEqual([1, 2, 4])
    expect(await numbers(4, server.client)).toEqual([1, 2, 3, 4])
    await other.dropDatabase()
  })

  it('"Modify Change Stream Output"', async () => {
    const pipeline = [
      { $match: { $or: [{ 'fullDocument.username': 'alice' }, { operationType: 'delete' }] } },
      { $addFields: { newField: 'this is an added field!' } },
    ]
    const act = async () => {
      await users().insertOne({ username: 'bob' })
      await users().insertOne({ username: 'alice' })
      await users().deleteOne({ username: 'bob' })
    }
    expect(await eventsOf(2, act, { pipeline })).toMatchObject([
      { operationType: 'insert', fullDocument: { username: 'alice' }, newField: 'this is an added field!' },
      { operationType: 'delete', newField: 'this is an added field!' },
    ])
  })

  it('"Modify Change Stream Output": the id is the resume token and has to stay', async () => {
    const lost = eventsOf(1, () => users().insertOne({}), { pipeline: [{ $set: { _id: 1 } }] })
    await expect(lost).rejects.toMatchObject({ code: 280 })
  })

  it('"Modify Change Stream Output": only some stages', async () => {
    const grouped = eventsOf(1, () => users().insertOne({}), { pipeline: [{ $group: { _id: '$operationType' } }] })
    await expect(grouped).rejects.toMatchObject({ code: 20 })
  })

  it.each(['resumeAfter', 'startAfter'])('"Resume a Change Stream": %s', async (option) => {
    const insert = async () => {
      for (const n of [1, 2, 3]) await users().insertOne({ n })
    }
    const [first] = await eventsOf(1, insert)
    const rest = await eventsOf(2, async () => {}, { [option]: first?._id })
    expect(rest.map((event) => (event as Document)['fullDocument'].n)).toEqual([2, 3])
  })

  it('"startAfter" goes on after an invalidate event', async () => {
    await users().insertOne({ n: 1 })
    const [, invalidate] = await eventsOf(2, () => users().drop())
    const events = await eventsOf(1, () => users().insertOne({ n: 2 }), { startAfter: invalidate?._id })
    expect(events).toMatchObject([{ operationType: 'insert', fullDocument: { n: 2 } }])
  })

  it('"Open A Change Stream": from a point in time', async () => {
    const [event] = await eventsOf(1, () => users().insertOne({ n: 1 }))
    const again = await eventsOf(1, async () => {}, { startAtOperationTime: event?.clusterTime })
    expect(again).toMatchObject([{ fullDocument: { n: 1 } }])
  })
})
