import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { priceOf } from '../../src/domain/pricing.ts'

const one = (cents: number, quantity = 1) => priceOf([{ cents, quantity }])

test('one flour costs what the page says', () => {
  const totals = { subtotalCents: 999, discountCents: 0, shippingCents: 490, taxCents: 104, totalCents: 1593 }
  assert.deepEqual(one(999), totals)
})

test('nothing costs nothing', () => {
  const totals = { subtotalCents: 0, discountCents: 0, shippingCents: 0, taxCents: 0, totalCents: 0 }
  assert.deepEqual(priceOf([]), totals)
})

test('a gift is sent for money', () => {
  const totals = { subtotalCents: 0, discountCents: 0, shippingCents: 490, taxCents: 34, totalCents: 524 }
  assert.deepEqual(one(0), totals)
})

test('the subtotal is the sum of price times quantity of all lines', () => {
  const lines = [
    { cents: 250, quantity: 3 },
    { cents: 1, quantity: 100 },
    { cents: 30, quantity: 2 },
    { cents: 250, quantity: 1 },
  ]
  assert.equal(priceOf(lines).subtotalCents, 750 + 100 + 60 + 250)
  assert.equal(one(123, 7).subtotalCents, 861)
})

test('10 % are taken off from 10,000 on, rounded down', () => {
  assert.equal(one(9999).discountCents, 0)
  assert.equal(one(10_000).discountCents, 1000)
  assert.equal(one(10_001).discountCents, 1000)
  assert.equal(one(10_005).discountCents, 1000)
  assert.equal(one(10_009).discountCents, 1000)
  assert.equal(one(10_010).discountCents, 1001)
  assert.equal(one(1_000_000).discountCents, 100_000)
})

test('the discount is of the whole, not of each line', () => {
  const lines = [
    { cents: 5005, quantity: 1 },
    { cents: 5005, quantity: 1 },
  ]
  assert.equal(priceOf(lines).discountCents, 1001)
})

test('4,999 are sent for 490, and 5,000 for nothing', () => {
  assert.equal(one(4999).shippingCents, 490)
  assert.equal(one(5000).shippingCents, 0)
  assert.equal(one(5001).shippingCents, 0)
  assert.equal(one(10_000).shippingCents, 0)
  assert.equal(one(1).shippingCents, 490)
  assert.equal(one(100, 49).shippingCents, 490)
})

test('the tax is 7 % to the nearest cent, and a half up', () => {
  for (const [cents, tax] of [
    [60, 39], // 38.5
    [160, 46], // 45.5
    [1, 34], // 34.37
    [10, 35], // exactly
    [20, 36], // 35.7
    [17, 35], // 35.49
    [50, 38], // 37.8
    [5050, 354], // 353.5
    [5150, 361], // 360.5
    [5007, 350], // 350.49
    [5008, 351], // 350.56
  ] as const) {
    assert.equal(one(cents).taxCents, tax, `of ${cents}`)
  }
})

test('the tax is of what is left after the discount, and of the shipping', () => {
  assert.equal(one(20_000).taxCents, 1260)
  assert.equal(one(999).taxCents, 104)
})

test('the total is subtotal less discount, with shipping and tax', () => {
  assert.equal(one(20_000).totalCents, 18_000 + 1260)
  assert.equal(one(5000).totalCents, 5350)
  assert.equal(one(60).totalCents, 60 + 490 + 39)
  const totals = { subtotalCents: 12_345, discountCents: 1234, shippingCents: 0, taxCents: 778, totalCents: 11_889 }
  assert.deepEqual(one(2469, 5), totals)
})

test('a quantity is a whole number of 1 or more', () => {
  for (const quantity of [0, -1, 1.5, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => one(100, quantity), RangeError, `${quantity}`)
  }
  assert.doesNotThrow(() => one(100, 1))
})

test('a price is a whole number of 0 or more', () => {
  for (const cents of [-1, -100, 0.5, 99.9, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => one(cents), RangeError, `${cents}`)
  }
})

test('every line is looked at', () => {
  const good = { cents: 100, quantity: 2 }
  for (const bad of [
    { cents: 100, quantity: 0 },
    { cents: -1, quantity: 1 },
    { cents: -100, quantity: -1 },
  ]) {
    assert.throws(() => priceOf([good, bad]), RangeError)
    assert.throws(() => priceOf([bad, good]), RangeError)
    assert.throws(() => priceOf([good, bad, good]), RangeError)
  }
})

test('the lines are left as they are', () => {
  const lines = [
    { cents: 300, quantity: 2 },
    { cents: 100, quantity: 1 },
  ]
  priceOf(lines)
  assert.deepEqual(lines, [
    { cents: 300, quantity: 2 },
    { cents: 100, quantity: 1 },
  ])
})
