import { once } from 'node:events'
import { expect, it, vi } from 'vitest'
import { forgetLimits, limitRanOut, noteRunOut, timeLimit } from '../../src/check/in-time.ts'

it('a limit that has run out counts for the check that has set it', async () => {
  forgetLimits()
  await once(timeLimit(1), 'abort')
  expect(limitRanOut()).toBe('whole')
})

it('and not for a check that began in between', async () => {
  forgetLimits()
  const limit = timeLimit(20)
  forgetLimits()
  await once(limit, 'abort')
  expect(limitRanOut()).toBe(undefined)
})

/** Threads that want to run, for each processor. */
const times = vi.hoisted(() => ({ busy: 1 }))
vi.mock('../../src/fenced/patience.ts', () => ({ patience: (most = 4) => Math.min(most, times.busy) }))

it.each([
  [5, 3000, 6000, 'whole'],
  [7, 1200, 6000, 'whole'],
  [7, 3000, 6000, 'cut-short'],
] as const)('on a machine with %i times as much to do, a limit of %i ms that took %i', (busy, ms, givenMs, ranOut) => {
  times.busy = busy
  forgetLimits()
  noteRunOut(ms, givenMs)
  expect(limitRanOut()).toBe(ranOut)
})

it('what was cut short stays so, whatever runs out beside it', () => {
  times.busy = 7
  forgetLimits()
  noteRunOut(3000, 6000)
  noteRunOut(100, 500)
  expect(limitRanOut()).toBe('cut-short')
})
