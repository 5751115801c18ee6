import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { priceOf } from '../../src/domain/pricing.ts'

test('adds up what the lines cost', () => {
  assert.equal(priceOf([{ cents: 250, quantity: 2 }]).subtotalCents, 500)
})
