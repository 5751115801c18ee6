import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createHolds } from '../src/holds.ts'

test('goods are kept aside for a while', async () => {
  const holds = createHolds({ forMs: 60 })
  const id = holds.hold('rye flour', 10)
  await sleep(45)
  expect(holds.isHeld(id)).toBe(true)
  await sleep(20)
  expect(holds.isHeld(id)).toBe(false)
})

test('what is no longer held does not count', async () => {
  const holds = createHolds({ forMs: 60 })
  holds.hold('rye flour', 10)
  await sleep(40)
  holds.hold('rye flour', 5)
  expect(holds.heldOf('rye flour')).toBe(15)
  await sleep(30)
  expect(holds.heldOf('rye flour')).toBe(5)
})
