import { check, expect } from 'backend-workbook/check'
import { lentBy, withWallets } from './wallets.ts'

const MS = 5000

check('attempts again after 40001 and 40P01, also of COMMIT, as often as it may', { read: 'retry', ms: MS }, () =>
  withWallets([1000, 0], async ({ move, balances, recorded, failInserts, attempted, waits }) => {
    const cases = [
      ['40001', 'at once'],
      ['40P01', 'at once'],
      ['40001', 'at COMMIT'],
      ['40P01', 'at COMMIT'],
    ] as const
    for (const [code, when] of cases) {
      await failInserts(code, 2, when)
      const id = `${code} ${when}`
      expect(await move({ id }), `a transfer that fails twice with ${code}, ${when}`).toBe('done')
      expect(await attempted(), `attempts of a transfer that fails twice with ${code}, ${when}`).toBe(3)
    }
    expect(await balances(), 'the wallets after these four transfers of 100').toEqual({ 1: 600, 2: 400 })
    expect((await recorded()).length, 'rows in transfers').toBe(4)
    for (const [options, attempts] of [
      [{}, 5],
      [{ attempts: 3 }, 3],
      [{ attempts: 1 }, 1],
    ] as const) {
      await failInserts('40001', 1000)
      waits.length = 0
      const answer = await move({ id: 'never' }, options)
      expect(answer, `transfer with ${JSON.stringify(options)}, when every attempt fails`).toMatch(/^threw \w+ 40001/)
      expect(await attempted(), `attempts with ${JSON.stringify(options)}`).toBe(attempts)
      expect(waits.length, `calls of sleep with ${JSON.stringify(options)}`).toBe(attempts - 1)
    }
    await failInserts('40001', 5)
    expect(
      await move({ id: 'sixth' }, { attempts: 6 }),
      'transfer with { attempts: 6 }, when the first five fail',
    ).toBe('done')
    expect(await balances(), 'the wallets afterwards').toEqual({ 1: 500, 2: 500 })
  }),
)

check('attempts nothing again after any other error', { read: 'retry', ms: MS }, () =>
  withWallets([1000, 0], async ({ move, balances, failInserts, attempted, waits }) => {
    for (const code of ['P0001', '55P03', '40002', '22003', '57014']) {
      for (const when of ['at once', 'at COMMIT'] as const) {
        await failInserts(code, 1, when)
        expect(await move({}), `a transfer that fails with ${code}, ${when}`).toMatch(new RegExp(`^threw \\w+ ${code}`))
        expect(await attempted(), `attempts of a transfer that fails with ${code}, ${when}`).toBe(1)
      }
    }
    expect(waits, 'calls of sleep during all of these').toEqual([])
    expect(await balances(), 'the wallets afterwards').toEqual({ 1: 1000, 2: 0 })
  }),
)

check('waits longer before each attempt, by chance, and without a client', { read: 'retry', ms: MS }, () =>
  withWallets([1000, 0], async ({ pool, move, failInserts, waits }) => {
    await failInserts('40001', 8)
    const lent: number[] = []
    const sleep = async (ms: number) => {
      waits.push(ms)
      lent.push(lentBy(pool))
    }
    expect(await move({}, { attempts: 9, sleep, random: () => 0.5 }), 'a transfer that fails eight times').toBe('done')
    expect(waits, 'milliseconds of all calls of sleep, with random: () => 0.5').toEqual([
      ...[10, 20, 40, 80, 160, 320, 500, 500],
    ])
    expect(Math.max(...lent), 'clients that are lent during a call of sleep, at most').toBe(0)
    waits.length = 0
    await failInserts('40001', 2)
    const numbers = [0, 0.75]
    await move({ id: 'order-2' }, { random: () => numbers.shift() ?? 0 })
    expect(waits, 'milliseconds of both calls of sleep, when random gives 0 and then 0.75').toEqual([0, 30])
  }),
)
