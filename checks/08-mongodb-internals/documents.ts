import {
  deserialize,
  Binary as PackageBinary,
  type Document as PackageDocument,
  ObjectId as PackageId,
  serialize,
} from 'bson'
import { type Document, ObjectId, type Value } from '../../exercises/08-mongodb-internals/tiny-bson.ts'

/** What the bson package writes for a document of the exercise. */
export function packageBytes(document: Document): Uint8Array {
  return serialize(toPackage(document) as PackageDocument)
}

/** What the bson package reads, in the values of the exercise. */
export function packageRead(bytes: Uint8Array): Document {
  return fromPackage(deserialize(bytes, { useBigInt64: true })) as Document
}

function toPackage(value: Value): unknown {
  if (value instanceof ObjectId) return new PackageId(Uint8Array.from(value.bytes))
  if (Array.isArray(value)) return Array.from(value, toPackage)
  if (value !== null && typeof value === 'object' && !(value instanceof Date) && !(value instanceof Uint8Array)) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, toPackage(item)]))
  }
  return value
}

function fromPackage(value: unknown): Value {
  if (value instanceof PackageId) return new ObjectId(Uint8Array.from(value.id))
  if (value instanceof PackageBinary) return Uint8Array.from(value.value())
  if (Array.isArray(value)) return value.map(fromPackage)
  if (value !== null && typeof value === 'object' && !(value instanceof Date)) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fromPackage(item)]))
  }
  return value as Value
}

/** Bytes as people read them: two hex digits each. */
export function hex(bytes: unknown): string {
  if (!(bytes instanceof Uint8Array)) return `no Uint8Array, but ${typeof bytes}`
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
}

/** The fields of a document alone, without its length and its end: other checks look at those. */
export function fieldsHex(bytes: unknown): string {
  return bytes instanceof Uint8Array ? hex(bytes.slice(4, -1)) : hex(bytes)
}

/** A document as text that tells -0 from 0, 1 from 1n and bytes from arrays, in the order of its fields. */
export function shown(value: unknown): string {
  if (value instanceof Date) return `Date(${value.getTime()})`
  if (value instanceof ObjectId) return `ObjectId(${hex(value.bytes)})`
  if (value instanceof Uint8Array) return `bytes(${hex(value)})`
  if (Array.isArray(value)) return `[${Array.from(value, shown).join(', ')}]`
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (typeof value === 'string') return JSON.stringify(value)
  if (value !== null && typeof value === 'object') {
    return `{ ${Object.entries(value)
      .map(([name, item]) => `${JSON.stringify(name)}: ${shown(item)}`)
      .join(', ')} }`
  }
  return String(value)
}

/** Numbers from 0 to 1, the same every time. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const TEXTS = ['', 'lentils', 'crème fraîche', '小売', '🧺', 'a "quoted" one', 'x'.repeat(300)]
const NUMBERS = [0, -0, 1, -1, 42, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 1.5, -0.1, 1e300, 2 ** 53, Infinity]

/** A document of every type, up to three levels deep. */
export function generated(random: () => number, depth = 0): Document {
  const count = Math.floor(random() * 6)
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [nameOf(random, index), anyValue(random, depth)]),
  )
}

function nameOf(random: () => number, index: number): string {
  return `${pick(random, ['sku', 'préis', '', 'a.b', '$set', '数', 'line'])}${index}`
}

function anyValue(random: () => number, depth: number): Value {
  const kinds: (() => Value)[] = [
    () => pick(random, NUMBERS),
    () => (random() - 0.5) * 1e6,
    () => BigInt(Math.floor((random() - 0.5) * 2 ** 53)) * 1000n,
    () => pick(random, TEXTS),
    () => random() < 0.5,
    () => null,
    () => undefined,
    () => new Date(Math.floor((random() - 0.5) * 4e12)),
    () => bytesOf(random, Math.floor(random() * 20)),
    () => new ObjectId(bytesOf(random, 12)),
  ]
  const deeper: (() => Value)[] = [
    () => generated(random, depth + 1),
    () => Array.from({ length: Math.floor(random() * 13) }, () => anyValue(random, depth + 1)),
  ]
  return pick(random, depth < 2 ? [...kinds, ...deeper] : kinds)()
}

function bytesOf(random: () => number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => Math.floor(random() * 256))
}

function pick<T>(random: () => number, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new RangeError('nothing to pick from')
  return item
}

/** Undefined fields are gone and undefined items are null when a document has been written and read. */
export function asRead(value: Value): Value {
  if (Array.isArray(value)) return Array.from(value, (item) => asRead(item ?? null))
  if (value === null || typeof value !== 'object') return value
  if (value instanceof Date || value instanceof Uint8Array || value instanceof ObjectId) return value
  const kept = Object.entries(value).filter(([, item]) => item !== undefined)
  return Object.fromEntries(kept.map(([name, item]) => [name, asRead(item)]))
}
