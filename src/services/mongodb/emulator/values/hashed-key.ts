import { createHash, type Hash } from 'node:crypto'
import { Long, serialize } from 'bson'
import { type Doc, isDoc, type Value } from './bson.ts'
import { bracketOf } from './compare.ts'
import { approximate, exact, isNumeric } from './numbers.ts'

/** The key of a hashed index: the first 8 bytes of an MD5 sum (docs: "$toHashedIndexKey"). */
export function hashedKey(value: Value): Long {
  const hash = createHash('md5').update(int32(0))
  addTo(hash, value)
  return Long.fromBigInt(hash.digest().readBigInt64LE(0))
}

/** Numbers count as whole ones, so that 2, 2.0 and 2.7 have one key. */
function addTo(hash: Hash, value: Value, name?: string): void {
  hash.update(int32(bracketOf(value)))
  if (name !== undefined) hash.update(`${name}\0`)
  if (isNumeric(value)) hash.update(long(value))
  else if (Array.isArray(value)) addFields(hash, { ...value })
  else if (isDoc(value)) addFields(hash, value)
  // What stands behind the length, the type and the empty name, and before the last zero.
  else hash.update(serialize({ '': value }).subarray(6, -1))
}

function addFields(hash: Hash, doc: Doc): void {
  for (const key of Object.keys(doc)) addTo(hash, doc[key], key)
  hash.update(int32(0)).update('\0')
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}

function long(value: Parameters<typeof exact>[0]): Buffer {
  const bytes = Buffer.alloc(8)
  const number = exact(value)
  const whole = number
    ? number.exponent >= 0
      ? number.coefficient * 10n ** BigInt(Math.min(number.exponent, 40))
      : number.coefficient / 10n ** BigInt(-number.exponent)
    : approximate(value) > 0
      ? 2n ** 63n - 1n
      : approximate(value) < 0
        ? -(2n ** 63n)
        : 0n
  const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n]
  bytes.writeBigInt64LE(whole < least ? least : whole > most ? most : whole)
  return bytes
}
