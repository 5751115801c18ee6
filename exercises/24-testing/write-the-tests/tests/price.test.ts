import { expect, test } from 'vitest'
import { priceOf } from '../src/price.ts'

test('ten bags of flour', () => {
  expect(priceOf([{ quantity: 10, cents: 320 }])).toEqual({ goods: 3200, shipping: 900, total: 4100 })
})
