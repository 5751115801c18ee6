import { check, expect } from 'backend-workbook/check'
import { type Document, decode, encode, ObjectId, type Value } from '../../exercises/08-mongodb-internals/tiny-bson.ts'
import { asRead, fieldsHex, generated, hex, packageBytes, packageRead, seeded, shown } from './documents.ts'

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
    for (const title of ['', 'tea', 'crème fraîche', '茶', '🧺 basket', 'a zero \0 inside']) comparesFields({ title })
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
  },
)

check(
  'leaves out fields that are undefined, but keeps their place in an array',
  { read: 'bytes-of-a-document' },
  () => {
    comparesFields({ a: undefined, b: true, c: undefined })
    comparesFields({ flags: [true, undefined, false] })
    const holes: Value[] = [true]
    holes[2] = false
    expect(fieldsHex(encode({ flags: holes })), 'the fields of encode({ flags: [true, (a hole), false] })').toBe(
      fieldsHex(packageBytes({ flags: [true, null, false] })),
    )
  },
)

check('keeps the order of the fields, and names in any script', { read: 'bytes-of-a-document' }, () => {
  comparesFields({ zebra: true, apple: false, 'naïve.name': true, 名前: false, '': true, $set: null })
})

check('throws for what has no place in BSON', { read: 'bytes-of-a-document' }, () => {
  const impossible: [string, unknown][] = [
    ["{ total: () => 'lazy' }", { total: () => 'lazy' }],
    ["{ a: { kind: Symbol('kind') } }", { a: { kind: Symbol('kind') } }],
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

check('reads every type that the bson package writes', { read: 'numbers' }, () => {
  const order: Document = {
    whole: -7,
    half: 0.5,
    minusZero: -0,
    big: -(2n ** 40n),
    small: 3n,
    title: 'crème 🧺 \0 fraîche',
    isPaid: true,
    isSent: false,
    coupon: null,
    placedAt: new Date(-1234),
    photo: Uint8Array.of(9, 0, 255),
    vendor: new ObjectId(Uint8Array.from({ length: 12 }, (_, index) => 255 - index)),
    lines: [{ sku: 'a', tags: [] }, [1, [2]], {}],
    'naïve.name': { deep: { deeper: { deepest: 1 } } },
  }
  for (const [name, value] of Object.entries(order)) {
    const bytes = packageBytes({ [name]: value })
    expect(shown(decode(bytes)), `decode(${hex(bytes)})`).toBe(shown({ [name]: value }))
  }
  const all = packageBytes(order)
  expect(shown(decode(all)), `decode(${hex(all)})`).toBe(shown(order))
})

check('reads a document that lies within a larger buffer', { read: 'bytes-of-a-document' }, () => {
  const bytes = packageBytes({ half: 0.5, whole: 12, title: 'tea', inner: { big: 7n } })
  const message = new Uint8Array(bytes.length + 40).fill(0xff)
  message.set(bytes, 21)
  const view = message.subarray(21, 21 + bytes.length)
  expect(shown(decode(view)), 'decode(message.subarray(21, …)), a view that does not begin at 0').toBe(
    '{ "half": 0.5, "whole": 12, "title": "tea", "inner": { "big": 7n } }',
  )
})

check('throws for damaged bytes and never reads outside of them', { read: 'lengths-are-claims' }, () => {
  const whole = [...packageBytes({ a: 'tea', b: { c: 1 }, d: Uint8Array.of(1, 2, 3) })]
  const cuts = whole.slice(0, -1).map((_, length) => Uint8Array.from(whole.slice(0, length)))
  for (const bytes of cuts) {
    expect(
      outcomeOf(() => decode(bytes)),
      `decode(the first ${bytes.length} bytes of ${whole.length})`,
    ).toBe('throws')
  }
  const damaged: [string, number[]][] = [
    ['one byte more than the document', [5, 0, 0, 0, 0, 0]],
    ['a length that is too long', [6, 0, 0, 0, 0]],
    ['a length that is too short', [4, 0, 0, 0, 0]],
    ['a length below zero', [0xff, 0xff, 0xff, 0xff, 0]],
    ['another byte where the end should be', [5, 0, 0, 0, 1]],
    ['a type that is not in the table', [8, 0, 0, 0, 0x7e, 0x61, 0, 0]],
    ['a string longer than the document', [14, 0, 0, 0, 2, 0x61, 0, 0xe8, 0x03, 0, 0, 0x62, 0, 0]],
    ['a string with a length of zero', [12, 0, 0, 0, 2, 0x61, 0, 0, 0, 0, 0, 0]],
    ['a string with a length below zero', [13, 0, 0, 0, 2, 0x61, 0, 0xff, 0xff, 0xff, 0xff, 0, 0]],
    ['a string without a zero byte at its end', [14, 0, 0, 0, 2, 0x61, 0, 2, 0, 0, 0, 0x62, 0x63, 0]],
    ['bytes with a length below zero', [13, 0, 0, 0, 5, 0x61, 0, 0xff, 0xff, 0xff, 0xff, 0, 0]],
    ['bytes whose length leads back to their own field', [13, 0, 0, 0, 5, 0x61, 0, 0xf8, 0xff, 0xff, 0xff, 0, 0]],
    ['an inner document longer than the outer one', [13, 0, 0, 0, 3, 0x61, 0, 64, 0, 0, 0, 0, 0]],
    ['an inner document without its end', [13, 0, 0, 0, 3, 0x61, 0, 5, 0, 0, 0, 7, 0]],
  ]
  for (const [what, bytes] of damaged) {
    // In a larger buffer, so that reading too far finds bytes.
    const memory = new Uint8Array(2048)
    memory.set(bytes, 100)
    const view = memory.subarray(100, 100 + bytes.length)
    expect(
      outcomeOf(() => decode(view)),
      `decode(${hex(view)}): ${what}`,
    ).toBe('throws')
  }
})

check('reads a field named __proto__ as data', { read: 'lengths-are-claims' }, () => {
  const named = (name: string) =>
    Buffer.concat([Buffer.of(3), Buffer.from(`${name}\0`), packageBytes({ isAdmin: true })])
  const fields = named('__proto__')
  const bytes = Buffer.concat([Buffer.of(fields.length + 5, 0, 0, 0), fields, Buffer.of(0)])
  const document = decode(bytes)
  expect(Object.keys(document), `the names in decode(${hex(bytes)})`).toEqual(['__proto__'])
  expect(document['isAdmin'], `decode(${hex(bytes)}).isAdmin, which is not a field of the document`).toBe(undefined)
})

check('agrees with the bson package about 300 generated documents', { read: 'bytes-of-a-document' }, () => {
  const random = seeded(8)
  for (let count = 0; count < 300; count += 1) {
    const document = generated(random)
    const bytes = packageBytes(document)
    expect(hex(encode(document)), `encode(${shown(document)})`).toBe(hex(bytes))
    expect(shown(decode(bytes)), `decode(${hex(bytes)})`).toBe(shown(asRead(document)))
    expect(shown(packageRead(encode(document))), `what the package reads of ${shown(document)}`).toBe(
      shown(packageRead(bytes)),
    )
  }
})

function outcomeOf(call: () => unknown): string {
  try {
    return `returns ${shown(call())}`
  } catch (error) {
    return error instanceof Error && error.message !== '' ? 'throws' : 'throws something that says nothing'
  }
}
