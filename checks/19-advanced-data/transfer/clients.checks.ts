import { check, expect } from 'backend-workbook/check'
import type { Pool, PoolClient } from 'pg'
import { breakConnection } from '../broken.ts'
import { lentBy, outcome, type Wallets, withWallets } from './wallets.ts'

const MS = 5000

check('gives every client back, out of its transaction', { read: 'leaked-client', ms: MS }, () =>
  withWallets(
    [1000, 0],
    async (wallets) => {
      const { move, pool, failInserts } = wallets
      await failInserts('P0001', 0)
      expect(await move({}), 'a transfer').toBe('done')
      await expectClean(wallets, 'a transfer')
      for (const order of [{}, { cents: 5 }, { id: 'b', cents: 5000 }, { id: 'b', to: 9 }]) {
        await move(order)
        await expectClean(wallets, `transfer ${JSON.stringify(order)}`)
      }
      for (const [code, when] of [
        ['P0001', 'at once'],
        ['P0001', 'at COMMIT'],
        ['40001', 'at once'],
        ['40001', 'at COMMIT'],
      ] as const) {
        await failInserts(code, 1000, when)
        await move({ id: 'b' })
        await expectClean(wallets, `a transfer that fails with ${code}, ${when}`)
      }
      expect(pool.waitingCount, 'calls that wait for a client at the end').toBe(0)
    },
    { max: 1, connectionTimeoutMillis: 1200 },
  ),
)

/** What others write through the same pool must last. */
async function expectClean({ pool, admin }: Wallets, after: string): Promise<void> {
  expect(lentBy(pool), `clients that are lent after ${after}`).toBe(0)
  await pool.query('CREATE TABLE of_others (id integer)')
  const seen = await admin.query("SELECT to_regclass('of_others') IS NOT NULL AS there")
  expect(seen.rows, `whether others see a table that was made through the pool after ${after}`).toEqual([
    { there: true },
  ])
  await pool.query('DROP TABLE of_others')
}

check('fails, and does no other harm, when a connection breaks', { read: 'borrowed-listener', ms: MS }, () =>
  withWallets([1000, 0], async ({ move, pool, admin, balances }) => {
    const statements = 4
    for (let after = 1; after <= statements; after += 1) {
      const broken = breakAfter(after, pool, admin)
      const answer = await move({ id: `broken-${after}` })
      if (!broken()) break
      expect(answer, `a transfer whose connection the server ends after statement ${after}`).toMatch(/^threw /)
      expect(lentBy(pool), 'clients that are lent afterwards').toBe(0)
    }
    expect(await balances(), 'the wallets afterwards').toEqual({ 1: 1000, 2: 0 })
    const next = await outcome(async () => move({ id: 'next' }))
    expect(next, 'the next transfer through the same pool').toBe('done')
  }),
)

/** Ends the connection of the next client that is lent, after so many of its statements. Gives whether that has happened. */
function breakAfter(count: number, pool: Pool, admin: Pool): () => boolean {
  let broken = false
  pool.once('acquire', (client: PoolClient) => {
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<{ command?: string }>
    let done = 0
    Object.assign(client, {
      query: async (...args: unknown[]) => {
        const result = await query(...args)
        done += 1
        // After COMMIT it is done, and whether the caller hears of it is another matter.
        if (done !== count || result.command === 'COMMIT') return result
        broken = true
        await breakConnection(client, admin)
        return result
      },
    })
  })
  return () => broken
}
