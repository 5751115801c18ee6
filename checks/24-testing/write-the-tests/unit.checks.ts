import { check, expect } from 'backend-workbook/check'
import { DISCOUNT, QUANTITIES, SHIPPING } from './broken.ts'
import { green, unnoticed } from './orders-tests.ts'

check('notices wrong discounts', { read: 'unit', requirement: 'unit', points: 5, ms: 8000 }, async () => {
  await green()
  expect(await unnoticed(DISCOUNT), 'with code that is broken like this, all your tests still pass').toEqual([])
})

check('notices wrong shipping', { read: 'unit', requirement: 'unit', points: 5, ms: 8000 }, async () => {
  await green()
  expect(await unnoticed(SHIPPING), 'with code that is broken like this, all your tests still pass').toEqual([])
})

check('notices what is wrong with odd orders', { read: 'unit', requirement: 'unit', points: 4, ms: 8000 }, async () => {
  await green()
  expect(await unnoticed(QUANTITIES), 'with code that is broken like this, all your tests still pass').toEqual([])
})
