import { check, expect } from 'backend-workbook/check'
import { CANCELLING, MAILS, MONEY, REFERENCES } from './broken.ts'
import { green, unnoticed } from './orders-tests.ts'

check(
  'notices what is wrong with the money',
  { read: 'service', requirement: 'service', points: 6, ms: 8000 },
  async () => {
    await green()
    expect(await unnoticed(MONEY), 'with code that is broken like this, all your tests still pass').toEqual([])
  },
)

check(
  'notices what is wrong with orders that are sent again',
  { read: 'service', requirement: 'service', points: 6, ms: 8000 },
  async () => {
    await green()
    expect(await unnoticed(REFERENCES), 'with code that is broken like this, all your tests still pass').toEqual([])
  },
)

check(
  'notices what is wrong with the mails',
  { read: 'service', requirement: 'service', points: 5, ms: 8000 },
  async () => {
    await green()
    expect(await unnoticed(MAILS), 'with code that is broken like this, all your tests still pass').toEqual([])
  },
)

check(
  'notices what is wrong with finding and cancelling',
  { read: 'service', requirement: 'service', points: 7, ms: 8000 },
  async () => {
    await green()
    expect(await unnoticed(CANCELLING), 'with code that is broken like this, all your tests still pass').toEqual([])
  },
)
