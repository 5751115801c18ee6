import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { check, expect } from 'backend-workbook/check'
import type { Pool, PoolClient } from 'pg'
import { moveOrder, placeOrder, receive, relay } from '../../../exercises/29-system-design/outbox.ts'
import { outcome, queue, withMarket } from './market.ts'

check('gives every client back, and never needs two', { read: 'dual-write', ms: 5000 }, () =>
  withMarket(
    async ({ pool, admin, addEvents }) => {
      const { send } = queue()
      const refuse = () => Promise.reject(new Error('no'))
      const order = { id: 'o-7', retailerId: 3, totalCents: 100 }
      const calls: [string, () => Promise<unknown>, RegExp?][] = [
        ['placeOrder', () => placeOrder(pool, order)],
        ['placeOrder again', () => placeOrder(pool, order)],
        [
          'placeOrder that the database refuses',
          () => placeOrder(pool, { ...order, id: 'o-8', totalCents: 2 ** 40 }),
          /^threw /,
        ],
        ['moveOrder', () => moveOrder(pool, 'o-7', 'packed')],
        ['moveOrder of an unknown order', () => moveOrder(pool, 'o-9', 'packed')],
        ['relay', () => relay(pool, send)],
        ['relay of what cannot be sent', () => addEvents('o-7').then(() => relay(pool, refuse))],
        ['receive', () => receive(pool, 'receipts', { id: randomUUID() }, () => undefined)],
        ['receive of what is no uuid', () => receive(pool, 'receipts', { id: 'seven' }, () => undefined), /^threw /],
        [
          'receive with an effect that fails',
          () => receive(pool, 'receipts', { id: randomUUID() }, refuse),
          /^threw no$/,
        ],
        ['relay without its table', () => renamed(admin, () => relay(pool, send)), /^threw /],
      ]
      for (const [what, call, expected = /^(?!threw )/] of calls) {
        const answer = await outcome(call())
        expect(String(answer), `${what}, with a pool of one client`).toMatch(expected)
        expect(pool.totalCount - pool.idleCount, `clients that are lent after ${what}`).toBe(0)
        await expectOutside(pool, admin, what)
      }
    },
    { max: 1, connectionTimeoutMillis: 1200 },
  ),
)

check('fails, and does no other harm, when a connection breaks', { read: 'inbox', ms: 5000 }, () =>
  withMarket(async ({ pool }) => {
    const event = { id: randomUUID() }
    const broken = await outcome(receive(pool, 'receipts', event, breakConnection))
    expect(broken, 'receive, when the connection breaks after the statements of the effect').toMatch(/^threw /)
    expect(pool.totalCount - pool.idleCount, 'clients that are lent afterwards').toBe(0)
    const next = await outcome(receive(pool, 'receipts', event, () => undefined))
    expect(next, 'the same event again').toBe('done')
  }),
)

async function renamed(admin: Pool, work: () => Promise<unknown>): Promise<unknown> {
  await admin.query('ALTER TABLE outbox RENAME TO elsewhere')
  try {
    return await work()
  } finally {
    await admin.query('ALTER TABLE elsewhere RENAME TO outbox')
  }
}

/** Waits until the client could know. It need not listen to anything. */
async function breakConnection(client: PoolClient): Promise<void> {
  const { stream } = (client as PoolClient & { connection: { stream: Duplex } }).connection
  // Before the driver's own listener: that one throws where nobody listens for the client's error.
  const closed = new Promise<void>((resolve) => {
    stream.prependOnceListener('close', () => setImmediate(resolve))
  })
  stream.destroy()
  await closed
}

/** What others write through the same pool must last. */
async function expectOutside(pool: Pool, admin: Pool, after: string): Promise<void> {
  await pool.query('CREATE TABLE of_others (id integer)')
  const seen = await admin.query("SELECT to_regclass('of_others') IS NOT NULL AS there")
  expect(seen.rows, `whether others see a table that was made through the pool after ${after}`).toEqual([
    { there: true },
  ])
  await pool.query('DROP TABLE of_others')
}
