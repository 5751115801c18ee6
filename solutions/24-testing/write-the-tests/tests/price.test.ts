import { describe, expect, test } from 'vitest'
import { priceOf } from '../src/price.ts'

const goods = (...lines: [quantity: number, cents: number][]) =>
  priceOf(lines.map(([quantity, cents]) => ({ quantity, cents }))).goods

describe('discount', () => {
  test.each([
    [99, 100, 9900],
    [100, 100, 9000],
    [101, 100, 9090],
    [101, 1, 91], // 10.1 cents off are 10
    [109, 1, 99], // 10.9 cents off are 10
  ])('%i pieces at %i cents cost %i', (quantity, cents, expected) => {
    expect(goods([quantity, cents])).toBe(expected)
  })

  test('counts for its own line only', () => {
    expect(goods([100, 100], [10, 100])).toBe(9000 + 1000)
  })
})

describe('shipping', () => {
  test.each([
    [49_999, 900],
    [50_000, 0],
    [50_001, 0],
  ])('of goods for %i cents is %i', (cents, shipping) => {
    expect(priceOf([{ quantity: 1, cents }])).toEqual({ goods: cents, shipping, total: cents + shipping })
  })

  test('is decided when discounts are taken off', () => {
    expect(priceOf([{ quantity: 100, cents: 555 }])).toMatchObject({ goods: 49_950, shipping: 900 })
  })
})

test('no lines cost nothing', () => {
  expect(priceOf([])).toEqual({ goods: 0, shipping: 0, total: 0 })
})

test.each([0, -1, 1.5, Number.NaN])('a quantity of %d is refused', (quantity) => {
  expect(() => priceOf([{ quantity, cents: 100 }])).toThrow(RangeError)
})
