import { expect, test } from 'vitest'
import { dayOf, soldOn } from '../src/sales.ts'

const HOUR = 3_600_000
const sales = [
  { at: new Date(Date.now() - 25 * HOUR), cents: 4000 },
  { at: new Date(Date.now() - HOUR), cents: 300 },
  { at: new Date(), cents: 20 },
]

test('a day has the date of the calendar', () => {
  expect(dayOf(new Date(), 'Europe/Berlin')).toBe(new Date().toISOString().slice(0, 10))
})

test('what was sold today', () => {
  const today = new Date().toISOString().slice(0, 10)
  expect(soldOn(today, sales, 'Europe/Berlin')).toBe(320)
})

test('what was sold yesterday', () => {
  const yesterday = new Date()
  yesterday.setDate(yesterday.getDate() - 1)
  const day = [yesterday.getFullYear(), yesterday.getMonth() + 1, yesterday.getDate()]
  expect(soldOn(day.map((part) => `${part}`.padStart(2, '0')).join('-'), sales, 'Europe/Berlin')).toBe(4000)
})
