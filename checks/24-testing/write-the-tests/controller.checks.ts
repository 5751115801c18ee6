import { check, expect } from 'backend-workbook/check'
import { BODIES, STATUSES } from './broken.ts'
import { green, unnoticed } from './orders-tests.ts'

check(
  'notices wrong statuses and headers',
  { read: 'controller', requirement: 'controller', points: 6, ms: 8000 },
  async () => {
    await green()
    expect(await unnoticed(STATUSES), 'with code that is broken like this, all your tests still pass').toEqual([])
  },
)

check(
  'notices wrong reading of bodies and errors',
  { read: 'controller', requirement: 'controller', points: 6, ms: 8000 },
  async () => {
    await green()
    expect(await unnoticed(BODIES), 'with code that is broken like this, all your tests still pass').toEqual([])
  },
)
