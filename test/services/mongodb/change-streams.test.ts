import type { Collection, Document } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { useServer } from './server.ts'

const server = useServer()

async function orders(options: Document = {}): Promise<Collection<Document>> {
  const collection = await server.db.createCollection<Document>('orders', options)
  await collection.insertOne({ _id: 'a' as never, paid: false })
  return collection
}

/** The events of what `act` does, until there are so many. */
async function events(
  count: number,
  options: Document,
  act: () => Promise<unknown>,
  watched: Pick<Collection, 'watch'> = server.db.collection('orders'),
): Promise<Document[]> {
  const stream = watched.watch([], options)
  try {
    await stream.tryNext()
    await act()
    const seen: Document[] = []
    while (seen.length < count) seen.push((await stream.next()) as Document)
    return seen
  } finally {
    await stream.close()
  }
}

const WITH_IMAGES = { changeStreamPreAndPostImages: { enabled: true } }

describe('Documents before and after a change ("Change Streams", Document Pre- and Post-Images)', () => {
  const change = async () => {
    const collection = server.db.collection('orders')
    await collection.updateOne({}, { $set: { paid: true } })
    await collection.updateOne({}, { $set: { sent: true } })
    await collection.deleteOne({})
  }

  it('are those of the moment of the change where the collection keeps them', async () => {
    await orders(WITH_IMAGES)
    const options = { fullDocument: 'whenAvailable', fullDocumentBeforeChange: 'whenAvailable' }
    expect(await events(3, options, change)).toMatchObject([
      { fullDocument: { paid: true }, fullDocumentBeforeChange: { _id: 'a', paid: false } },
      { fullDocument: { sent: true }, fullDocumentBeforeChange: { paid: true } },
      { operationType: 'delete', fullDocumentBeforeChange: { sent: true } },
    ])
  })

  it('are null where it does not, and fail where they are required', async () => {
    await orders()
    const options = { fullDocument: 'whenAvailable', fullDocumentBeforeChange: 'whenAvailable' }
    const [updated] = await events(1, options, change)
    expect(updated).toMatchObject({ fullDocument: null, fullDocumentBeforeChange: null })
    await server.db.collection('orders').insertOne({ _id: 'b' as never })
    for (const required of [{ fullDocument: 'required' }, { fullDocumentBeforeChange: 'required' }])
      await expect(
        events(1, required, () => server.db.collection('orders').updateOne({ _id: 'b' as never }, { $inc: { n: 1 } })),
      ).rejects.toMatchObject({ code: 47 })
  })

  it('can be switched on later, with collMod', async () => {
    await orders()
    await server.db.command({ collMod: 'orders', ...WITH_IMAGES })
    const [updated] = await events(1, { fullDocumentBeforeChange: 'required' }, change)
    expect(updated).toMatchObject({ fullDocumentBeforeChange: { paid: false } })
  })

  it('a value that there is not is refused', async () => {
    const pipeline = [{ $changeStream: { fullDocument: 'sometimes' } }]
    const watch = server.db.command({ aggregate: 'orders', pipeline, cursor: {} })
    await expect(watch).rejects.toMatchObject({ code: 2 })
  })
})

describe('More events ("Change Events", Expanded Events)', () => {
  it('collections and indexes that come and go are told to streams that ask for it', async () => {
    const act = async () => {
      const collection = await server.db.createCollection('fresh')
      await collection.createIndex({ a: 1 })
      await collection.dropIndex('a_1')
      await server.db.command({ collMod: 'fresh', validationLevel: 'off' })
      await collection.rename('renamed')
    }
    const seen = await events(5, { showExpandedEvents: true }, act, server.db)
    expect(seen.map(({ operationType }) => operationType)).toEqual([
      'create',
      'createIndexes',
      'dropIndexes',
      'modify',
      'rename',
    ])
    expect(seen[1]).toMatchObject({ operationDescription: { indexes: [{ v: 2, key: { a: 1 }, name: 'a_1' }] } })
    expect(seen[0]?.['collectionUUID']).toEqual(seen[1]?.['collectionUUID'])
  })

  it('other streams hear nothing of it', async () => {
    await orders()
    const act = async () => {
      await server.db.collection('orders').createIndex({ a: 1 })
      await server.db.collection('orders').insertOne({ _id: 'b' as never })
    }
    const [first] = await events(1, {}, act)
    expect(first).toMatchObject({ operationType: 'insert' })
    expect(first).not.toHaveProperty('collectionUUID')
  })

  it('paths that could be read two ways are told in their parts ("update Event", Disambiguated Paths)', async () => {
    await orders()
    const collection = server.db.collection('orders')
    await collection.updateOne({}, { $set: { list: [{ a: 1 }, { a: 2 }, { a: 3 }], plain: { x: 1 } } })
    const change = () => collection.updateOne({}, { $set: { 'list.1.a': 5, 'plain.x': 2 } })
    const [updated] = await events(1, { showExpandedEvents: true }, change)
    expect(updated?.['updateDescription']).toMatchObject({
      updatedFields: { 'list.1.a': 5, 'plain.x': 2 },
      disambiguatedPaths: { 'list.1.a': ['list', 1, 'a'] },
    })
    expect(Object.keys(updated?.['updateDescription'].disambiguatedPaths)).toEqual(['list.1.a'])
  })
})
