import { expect, test } from 'vitest'
import { createHolds } from '../src/holds.ts'

/** Holds with a clock that stands still until somebody moves it. */
function withClock({ forMs }: { forMs: number }) {
  const clock = { time: 1_000_000 }
  return { clock, holds: createHolds({ forMs, now: () => clock.time }) }
}

test('goods are kept aside up to the last millisecond', () => {
  const { clock, holds } = withClock({ forMs: 60 })
  const id = holds.hold('rye flour', 10)
  clock.time += 60
  expect(holds.isHeld(id)).toBe(true)
  clock.time += 1
  expect(holds.isHeld(id)).toBe(false)
})

test('what is no longer held does not count', () => {
  const { clock, holds } = withClock({ forMs: 60 })
  holds.hold('rye flour', 10)
  clock.time += 40
  holds.hold('rye flour', 5)
  expect(holds.heldOf('rye flour')).toBe(15)
  clock.time += 30
  expect(holds.heldOf('rye flour')).toBe(5)
})
