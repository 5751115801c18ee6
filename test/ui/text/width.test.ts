import { Chalk } from 'chalk'
import { describe, expect, it } from 'vitest'
import { charactersOf, textWidth } from '../../../src/ui/text/width.ts'

describe('textWidth', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['größer · ─│ ✓ → ◐ ❯', 19],
    ['日本', 4],
    ['한글', 4],
    ['ＡＢ', 4],
    ['e\u0301', 1],
    ['a\u200bb', 2],
    ['a\u00adb', 2],
    ['👩‍👩‍👧', 2],
    ['🇩🇪', 2],
    ['✅', 2],
    ['❤️', 2],
    [new Chalk({ level: 1 }).red('日a'), 3],
  ])('of %j is %i', (text, width) => {
    expect(textWidth(text)).toBe(width)
  })
})

describe('charactersOf', () => {
  it.each([
    ['añ─', ['a', 'ñ', '─']],
    ['e\u0301x', ['e\u0301', 'x']],
    ['👩‍👩‍👧!', ['👩‍👩‍👧', '!']],
  ])('of %j', (text, characters) => {
    expect(charactersOf(text)).toEqual(characters)
  })
})
