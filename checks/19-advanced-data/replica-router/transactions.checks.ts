import { check, expect } from 'backend-workbook/check'
import type { PoolClient } from 'pg'
import { breakConnection } from '../broken.ts'
import { outcome, TAKE_TEA, teaOf, whoReads, withPair } from './pair.ts'

const MS = 6000
const TEA = "SELECT pieces FROM stock WHERE sku = 'tea'"

check(
  'keeps a transaction on one client of the primary, rolls back what fails, and gives the client back',
  { read: 'one-client', ms: MS },
  () =>
    withPair(async ({ router, admin, primary }) => {
      const own = router()
      await own.refresh()
      const session = own.session()
      const answer = await outcome(() =>
        session.transaction(async (client) => {
          await client.query(TAKE_TEA)
          const { rows } = await client.query<{ pieces: number }>(TEA)
          const outside = await admin.query<{ pieces: number }>(TEA)
          const who = await client.query("SELECT current_setting('application_name') AS who")
          return [rows[0]?.pieces, outside.rows[0]?.pieces, who.rows[0]?.who]
        }),
      )
      expect(
        answer,
        'pieces that the transaction sees after taking one of 10, that others see, and where it runs',
      ).toEqual([9, 10, 'primary'])
      expect((await admin.query(TEA)).rows, 'the stock afterwards').toEqual([{ pieces: 9 }])
      expect(primary.totalCount - primary.idleCount, 'clients of the primary that are still lent').toBe(0)
      const works: [string, (client: PoolClient) => Promise<unknown>, RegExp][] = [
        ['throws an error of its own', () => Promise.reject(new Error('no stock')), /^threw Error: no stock/],
        ['sends a statement that fails', (client) => client.query('SELECT 1 / 0'), /^threw .*22012/],
        [
          'throws at once',
          () => {
            throw new TypeError('at once')
          },
          /^threw TypeError: at once/,
        ],
      ]
      for (const [what, work, expected] of works) {
        const answer = await outcome(() =>
          session.transaction(async (client) => {
            await client.query(TAKE_TEA)
            return work(client)
          }),
        )
        expect(answer, `a transaction that takes one piece and then ${what}`).toMatch(expected)
        expect((await admin.query(TEA)).rows, 'the stock afterwards').toEqual([{ pieces: 9 }])
        expect(primary.totalCount - primary.idleCount, 'clients of the primary that are still lent').toBe(0)
      }
      // A client that is still in a transaction would keep this one to itself.
      await primary.query(TAKE_TEA)
      expect((await admin.query(TEA)).rows, 'the stock after another statement through the same pool').toEqual([
        { pieces: 8 },
      ])
    }),
)

check('does not call a transaction done that COMMIT has rolled back', { read: 'commit-rolls-back', ms: MS }, () =>
  withPair(async ({ router, admin }) => {
    const session = router().session()
    const answer = await outcome(() =>
      session.transaction(async (client) => {
        await client.query(TAKE_TEA)
        await client.query("INSERT INTO stock VALUES ('tea', 1)").catch(() => undefined)
        return 'taken'
      }),
    )
    expect(answer, 'a transaction that takes one piece and catches the error of a failing INSERT').toMatch(/^threw /)
    expect((await admin.query(TEA)).rows, 'the stock afterwards').toEqual([{ pieces: 10 }])
  }),
)

check('takes the position of a transaction after its COMMIT', { read: 'own-writes', ms: MS }, () =>
  withPair(async ({ router, admin, pause, caughtUp }) => {
    const own = router()
    const session = own.session()
    await session.transaction(async (client) => {
      await client.query(TAKE_TEA)
      // Another commit writes the log as far as it goes. The replica has all of it, and not the COMMIT that follows.
      await admin.query("UPDATE stock SET pieces = pieces + 1 WHERE sku = 'oats'")
      await caughtUp()
      await pause()
    })
    await own.refresh()
    expect(
      await teaOf(session),
      'pieces read after a transaction that took one of 10, whose COMMIT the replicas do not have',
    ).toBe(9)
    expect(await whoReads(session), 'who has answered').toEqual(['primary'])
  }),
)

check('survives a connection that breaks within a transaction', { read: 'borrowed-listener', ms: MS }, () =>
  withPair(async ({ router, admin, primary }) => {
    const session = router().session()
    const answer = await outcome(() =>
      session.transaction(async (client) => {
        await client.query('SELECT 1')
        await breakConnection(client, admin)
        await client.query(TAKE_TEA)
      }),
    )
    expect(answer, 'a transaction whose connection the server ends between two statements').toMatch(/^threw /)
    expect(primary.totalCount - primary.idleCount, 'clients of the primary that are still lent').toBe(0)
    expect(await outcome(() => session.write(TAKE_TEA)), 'write() of the same session after that').toEqual([
      { pieces: 9 },
    ])
  }),
)
