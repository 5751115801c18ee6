import { check, expect } from 'backend-workbook/check'
import { type Document, encode, ObjectId, type Value } from '../../../exercises/08-mongodb-internals/tiny-bson.ts'
import { fieldsHex, hex, packageBytes, shown } from '../documents.ts'
import { outcomeOf } from './outcome.ts'

/** Compares the fields that `encode` and the package write, without the length of the whole document and its end. */
function comparesFields(document: Document) {
  expect(fieldsHex(encode(document)), `the fields of encode(${shown(document)})`).toBe(
    fieldsHex(packageBytes(document)),
  )
}

check(
  'begins a document with the length of all its bytes, and ends it with a zero byte',
  { read: 'bytes-of-a-document' },
  () => {
    for (const document of [{}, { ok: true }, { a: null, b: null, c: false }]) {
      expect(hex(encode(document)), `encode(${shown(document)})`).toBe(hex(packageBytes(document)))
    }
  },
)

check('writes whole numbers of 32 bits as int32, and all other numbers as doubles', { read: 'numbers' }, () => {
  const whole = [0, 1, -1, 255, 65_536, 2 ** 31 - 1, -(2 ** 31)]
  const others = [0.5, -1.25, -0, 2 ** 31, -(2 ** 31) - 1, Number.MAX_SAFE_INTEGER, 1e300, Number.NaN, -Infinity]
  for (const quantity of [...whole, ...others]) comparesFields({ quantity })
})

check('writes a bigint as an int64, however small it is', { read: 'numbers' }, () => {
  for (const cents of [0n, 1n, -1n, 2n ** 40n + 7n, 2n ** 63n - 1n, -(2n ** 63n)]) comparesFields({ cents })
})

check(
  'writes a string with its length in bytes, the zero byte at its end included',
  { read: 'bytes-of-a-document' },
  () => {
    for (const title of ['', 'tea', 'crème fraîche', '茶', '🧺 basket', 'a zero \0 inside', '\ufeffa mark']) {
      comparesFields({ title })
    }
    // Compared as a whole: nobody reads 200,000 bytes.
    const long = { title: 'é'.repeat(100_000) }
    const equal = Buffer.compare(encode(long).slice(4, -1), packageBytes(long).slice(4, -1)) === 0
    expect(equal, "whether the fields of encode({ title: 'é'.repeat(100_000) }) are what the bson package writes").toBe(
      true,
    )
  },
)

check(
  'writes dates as milliseconds, bytes with a length and a subtype, ObjectIds as twelve bytes',
  { read: 'bytes-of-a-document' },
  () => {
    for (const placedAt of [new Date(0), new Date(1_760_000_000_123), new Date(-1), new Date(-62_135_596_800_000)]) {
      comparesFields({ placedAt })
    }
    comparesFields({ photo: new Uint8Array() })
    comparesFields({ photo: Uint8Array.of(0, 1, 254, 255) })
    comparesFields({ photo: Buffer.from('a view into a pool') })
    comparesFields({ vendor: new ObjectId(Uint8Array.from({ length: 12 }, (_, index) => index * 20)) })
  },
)

check(
  'writes documents within documents, and arrays with their positions as names',
  { read: 'bytes-of-a-document' },
  () => {
    comparesFields({ address: { city: {}, zip: { a: true } } })
    comparesFields({ flags: [] })
    comparesFields({ flags: [true, [false], { a: null }] })
    comparesFields({ flags: Array.from({ length: 12 }, () => true) })
    comparesFields({ photo: { bytes: new Uint8Array(12) } }) // looks like an ObjectId, and is a document
  },
)

check(
  'leaves out fields that are undefined, but keeps their place in an array',
  { read: 'bytes-of-a-document' },
  () => {
    comparesFields({ a: undefined, b: true, c: undefined })
    comparesFields({ inner: { a: undefined, b: [{ c: undefined }] } })
    comparesFields({ flags: [true, undefined, false] })
    const holes: Value[] = [true]
    holes[2] = false
    expect(fieldsHex(encode({ flags: holes })), 'the fields of encode({ flags: [true, (a hole), false] })').toBe(
      fieldsHex(packageBytes({ flags: [true, null, false] })),
    )
  },
)

check('keeps the order of the fields, and names in any script', { read: 'bytes-of-a-document' }, () => {
  comparesFields({
    zebra: true,
    apple: false,
    'naïve.name': true,
    名前: false,
    '': true,
    $set: null,
    '\ufeffmark': true,
  })
  const withMore = Object.assign(Object.create({ inherited: true }), { own: true })
  expect(fieldsHex(encode(withMore)), 'the fields of encode(document), which inherits another one').toBe(
    fieldsHex(packageBytes({ own: true })),
  )
})

check('throws for what has no place in BSON', { read: 'bytes-of-a-document' }, () => {
  const impossible: [string, unknown][] = [
    ["{ total: () => 'lazy' }", { total: () => 'lazy' }],
    ["{ a: { kind: Symbol('kind') } }", { a: { kind: Symbol('kind') } }],
    ['{ lines: [1, () => 2] }', { lines: [1, () => 2] }],
    ["{ lines: [Symbol('line')] }", { lines: [Symbol('line')] }],
    ['{ cents: 2n ** 63n }', { cents: 2n ** 63n }],
    ['{ cents: -(2n ** 63n) - 1n }', { cents: -(2n ** 63n) - 1n }],
    ["{ 'a\\0b': true }", { 'a\0b': true }],
    ["{ inner: { '\\0': true } }", { inner: { '\0': true } }],
  ]
  for (const [input, document] of impossible) {
    expect(
      outcomeOf(() => encode(document as Document)),
      `encode(${input})`,
    ).toBe('throws')
  }
})
