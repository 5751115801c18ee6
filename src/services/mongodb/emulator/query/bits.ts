import type { Binary, Long } from 'bson'
import { tagOf, toNumber, type Value } from '../values/bson.ts'

/** The bits of a whole number, negative ones going on with 1, or of binary data, whose first byte is the lowest. */
export function bitsOf(value: Value): bigint | undefined {
  const tag = typeof value === 'object' && value !== null ? tagOf(value) : undefined
  if (tag === 'Binary') {
    const bytes = (value as Binary).value()
    return BigInt(`0x0${Buffer.from(bytes).reverse().toString('hex')}`)
  }
  if (tag === 'Long') return (value as Long).toBigInt()
  const number = toNumber(value)
  return number !== undefined && Number.isInteger(number) ? BigInt(number) : undefined
}
