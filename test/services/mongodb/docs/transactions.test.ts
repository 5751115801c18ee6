import { setTimeout as sleep } from 'node:timers/promises'
import type { ClientSession } from 'mongodb'
import { afterEach, describe, expect, it } from 'vitest'
import { useServer } from '../server.ts'

const server = useServer()
const open: ClientSession[] = []

function begin(): ClientSession {
  const session = server.client.startSession()
  session.startTransaction()
  open.push(session)
  return session
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((session) => session.endSession()))
})

const STOCK = [
  { _id: 'abc', qty: 100 },
  { _id: 'xyz', qty: 5 },
]
const abc = { _id: 'abc' as never }

describe('core/transactions: all or nothing', () => {
  it('shows its changes outside when it commits, and not before', async () => {
    const inventory = await server.collection('inventory', STOCK)
    const session = begin()
    await inventory.updateOne(abc, { $inc: { qty: -100 } }, { session })
    await server.db.collection('shipment').insertOne({ sku: 'abc' }, { session })
    expect(await inventory.findOne(abc)).toMatchObject({ qty: 100 })
    expect(await server.db.collection('shipment').countDocuments()).toBe(0)
    await session.commitTransaction()
    expect(await inventory.findOne(abc)).toMatchObject({ qty: 0 })
    expect(await server.db.collection('shipment').countDocuments()).toBe(1)
  })

  it('leaves nothing of what it did when it aborts', async () => {
    const inventory = await server.collection('inventory', STOCK)
    await inventory.createIndex({ qty: 1 })
    const session = begin()
    await inventory.updateMany({}, { $inc: { qty: 1 } }, { session })
    await inventory.deleteOne(abc, { session })
    await server.db.collection('shipment').insertOne({ sku: 'abc' }, { session })
    expect(await inventory.countDocuments({}, { session })).toBe(1)
    await session.abortTransaction()
    expect(
      await inventory
        .find({ qty: { $gte: 0 } })
        .sort({ _id: 1 })
        .toArray(),
    ).toEqual(STOCK)
    expect(await server.db.collection('shipment').countDocuments()).toBe(0)
  })
})

describe('core/transactions-production-consideration', () => {
  it('"In-progress Transactions and Write Conflicts": a write outside came first', async () => {
    const inventory = await server.collection('inventory', STOCK)
    const session = begin()
    await inventory.findOne({ _id: 'xyz' as never }, { session })
    await inventory.updateOne(abc, { $inc: { qty: -1 } })
    const error = await inventory.updateOne(abc, { $inc: { qty: -1 } }, { session }).catch((reason) => reason)
    expect(error).toMatchObject({ code: 112, codeName: 'WriteConflict' })
    expect(error.hasErrorLabel('TransientTransactionError')).toBe(true)
    expect(await inventory.findOne(abc)).toMatchObject({ qty: 99 })
  })

  it('"In-progress Transactions and Write Conflicts": a write outside waits for its end', async () => {
    const inventory = await server.collection('inventory', STOCK)
    const session = begin()
    await inventory.updateOne(abc, { $inc: { qty: -1 } }, { session })
    let isDone = false
    const outside = inventory.updateOne(abc, { $inc: { qty: -10 } }).finally(() => {
      isDone = true
    })
    await sleep(30)
    expect(isDone).toBe(false)
    await session.commitTransaction()
    await outside
    expect(await inventory.findOne(abc)).toMatchObject({ qty: 89 })
  })

  it('"In-progress Transactions and Stale Reads": reads see what was there at the beginning', async () => {
    const inventory = await server.collection('inventory', STOCK)
    const session = begin()
    expect(await inventory.findOne(abc, { session })).toMatchObject({ qty: 100 })
    await inventory.updateOne(abc, { $set: { qty: 0 } })
    expect(await inventory.findOne(abc, { session })).toMatchObject({ qty: 100 })
    await session.commitTransaction()
    expect(await inventory.findOne(abc)).toMatchObject({ qty: 0 })
  })

  it('"In-progress Transactions and Stale Reads": findOneAndUpdate finds out whether the document is stale', async () => {
    const inventory = await server.collection('inventory', STOCK)
    const session = begin()
    await inventory.findOne(abc, { session })
    await inventory.updateOne(abc, { $set: { qty: 0 } })
    const lock = inventory.findOneAndUpdate(abc, { $set: { lock: 1 } }, { session })
    await expect(lock).rejects.toMatchObject({ code: 112 })
  })
})

describe('core/transactions-operations', () => {
  it('"Count Operation": with countDocuments, not with count', async () => {
    const inventory = await server.collection('inventory', STOCK)
    const session = begin()
    expect(await inventory.countDocuments({}, { session })).toBe(2)
    expect(await inventory.distinct('qty', {}, { session })).toEqual([5, 100])
    expect(await inventory.aggregate([{ $group: { _id: null, n: { $sum: '$qty' } } }], { session }).toArray()).toEqual([
      { _id: null, n: 105 },
    ])
  })

  it('core/transactions-in-applications: withTransaction tries again after a transient error', async () => {
    const inventory = await server.collection('inventory', STOCK)
    const take = () =>
      server.client.withSession((session) =>
        session.withTransaction(async () => {
          const found = await inventory.findOne(abc, { session })
          await inventory.updateOne(abc, { $set: { qty: found?.['qty'] - 1 } }, { session })
        }),
      )
    await Promise.all([take(), take(), take()])
    expect(await inventory.findOne(abc)).toMatchObject({ qty: 97 })
  })
})
