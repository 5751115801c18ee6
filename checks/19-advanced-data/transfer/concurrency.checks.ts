import { check, expect } from 'backend-workbook/check'
import { hold, tally, untilWaiting, withWallets } from './wallets.ts'

const MS = 7000
/** Those that try again must get through; and they wait a little, as in life. */
const PATIENT = { attempts: 200, sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms / 20)) }

check('loses no update when all have waited for the same wallet', { read: 'lost-update', ms: MS }, () =>
  withWallets([1000, 0, 0, 0, 0, 0], async ({ move, balances, admin }) => {
    const release = await hold(admin, 1)
    const moves = [2, 3, 4, 5, 6].map((to) => move({ id: `to-${to}`, to, cents: 100 }, PATIENT))
    await untilWaiting(admin, 5)
    await release()
    expect(tally(await Promise.all(moves)), 'five transfers out of wallet 1 that begin while it is locked').toEqual({
      done: 5,
    })
    expect(await balances(), 'the wallets: 1 had 1000, and each of the others gets 100').toEqual({
      ...{ 1: 500, 2: 100, 3: 100, 4: 100, 5: 100, 6: 100 },
    })
  }),
)

check('keeps the sum of all wallets under 50 transfers at once', { read: 'lost-update', ms: MS }, () =>
  withWallets([10_000, 10_000, 10_000, 10_000], async ({ move, balances, recorded }) => {
    const expected: Record<number, number> = { 1: 10_000, 2: 10_000, 3: 10_000, 4: 10_000 }
    const orders = Array.from({ length: 50 }, (_, n) => {
      const from = 1 + (n % 4)
      return { id: `order-${n}`, from, to: 1 + ((from + (n % 3)) % 4), cents: 10 + n }
    })
    for (const { from, to, cents } of orders) {
      expected[from] = (expected[from] ?? 0) - cents
      expected[to] = (expected[to] ?? 0) + cents
    }
    const moves = await Promise.all(orders.map((order) => move(order, PATIENT)))
    expect(tally(moves), '50 transfers at once between four wallets, in all directions').toEqual({ done: 50 })
    expect(await balances(), 'the wallets afterwards').toEqual(expected)
    expect((await recorded()).length, 'rows in transfers').toBe(50)
  }),
)

check('lets no wallet go below zero, and refuses exactly the rest', { read: 'lost-update', ms: MS }, () =>
  withWallets([125, 0, 0], async ({ move, balances, admin }) => {
    const release = await hold(admin, 1)
    const moves = Array.from({ length: 20 }, (_, n) => move({ id: `o-${n}`, to: 2 + (n % 2), cents: 10 }, PATIENT))
    await untilWaiting(admin, 8)
    await release()
    expect(tally(await Promise.all(moves)), '20 transfers at once of 10 cents each, from a wallet with 125').toEqual({
      done: 12,
      'threw InsufficientFunds': 8,
    })
    const { 1: left, 2: second = 0, 3: third = 0 } = await balances()
    expect([left, second + third], 'cents that are left, and cents that arrived').toEqual([5, 120])
  }),
)

check('does one of several calls with the same id', { read: 'repeats', ms: MS }, () =>
  withWallets([1000, 0, 1000, 0], async ({ move, balances, recorded, admin }) => {
    let release = await hold(admin, 1)
    const same = Array.from({ length: 6 }, () => move({}, PATIENT))
    await untilWaiting(admin, 6)
    await release()
    expect(tally(await Promise.all(same)), 'six calls at once with the same id').toEqual({ done: 1, repeated: 5 })
    release = await hold(admin, 1)
    const first = move({ id: 'both' }, PATIENT)
    await untilWaiting(admin, 1)
    const second = move({ id: 'both', from: 3, to: 4 }, PATIENT)
    await release()
    expect(tally(await Promise.all([first, second])), 'two calls at once with one id, between other wallets').toEqual({
      done: 1,
      'threw IdTaken': 1,
    })
    const { 2: second2 = 0, 4: fourth = 0 } = await balances()
    expect(second2 + fourth, 'cents that arrived in all, of transfers of 100 each').toBe(200)
    expect(await recorded(), 'the ids in transfers').toEqual(['both', 'order-1'])
  }),
)

check('waits in no circle, whichever way the money goes', { read: 'lock-order', ms: MS }, () =>
  withWallets([1000, 1000], async ({ move, balances, admin, codes }) => {
    const releaseFirst = await hold(admin, 1)
    const releaseSecond = await hold(admin, 2)
    const there = move({ id: 'there', from: 1, to: 2, cents: 100 }, PATIENT)
    await untilWaiting(admin, 1)
    const back = move({ id: 'back', from: 2, to: 1, cents: 30 }, PATIENT)
    await untilWaiting(admin, 2)
    // The first goes on to its second wallet, as far as it can.
    await releaseFirst()
    await untilWaiting(admin, 2)
    await releaseSecond()
    expect(tally(await Promise.all([there, back])), 'transfers from 1 to 2 and from 2 to 1 at once').toEqual({
      done: 2,
    })
    expect(
      codes.filter((code) => code === '40P01').length,
      'deadlocks (40P01) of two transfers, from 1 to 2 and from 2 to 1, that both had to wait',
    ).toBe(0)
    expect(await balances(), 'the wallets afterwards').toEqual({ 1: 930, 2: 1070 })
  }),
)
