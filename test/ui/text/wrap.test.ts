import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { charactersOf, characterWidth, textWidth } from '../../../src/ui/text/width.ts'
import { chopCode, chopSpans, drawSpans, plain, wrapSpans, wrapText } from '../../../src/ui/text/wrap.ts'
import { tries } from '../../fixtures/property.ts'

/** Text of words, spaces, wide characters, marks and signs of code. */
const text = fc
  .array(fc.constantFrom('a', 'word', ' ', '  ', '日本', 'e\u0301', '\u200b', '(', ') ', '=>', '✅', 'ñ'), {
    maxLength: 40,
  })
  .map((parts) => parts.join(''))
const width = fc.integer({ min: 2, max: 30 })
const style = (part: string) => part

/** The text in two styles. */
function spansOf(whole: string) {
  const half = Math.floor(whole.length / 2)
  return [
    { text: whole.slice(0, half), style: plain },
    { text: whole.slice(half), style },
  ]
}

describe('wrapText', () => {
  it.each([
    ['one two three', 7, ['one two', 'three']],
    ['one  two', 8, ['one  two']],
    ['abcdefgh', 3, ['abc', 'def', 'gh']],
    ['a abcdefgh', 4, ['a', 'abcd', 'efgh']],
    ['日本 語', 4, ['日本', '語']],
    ['', 5, ['']],
    ['one\n\ntwo', 5, ['one', '', 'two']],
    ['\u200b  =>a', 2, ['\u200b', '=>', 'a']],
  ])('wraps %j at %i', (source, columns, lines) => {
    expect(wrapText(source, columns)).toEqual(lines)
  })

  it('gives no line wider than the width and loses nothing but spaces', () => {
    fc.assert(
      fc.property(text, width, (source, columns) => {
        const lines = wrapSpans(spansOf(source), columns).map(drawSpans)
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns)
        expect(lines.join('').replaceAll(' ', '')).toBe(source.replaceAll(' ', ''))
      }),
      tries(500),
    )
  })
})

describe.each([
  ['chopSpans', chopSpans],
  ['chopCode', chopCode],
])('%s', (_, chop) => {
  it('gives no line wider than the width and loses nothing at all', () => {
    fc.assert(
      fc.property(text, width, (source, columns) => {
        const lines = chop(spansOf(source), columns).map(drawSpans)
        for (const line of lines) expect(widthByCharacter(line)).toBeLessThanOrEqual(columns)
        expect(lines.join('')).toBe(source)
      }),
      tries(500),
    )
  })
})

function widthByCharacter(line: string): number {
  return charactersOf(line).reduce((sum, character) => sum + characterWidth(character), 0)
}
