import { check, expect } from 'backend-workbook/check'
import { type Document, decode, encode, ObjectId } from '../../../exercises/08-mongodb-internals/tiny-bson.ts'
import { asRead, generated, hex, packageBytes, packageRead, seeded, shown } from '../documents.ts'
import { outcomeOf } from './outcome.ts'

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
    marked: '\ufeffa byte order mark',
    '\ufeffmarked': true,
    'naïve.name': { deep: { deeper: { deepest: 1 } } },
  }
  for (const [name, value] of Object.entries(order)) {
    const bytes = packageBytes({ [name]: value })
    expect(shown(decode(bytes)), `decode(${hex(bytes)})`).toBe(shown({ [name]: value }))
  }
  const all = packageBytes(order)
  expect(shown(decode(all)), `decode(${hex(all)})`).toBe(shown(order))
  for (const subtype of [4, 0x80]) {
    const binary = Uint8Array.of(15, 0, 0, 0, 5, 0x61, 0, 2, 0, 0, 0, subtype, 7, 9, 0)
    const what = `decode(${hex(binary)}): bytes with the subtype ${subtype}`
    expect(shown(decode(binary)), what).toBe('{ "a": bytes(07 09) }')
  }
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
    ...[0x06, 0x0b, 0x7e, 0xff].map((type): [string, number[]] => [
      `a type that is not in the table, ${type}`,
      [8, 0, 0, 0, type, 0x61, 0, 0],
    ]),
    ['a string longer than the document', [14, 0, 0, 0, 2, 0x61, 0, 0xe8, 0x03, 0, 0, 0x62, 0, 0]],
    ['a string with a length of zero', [12, 0, 0, 0, 2, 0x61, 0, 0, 0, 0, 0, 0]],
    ['a string with a length below zero', [13, 0, 0, 0, 2, 0x61, 0, 0xff, 0xff, 0xff, 0xff, 0, 0]],
    ['a string without a zero byte at its end', [14, 0, 0, 0, 2, 0x61, 0, 2, 0, 0, 0, 0x62, 0x63, 0]],
    ['bytes with a length below zero', [13, 0, 0, 0, 5, 0x61, 0, 0xff, 0xff, 0xff, 0xff, 0, 0]],
    ['bytes whose length leads back to their own field', [13, 0, 0, 0, 5, 0x61, 0, 0xf8, 0xff, 0xff, 0xff, 0, 0]],
    ['an inner document longer than the outer one', [13, 0, 0, 0, 3, 0x61, 0, 64, 0, 0, 0, 0, 0]],
    ['an inner document whose length is one byte too long', [14, 0, 0, 0, 3, 0x61, 0, 6, 0, 0, 0, 0, 0, 0]],
    ['an inner document longer than what is there', [13, 0, 0, 0, 3, 0x61, 0, 6, 0, 0, 0, 0, 0]],
    ['an inner document whose field is behind its end', [16, 0, 0, 0, 3, 0x61, 0, 5, 0, 0, 0, 0x0a, 0x62, 0, 0, 0]],
    [
      'a string that takes the end of its document',
      [21, 0, 0, 0, 3, 0x61, 0, 13, 0, 0, 0, 2, 0x62, 0, 3, 0, 0, 0, 0x78, 0, 0],
    ],
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
  const around = Buffer.concat([Buffer.of(3, 0x61, 0), bytes])
  const outer = Buffer.concat([Buffer.of(around.length + 5, 0, 0, 0), around, Buffer.of(0)])
  const inner = decode(outer)['a'] as Document
  expect(Object.keys(inner), `the names in decode(${hex(outer)}).a`).toEqual(['__proto__'])
  expect(inner['isAdmin'], `decode(${hex(outer)}).a.isAdmin, which is not a field of it`).toBe(undefined)
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
