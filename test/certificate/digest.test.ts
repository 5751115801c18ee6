import fc from 'fast-check'
import { expect, it } from 'vitest'
import { canonicalJson, digestOf } from '../../src/engine/certificate/digest.ts'
import { tries } from '../fixtures/property.ts'

it.each([
  // From RFC 8785, 3.2.2 and 3.2.3.
  [
    {
      numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    },
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  ],
  [
    {
      '\u20ac': 'Euro',
      '\r': 'Return',
      '\ufb33': 'Dalet',
      '1': 'One',
      '\ud83d\ude00': 'Emoji',
      '\u0080': 'Control',
      '\u00f6': 'o',
    },
    '{"\\r":"Return","1":"One","\u0080":"Control","ö":"o","€":"Euro","😀":"Emoji","\ufb33":"Dalet"}',
  ],
])('writes %j in the canonical form', (value, text) => {
  expect(canonicalJson(value)).toBe(text)
})

it('gives one digest to one value, in whatever order it is written', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse())
      expect(digestOf(JSON.parse(JSON.stringify(turned, null, 2)))).toBe(digestOf(value))
    }),
    tries(200),
  )
})

it('gives different digests to different values', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const same = canonicalJson(a) === canonicalJson(b)
      expect(digestOf({ a }) === digestOf({ a: b })).toBe(same)
    }),
    tries(200),
  )
})
