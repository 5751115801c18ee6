import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { startPings } from '../../src/engine/bench/ping.ts'
import { arrivals, loadAtRate } from '../../src/engine/bench/rate-load.ts'
import { Tally } from '../../src/engine/bench/tally.ts'

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

it('arrivals come at the rate that was asked for, at the same moments for the same seed', () => {
  const moments = [...arrivals(500, 20_000, 1)]
  expect(moments.length / 20).toBeGreaterThan(480)
  expect(moments.length / 20).toBeLessThan(520)
  expect([...arrivals(500, 20_000, 1)]).toEqual(moments)
  expect([...arrivals(500, 20_000, 2)]).not.toEqual(moments)
})

it('arrivals come bunched, as from people who know nothing of one another', () => {
  const moments = [...arrivals(1000, 10_000, 3)]
  const gaps = moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0))
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length
  // An exponential distribution has a deviation as large as its mean.
  expect(Math.sqrt(variance) / mean).toBeGreaterThan(0.9)
  expect(Math.sqrt(variance) / mean).toBeLessThan(1.1)
})

it('a fixed rate goes on while nothing is answered', async () => {
  let asked = 0
  const url = await serve(() => {
    asked += 1
  })
  const measure = await loadAtRate({ url, load: { path: '/' }, rate: 200, seconds: 0.3, seed: 1 })
  expect(asked).toBeGreaterThan(20)
  expect(measure).toMatchObject({ answered: 0, errors: 0 })
  expect(measure.waiting).toBeGreaterThanOrEqual(asked)
})

it('a fixed rate tells answers from errors', async () => {
  let asked = 0
  const url = await serve((_request, response) => {
    asked += 1
    response.writeHead(asked % 2 ? 200 : 500).end()
  })
  const { answered, errors } = await loadAtRate({ url, load: { path: '/' }, rate: 100, seconds: 0.3, seed: 1 })
  expect(answered).toBeGreaterThan(5)
  expect(Math.abs(answered - errors)).toBeLessThanOrEqual(2)
})

it('a tally tells what was answered so far and how long that took, and nothing of what was not', () => {
  const tally = new Tally()
  expect(tally.soFar()).toEqual({ answered: 0, errors: 0, seconds: expect.any(Number) })
  for (let ms = 1; ms <= 100; ms += 1) tally.count(true, ms)
  tally.count(false, 60_000)
  const { answered, errors, waitP50 = 0, waitP99 = 0 } = tally.soFar()
  expect([answered, errors]).toEqual([100, 1])
  expect(waitP50).toBeGreaterThan(48)
  expect(waitP50).toBeLessThan(52)
  expect(waitP99).toBeGreaterThan(97)
  expect(waitP99).toBeLessThan(101)
})

it('a fixed rate tells in the middle who still waits, and counts waits from when requests were due', async () => {
  const held: (() => void)[] = []
  const url = await serve((_request, response) => {
    held.push(() => response.end())
  })
  const tally = new Tally()
  const running = loadAtRate({ url, load: { path: '/' }, rate: 200, seconds: 2, seed: 1 }, tally)
  await expect.poll(() => held.length).toBeGreaterThan(10)
  const before = tally.soFar()
  expect(before).toMatchObject({ answered: 0, waiting: expect.any(Number) })
  expect(before.waiting).toBeGreaterThan(10)
  await new Promise((resolve) => setTimeout(resolve, 150))
  for (const answer of held.splice(0)) answer()
  await expect.poll(() => tally.soFar().answered).toBeGreaterThan(10)
  // The first of them was due 150 ms ago at least.
  expect(tally.soFar().waitP99).toBeGreaterThan(150)
  await running
})

it('pings tell of those that wait as they are now', async () => {
  const url = await serve(() => undefined)
  const pings = startPings(url)
  await expect.poll(() => pings.soFar()).toBeGreaterThan(50)
  const before = pings.soFar() ?? 0
  await expect.poll(() => pings.soFar()).toBeGreaterThan(before + 50)
  await pings.stop()
}, 20_000)

it('a ping counts from when it was due, also those that were due while nobody answered', async () => {
  let open = false
  const held: (() => void)[] = []
  const url = await serve((_request, response) => {
    if (open) response.end()
    else held.push(() => response.end())
  })
  const pings = startPings(url)
  await new Promise((resolve) => setTimeout(resolve, 300))
  open = true
  for (const answer of held) answer()
  const { waits, errors } = await pings.stop()
  expect(errors).toBe(0)
  // A probe that waits for its answer would have asked once, and found one long wait among short ones.
  expect(waits.length).toBeGreaterThan(8)
  expect(Math.max(...waits)).toBeGreaterThan(250)
  expect(waits.filter((wait) => wait > 100).length).toBeGreaterThan(4)
})

it('counts pings that are refused or answered with an error', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(503).end()
  })
  const pings = startPings(url)
  await new Promise((resolve) => setTimeout(resolve, 100))
  const { waits, errors } = await pings.stop()
  expect(waits).toEqual([])
  expect(errors).toBeGreaterThan(1)
})
