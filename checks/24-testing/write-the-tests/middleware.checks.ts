import { check, expect } from 'backend-workbook/check'
import { LET_THROUGH, REFUSED } from './broken.ts'
import { green, unnoticed } from './orders-tests.ts'

check(
  'notices when the wrong requests come through',
  { read: 'middleware', requirement: 'middleware', points: 7, ms: 8000 },
  async () => {
    await green()
    expect(await unnoticed(REFUSED), 'with code that is broken like this, all your tests still pass').toEqual([])
  },
)

check(
  'notices when the right requests do not come through as promised',
  { read: 'middleware', requirement: 'middleware', points: 7, ms: 8000 },
  async () => {
    await green()
    expect(await unnoticed(LET_THROUGH), 'with code that is broken like this, all your tests still pass').toEqual([])
  },
)
