import { describe, expect, test } from 'vitest'
import { dayOf, soldOn } from '../src/sales.ts'

describe('the day in Berlin', () => {
  test.each([
    ['2026-01-31T22:59:59.999Z', '2026-01-31'],
    ['2026-01-31T23:00:00.000Z', '2026-02-01'], // an hour ahead of UTC
    ['2026-07-31T21:59:59.999Z', '2026-07-31'],
    ['2026-07-31T22:00:00.000Z', '2026-08-01'], // two hours, in summer
    ['2026-03-29T21:59:59.999Z', '2026-03-29'], // a day of 23 hours
    ['2026-10-25T22:59:59.999Z', '2026-10-25'], // and one of 25
  ])('at %s is %s', (at, day) => {
    expect(dayOf(new Date(at), 'Europe/Berlin')).toBe(day)
  })
})

test('a day has the sales between its two midnights', () => {
  const sales = [
    { at: new Date('2026-07-30T21:59:59Z'), cents: 4000 },
    { at: new Date('2026-07-30T22:00:00Z'), cents: 300 },
    { at: new Date('2026-07-31T21:59:59Z'), cents: 20 },
    { at: new Date('2026-07-31T22:00:00Z'), cents: 1 },
  ]
  expect(soldOn('2026-07-31', sales, 'Europe/Berlin')).toBe(320)
  expect(soldOn('2026-07-30', sales, 'Europe/Berlin')).toBe(4000)
})
