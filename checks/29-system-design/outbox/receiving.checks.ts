import { randomUUID } from 'node:crypto'
import { check, expect } from 'backend-workbook/check'
import type { Pool, PoolClient } from 'pg'
import { receive } from '../../../exercises/29-system-design/outbox.ts'
import { atEveryStep, outcome, withMarket } from './market.ts'

const MS = 5000

const writeReceipt = (client: PoolClient) => client.query("INSERT INTO receipts VALUES ('o-7')")

async function receipts(admin: Pool): Promise<number> {
  const { rows } = await admin.query<{ count: number }>('SELECT count(*)::int AS count FROM receipts')
  return rows[0]?.count ?? 0
}

check('has the effect of an event once for each consumer', { read: 'inbox', ms: MS }, () =>
  withMarket(async ({ pool, admin }) => {
    const event = { id: randomUUID() }
    let called = 0
    const effect = (client: PoolClient) => {
      called += 1
      return writeReceipt(client)
    }
    const together = await Promise.all([1, 2, 3].map(() => outcome(receive(pool, 'receipts', event, effect))))
    expect(together.sort(), 'one event, received three times at once').toEqual(['done', 'repeated', 'repeated'])
    expect(await outcome(receive(pool, 'receipts', event, effect)), 'the same once more').toBe('repeated')
    expect(called, 'calls of effect').toBe(1)
    expect(await receipts(admin), 'rows that it has written').toBe(1)
    expect(await outcome(receive(pool, 'stock', event, effect)), 'the same event for another consumer').toBe('done')
    const other = await outcome(receive(pool, 'receipts', { id: randomUUID() }, effect))
    expect(other, 'another event for the first consumer').toBe('done')
    expect(await receipts(admin), 'rows after these two').toBe(3)
  }),
)

check('keeps nothing of an effect that fails, and takes the event again', { read: 'inbox', ms: MS }, () =>
  withMarket(async ({ pool, admin }) => {
    const event = { id: randomUUID() }
    const error = new Error('no paper')
    const failing = async (client: PoolClient) => {
      await writeReceipt(client)
      throw error
    }
    const given = await receive(pool, 'receipts', event, failing).catch((reason: unknown) => reason)
    expect(given, 'what receive rejects with when the effect writes and then rejects').toBe(error)
    const thrown = await outcome(
      receive(pool, 'receipts', event, () => {
        throw error
      }),
    )
    expect(thrown, 'the same event, when the effect throws').toBe('threw no paper')
    const twice = (client: PoolClient) =>
      client.query(`INSERT INTO orders VALUES ('o-7', 1, 1, 'placed'), ('o-7', 1, 1, 'placed')`)
    const violated = await outcome(receive(pool, 'receipts', event, twice))
    expect(violated, 'the same event, when the effect violates a unique key').toMatch(/^threw duplicate key/)
    const swallowing = async (client: PoolClient) => {
      await writeReceipt(client)
      await client.query('SELECT nothing').catch(() => undefined)
    }
    const swallowed = await outcome(receive(pool, 'receipts', event, swallowing))
    expect(swallowed, 'the same event, when the effect swallows the error of a statement').toMatch(/^threw /)
    expect(await receipts(admin), 'rows of all these').toBe(0)
    expect(await outcome(receive(pool, 'receipts', event, writeReceipt)), 'the event once more').toBe('done')
    expect(await receipts(admin), 'rows in the end').toBe(1)
  }),
)

check('has the effect once, wherever the consumer dies', { read: 'inbox', ms: 8000 }, () =>
  withMarket(async ({ pool, admin, dies }) => {
    await atEveryStep(async (at) => {
      const event = { id: randomUUID() }
      const before = await receipts(admin)
      const died = await dies(at, (dying) => receive(dying, 'receipts', event, writeReceipt))
      await outcome(receive(pool, 'receipts', event, writeReceipt))
      const given = `when the consumer dies after statement ${at}, and the event comes again`
      expect((await receipts(admin)) - before, `rows that the effect has written, ${given}`).toBe(1)
      return died
    })
  }),
)
