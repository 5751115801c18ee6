import { check } from 'backend-workbook/check'
import type { Change } from '../suites.ts'
import { hunt } from './hunting.ts'

const { steady, notices } = hunt('holds', [
  { says: 'on a machine whose timers come late', conditions: { slower: 4 } },
  { says: 'with the last test first', conditions: { order: 'reversed' } },
])

const broken = (says: string, from: string, to: string): Change => ({ says, file: 'holds.ts', from, to })

check('holds.test.ts passes everywhere', { read: 'time', requirement: 'holds', points: 10 }, steady)

check('holds.test.ts notices broken holds', { read: 'time', requirement: 'holds', points: 10, ms: 8000 }, async () => {
  await notices([
    broken('a hold ends too early', '<= forMs', '<= forMs / 2'),
    broken('a hold ends a millisecond too early', '<= forMs', '< forMs'),
    broken('a hold ends a millisecond too late', '<= forMs', '<= forMs + 1'),
    broken('a hold ends too late', '<= forMs', '<= forMs * 2'),
    broken('a hold never ends', ' && now() - hold.since <= forMs', ''),
    broken('holds that have ended still count', ' && isHeld(id))', ')'),
    broken(
      'a second hold renews the first',
      'const id = randomUUID()',
      'const id = randomUUID()\n      for (const each of holds.values()) each.since = now()',
    ),
  ])
})
