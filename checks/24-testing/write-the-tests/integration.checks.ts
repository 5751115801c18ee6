import { check, expect } from 'backend-workbook/check'
import { DOORS, FAILURES } from './broken.ts'
import { green, unnoticed } from './orders-tests.ts'

check(
  'notices what is wrong with how the parts are put together',
  { read: 'integration', requirement: 'integration', points: 6, ms: 8000 },
  async () => {
    await green()
    expect(await unnoticed(DOORS), 'with code that is broken like this, all your tests still pass').toEqual([])
  },
)

check(
  'notices wrong answers to what goes wrong',
  { read: 'integration', requirement: 'integration', points: 6, ms: 8000 },
  async () => {
    await green()
    expect(await unnoticed(FAILURES), 'with code that is broken like this, all your tests still pass').toEqual([])
  },
)
