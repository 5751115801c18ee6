import { once } from 'node:events'
import { expect, it } from 'vitest'
import { forgetLimits, limitRanOut, timeLimit } from '../../src/check/in-time.ts'

it('a limit that has run out counts for the check that has set it', async () => {
  forgetLimits()
  await once(timeLimit(1), 'abort')
  expect(limitRanOut()).toBe(true)
})

it('and not for a check that began in between', async () => {
  forgetLimits()
  const limit = timeLimit(20)
  forgetLimits()
  await once(limit, 'abort')
  expect(limitRanOut()).toBe(false)
})
