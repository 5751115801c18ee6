import { expect, it } from 'vitest'
import { untilTold } from '../../src/author/until-told.ts'
import type { Verdict } from '../../src/engine/judge/verdict.ts'

const busy: Verdict = { status: 'inconclusive', checks: [], ms: 1, notes: [], message: 'too busy' }
const passed: Verdict = { status: 'passed', checks: [], ms: 1, notes: [] }

async function looks(verdicts: Verdict[]) {
  const waits: number[] = []
  let time = 0
  const look = async () => verdicts[time++] ?? busy
  const verdict = await untilTold(look, async (ms) => void waits.push(ms))
  return { verdict, waits, looked: time }
}

it('takes the first verdict that tells something', async () => {
  expect(await looks([passed, busy])).toEqual({ verdict: passed, waits: [], looked: 1 })
})

it('looks again after a pause, and a longer one each time, while the machine is too busy to tell', async () => {
  expect(await looks([busy, busy, passed])).toEqual({ verdict: passed, waits: [1000, 2000], looked: 3 })
})

it('gives up after some minutes, and says that nobody could tell', async () => {
  const { verdict, waits, looked } = await looks([])
  expect(verdict).toEqual(busy)
  expect(waits.reduce((sum, ms) => sum + ms, 0) / 60_000).toBeCloseTo(4)
  expect(looked).toBe(waits.length + 1)
})
