import { check, expect } from 'backend-workbook/check'
import { withWallets } from './wallets.ts'

const MS = 4000

check('moves the money and records the transfer', { read: 'transactions', ms: MS }, () =>
  withWallets([3_000_000_500, 20, 7], async ({ move, balances, admin }) => {
    const order = { id: 'order-12', from: 1, to: 2, cents: 3_000_000_000 }
    expect(await move(order), JSON.stringify(order)).toBe('done')
    expect(await balances(), 'the wallets afterwards').toEqual({ 1: 500, 2: 3_000_000_020, 3: 7 })
    const { rows } = await admin.query('SELECT id, from_wallet, to_wallet, cents::int8::text FROM transfers')
    expect(rows, 'the table transfers').toEqual([{ id: 'order-12', from_wallet: 1, to_wallet: 2, cents: '3000000000' }])
    const back = { id: 'order-13', from: 2, to: 1, cents: 1 }
    expect(await move(back), JSON.stringify(back)).toBe('done')
    expect(await balances(), 'the wallets after both').toEqual({ 1: 501, 2: 3_000_000_019, 3: 7 })
  }),
)

check('refuses what is no transfer, without asking the pool', { read: 'transactions', ms: MS }, () =>
  withWallets([1000, 0], async ({ move, pool, balances }) => {
    for (const cents of [0, -5, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(await move({ cents }), `transfer with cents: ${cents}`).toMatch(/^threw RangeError/)
    }
    expect(await move({ from: 1, to: 1 }), 'transfer from 1 to 1').toMatch(/^threw RangeError/)
    expect(pool.totalCount, 'connections that the pool has made for all of these').toBe(0)
    expect(await balances(), 'the wallets').toEqual({ 1: 1000, 2: 0 })
  }),
)

check('leaves nothing of a transfer that fails, and its id free', { read: 'transactions', ms: MS }, () =>
  withWallets([1000, 900], async ({ move, balances, recorded, admin, waits }) => {
    expect(await move({ cents: 1001 }), '1001 cents from a wallet with 1000').toMatch(/^threw InsufficientFunds/)
    expect(await move({ to: 9 }), 'a transfer to wallet 9, which does not exist').toMatch(/^threw UnknownWallet/)
    expect(await move({ from: 9, to: 1 }), 'a transfer from wallet 9').toMatch(/^threw UnknownWallet/)
    await admin.query('ALTER TABLE wallets ADD CONSTRAINT wallet_limit CHECK (cents <= 1000)')
    expect(await move({ cents: 200 }), 'a transfer to a wallet that may not hold so much').toMatch(
      /^threw \w+ 23514 wallet_limit/,
    )
    expect(waits, 'calls of sleep during these four').toEqual([])
    expect(await balances(), 'the wallets after these four').toEqual({ 1: 1000, 2: 900 })
    expect(await recorded(), 'the ids in transfers after these four').toEqual([])
    await admin.query('ALTER TABLE wallets DROP CONSTRAINT wallet_limit')
    expect(await move({ cents: 1000 }), '1000 cents from a wallet with 1000, with the id of those four').toBe('done')
    expect(await balances(), 'the wallets at the end').toEqual({ 1: 0, 2: 1900 })
  }),
)

check('does a transfer once, however often it is asked for', { read: 'repeats', ms: MS }, () =>
  withWallets([150, 0, 150], async ({ move, balances, recorded }) => {
    expect(await move({}), 'the first call').toBe('done')
    expect(await move({}), 'the same again, when wallet 1 has 50 of 100 cents').toBe('repeated')
    expect(await balances(), 'the wallets after both').toEqual({ 1: 50, 2: 100, 3: 150 })
    for (const other of [{ cents: 20 }, { from: 3 }, { to: 3 }, { from: 2, to: 1 }, { from: 2, to: 3 }]) {
      const answer = await move(other)
      expect(answer, `the same id, with ${JSON.stringify(other)} in place of from 1, to 2, cents 100`).toMatch(
        /^threw IdTaken/,
      )
    }
    expect(await balances(), 'the wallets after all of these').toEqual({ 1: 50, 2: 100, 3: 150 })
    expect(await recorded(), 'the ids in transfers').toEqual(['order-1'])
  }),
)
