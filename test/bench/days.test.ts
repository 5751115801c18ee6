/** What the benchmarks of the built-in course conclude from figures, and that their variants do the same work. */
import { expect, it } from 'vitest'
import { buildReport } from '../../exercises/03-node-architecture/unblock-the-server.ts'
import { search, stock } from '../../lessons/01-javascript-under-the-hood/bench/search.ts'
import dayOne from '../../lessons/01-javascript-under-the-hood/bench.ts'
import { reportInSlices } from '../../lessons/03-node-architecture/bench/slices.ts'
import dayThree from '../../lessons/03-node-architecture/bench.ts'
import type { BenchResult, Spread } from '../../src/bench/index.ts'
import { result } from './results.ts'

const busy = { pingP50: [170, 179, 190] as Spread, requestsPerSecond: [2.4, 2.5, 2.6] as Spread }
const quick = { pingP50: [0.6, 0.7, 0.9] as Spread, requestsPerSecond: [2.4, 2.5, 2.6] as Spread }

function servers(yours?: Partial<BenchResult>, pool: Partial<BenchResult> = quick): BenchResult[] {
  const three = [result('blocking', busy), result('slices', { ...quick, pingP50: [2, 3, 4] }), result('pool', pool)]
  return yours ? [...three, result('yours', yours)] : three
}

it('day 3 says how much less the unrelated route waits beside the pool', () => {
  const { verdict, headline } = dayThree.judge(servers())
  expect(verdict).toBe('clear')
  expect(headline).toBe(
    '/health waits 179 ms behind a blocking report and 0.7 ms beside the worker pool: 256 times (189 to 317) less.',
  )
})

it('day 3 claims nothing where the rounds overlap, or where the pool is slower', () => {
  expect(dayThree.judge(servers(undefined, { ...quick, pingP50: [0.6, 0.7, 171] })).verdict).toBe('inconclusive')
  expect(dayThree.judge(servers(undefined, { ...quick, pingP50: [400, 410, 420] })).verdict).toBe('inconclusive')
})

it.each<[string, Spread, RegExp]>([
  ['blocks', [160, 180, 200], /Your server still blocks: \/health waits 180 ms/],
  ['is worse than blocking', [300, 310, 320], /waits? 310 ms, longer than/],
  ['is as good as the pool', [0.7, 0.8, 0.9], /0\.8 ms: 224 times .* as good as the worker pool/],
  ['is half way', [20, 21, 22], /21 ms: 8\.5 times .* what is left to gain/],
])('day 3 says of a server that %s what it is', (_, pingP50, expected) => {
  expect(dayThree.judge(servers({ ...quick, pingP50 })).notes?.at(-1)).toMatch(expected)
})

it('day 3 tells more reports a second from the same number', () => {
  const twice = { ...quick, requestsPerSecond: [4.9, 5, 5.1] as Spread }
  expect(dayThree.judge(servers(undefined, twice)).notes?.[0]).toContain('pool also computes 2.0 times')
  expect(dayThree.judge(servers()).notes?.[0]).toContain('Nobody computes more')
})

it('day 3 has its slices compute exactly what the exercise computes', async () => {
  expect(await reportInSlices(2024)).toEqual(buildReport(2024))
})

function rates(calm: Spread, busyWait: Spread, flooded: Spread, answered = 613, answeredAt500 = 490): BenchResult[] {
  return [
    result('rate-100', { pingP50: calm, eventLoopUtilisation: [0.14, 0.15, 0.16] }),
    result('rate-500', {
      pingP50: busyWait,
      eventLoopUtilisation: [0.7, 0.75, 0.8],
      requestsPerSecond: [answeredAt500, answeredAt500, answeredAt500],
    }),
    result('rate-1000', {
      pingP50: flooded,
      eventLoopUtilisation: [1, 1, 1],
      requestsPerSecond: [answered, answered, answered],
      waiting: [700, 737, 750],
    }),
  ]
}

it('day 1 says that the wait breaks first, what a request costs, and that the queue grows', () => {
  const { verdict, headline, why, notes } = dayOne.judge(rates([0.8, 0.9, 1], [2, 4, 6], [1300, 1400, 1500]))
  expect(verdict).toBe('clear')
  expect(headline).toContain('0.9 ms at 100 requests a second, 4.0 ms at 500 and 1.4 s at 1,000')
  expect(why).toContain('about 1.6 ms of the only thread that runs JavaScript, so about 610 a second')
  expect(notes?.[0]).toMatch(/busy for 75 % .* 4\.4 times .* The wait breaks first/)
  expect(notes?.[1]).toMatch(/answers 613 a second.* 737 people were still waiting/)
})

it('day 1 claims nothing where the rounds overlap or the machine keeps up', () => {
  expect(dayOne.judge(rates([0.8, 0.9, 5], [0.9, 1, 6], [4, 5, 6])).verdict).toBe('inconclusive')
  expect(dayOne.judge(rates([0.8, 0.9, 1], [0.9, 1, 6], [4, 5, 6], 990)).notes).toEqual([
    expect.stringContaining('does not clearly differ'),
    expect.stringContaining('kept up'),
  ])
})

it('day 1 does not say that all are answered where they are not', () => {
  const { notes } = dayOne.judge(rates([0.8, 0.9, 1], [700, 900, 950], [1300, 1400, 1500], 190, 192))
  expect(notes?.[0]).toContain('already too few requests are answered')
})

it('day 1 searches the same shop every time, cheapest first', () => {
  const found = search(stock(2000), 'LAMP')
  expect(found).toEqual(search(stock(2000), 'lamp'))
  expect(found).toHaveLength(20)
  expect(found.map((product) => product.cents)).toEqual(found.map((product) => product.cents).sort((a, b) => a - b))
})
