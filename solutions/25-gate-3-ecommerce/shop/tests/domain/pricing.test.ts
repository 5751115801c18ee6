import { describe, expect, test } from 'vitest'
import { priceOf } from '../../src/domain/pricing.ts'

const of = (...lines: [cents: number, quantity: number][]) =>
  priceOf(lines.map(([cents, quantity]) => ({ cents, quantity })))

test('all together', () => {
  const totals = { subtotalCents: 999, discountCents: 0, shippingCents: 490, taxCents: 104, totalCents: 1593 }
  expect(of([999, 1])).toEqual(totals)
})

test('adds up price times quantity', () => {
  expect(of([250, 2], [100, 3]).subtotalCents).toBe(800)
})

test.each([
  [9999, 0],
  [10_000, 1000],
  [10_009, 1000],
  [10_010, 1001],
])('the discount of %i is %i', (cents, discount) => {
  expect(of([cents, 1]).discountCents).toBe(discount)
})

test('the discount looks at the whole order', () => {
  expect(of([5000, 1], [5000, 1]).discountCents).toBe(1000)
})

test.each([
  [0, 490],
  [4999, 490],
  [5000, 0],
  [10_000, 0],
])('shipping of %i is %i', (cents, shipping) => {
  expect(of([cents, 1]).shippingCents).toBe(shipping)
})

test('the total takes the discount off and puts shipping and tax on', () => {
  expect(of([10_000, 1])).toMatchObject({ taxCents: 630, totalCents: 9630 })
  expect(of([4999, 1])).toMatchObject({ taxCents: 384, totalCents: 5873 })
})

test.each([
  [5000, 350],
  [5007, 350], // 350.49
  [5050, 354], // 353.5
  [5008, 351], // 350.56
])('the tax on %i is %i', (cents, tax) => {
  expect(of([cents, 1]).taxCents).toBe(tax)
})

test('nothing costs nothing', () => {
  const totals = { subtotalCents: 0, discountCents: 0, shippingCents: 0, taxCents: 0, totalCents: 0 }
  expect(of()).toEqual(totals)
})

describe('refuses', () => {
  test.each([
    [100, 0],
    [100, -1],
    [100, 1.5],
    [100, Number.NaN],
    [-1, 1],
    [0.5, 1],
    [Number.NaN, 1],
  ])('a price of %d, %d times', (cents, quantity) => {
    expect(() => of([cents, quantity])).toThrow(RangeError)
    expect(() => of([100, 1], [cents, quantity])).toThrow(RangeError)
  })
})
